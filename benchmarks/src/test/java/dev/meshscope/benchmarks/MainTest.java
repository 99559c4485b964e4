package dev.meshscope.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class MainTest {
  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("--fast", "Unknown option: '--fast'"),
        Arguments.of("--only=nothing", "receive, aggregate, store, end-to-end"),
        Arguments.of("--seconds=0", "--seconds must be 1 to 3600, not 0"),
        Arguments.of("--rate=-1", "--rate must be 1 to"),
        Arguments.of("--copies=201", "--copies must be 1 to 200, not 201"),
        Arguments.of("everything", "Unmatched argument"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void saysWhatIsWrongAndHowItIsUsed(String argument, String complaint) {
    StringWriter said = new StringWriter();
    CommandLine commandLine = Main.commandLine().setErr(new PrintWriter(said, true));

    assertThat(commandLine.execute(argument)).isEqualTo(2);
    assertThat(said.toString()).contains(complaint).contains("Usage: benchmark");
  }
}
