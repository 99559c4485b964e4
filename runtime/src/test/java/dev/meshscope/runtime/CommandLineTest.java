package dev.meshscope.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandLineTest {
  @Test
  void needsNothing() {
    assertThat(CommandLine.parse()).isEqualTo(new CommandLine(Optional.empty(), false, false));
  }

  @Test
  void takesAFileInBothForms() {
    var expected = new CommandLine(Optional.of(Path.of("a.yaml")), true, false);
    assertThat(CommandLine.parse("--config", "a.yaml", "--check-config")).isEqualTo(expected);
    assertThat(CommandLine.parse("--check-config", "--config=a.yaml")).isEqualTo(expected);
  }

  @Test
  void knowsWhoAsksForHelp() {
    assertThat(CommandLine.parse("--help").isHelp()).isTrue();
    assertThat(CommandLine.parse("--config", "a.yaml", "-h").isHelp()).isTrue();
  }

  @Test
  void refusesTheRest() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CommandLine.parse("--verbose"))
        .withMessage(
            "unknown argument --verbose; usage: [--config FILE] [--check-config] [--help]");
    assertThatIllegalArgumentException().isThrownBy(() -> CommandLine.parse("--config"));
  }
}
