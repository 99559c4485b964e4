package dev.meshscope.testkit.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.testkit.mesh.Collector;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SimulateMainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine command =
      new CommandLine(new SimulateMain()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  @ParameterizedTest
  @ValueSource(strings = {"--copies=2", "--prepared"})
  void sendsAndTellsWhatItSent(String option) throws IOException {
    try (RecordingCollector collector = new RecordingCollector()) {
      int status =
          command.execute(
              "--collector", text(collector.address()), "--count", "100", "--rate", "0", option);
      assertThat(status).isZero();
      int entries = collector.entries().size();
      assertThat(entries).isGreaterThanOrEqualTo(100);
      assertThat(out.toString()).startsWith(entries + " entries in ").contains("0 dropped");
    }
  }

  @Test
  void endsWithOneWhenThereIsNoCollector() throws IOException {
    Collector nobody;
    try (RecordingCollector collector = new RecordingCollector()) {
      nobody = collector.address();
    }
    assertThat(command.execute("--collector", text(nobody), "--count", "5", "--rate", "0"))
        .isEqualTo(1);
  }

  @Test
  void refusesAnUnknownOption() {
    assertThat(command.execute("--sped", "1")).isEqualTo(2);
    assertThat(err.toString()).contains("--sped");
  }

  private static String text(Collector collector) {
    return collector.host() + ":" + collector.port();
  }
}
