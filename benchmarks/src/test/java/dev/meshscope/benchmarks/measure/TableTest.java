package dev.meshscope.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void alignsColumns() {
    Table table = new Table("Costs", "what", "µs").row("a", "1.25").row("longer", "10.5");

    assertThat(table.toString())
        .isEqualTo(
            """
            Costs
              what      µs
              a       1.25
              longer  10.5
            """);
  }

  @Test
  void refusesARowOfAnotherLength() {
    assertThatThrownBy(() -> new Table("Costs", "what", "µs").row("a"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void saysHowSureAMeanIs() {
    // t(0.9995, 2) = 31.599, standard deviation 1, √3 values
    assertThat(new Samples(List.of(1.0, 2.0, 3.0)).meanText(2)).isEqualTo("2.00 ± 18.24");
    assertThat(new Samples(List.of(1.0, 2.0)).meanText(1)).isEqualTo("1.5");
  }

  @Test
  void refusesToSayAnythingAboutNothing() {
    assertThatThrownBy(() -> new Samples(List.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
