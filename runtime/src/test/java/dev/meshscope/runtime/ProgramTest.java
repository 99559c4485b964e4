package dev.meshscope.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.runtime.config.Check;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProgramTest {
  record EchoConfig(int port) {
    EchoConfig {
      Check.port("port", port);
    }
  }

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<String> events = new ArrayList<>();

  @Test
  void runsUntilItIsAskedToStop() {
    int status =
        run(
            Map.of("MESHSCOPE_PORT", "7"),
            (config, telemetry, lifecycle) -> {
              assertThat(config.get(EchoConfig.class).port()).isEqualTo(7);
              assertThat(telemetry.prefix()).isEqualTo("meshscope_echo_");
              lifecycle.add(new RecordingPart("a", events));
              lifecycle.requestStop();
            });
    assertThat(status).isZero();
    assertThat(events).containsExactly("start a", "close a");
  }

  @Test
  void endsWithOneWhenAPartDies() {
    int status =
        run(
            Map.of(),
            (config, telemetry, lifecycle) ->
                lifecycle.add(new RecordingPart("a", events)).health = Health.dead("gone"));
    assertThat(status).isEqualTo(1);
    assertThat(err.toString(UTF_8)).isEqualTo("echo stopped: part a is dead: gone\n");
  }

  @Test
  void endsWithOneWhenAPartCannotStart() {
    int status =
        run(
            Map.of(),
            (config, telemetry, lifecycle) ->
                lifecycle.add(new RecordingPart("a", events)).onStart =
                    () -> {
                      throw new IOException("no disk");
                    });
    assertThat(status).isEqualTo(1);
    assertThat(err.toString(UTF_8)).isEqualTo("echo: part a could not start: no disk\n");
  }

  @Test
  void endsWithOneWhenItCannotBeAssembled() {
    int status =
        run(
            Map.of(),
            (config, telemetry, lifecycle) -> {
              throw new IllegalArgumentException("no such directory");
            });
    assertThat(status).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("echo could not start", "no such directory");
  }

  @Test
  void saysWhatIsInTheWayOfAssembling() {
    int status =
        run(
            Map.of(),
            (config, telemetry, lifecycle) -> {
              throw new IOException("port 4317 is taken");
            });
    assertThat(status).isEqualTo(1);
    assertThat(err.toString(UTF_8)).isEqualTo("echo could not start: port 4317 is taken\n");
  }

  @Test
  void aStopDuringTheStartIsNoFailure() {
    int status =
        run(
            Map.of(),
            (config, telemetry, lifecycle) ->
                lifecycle.add(new RecordingPart("a", events)).onStart =
                    () -> Thread.ofVirtual().start(lifecycle::close));
    assertThat(status).isZero();
    assertThat(err.toString(UTF_8)).isEmpty();
    assertThat(events).containsExactly("start a", "close a");
  }

  @Test
  void endsWithTwoOnBadConfigurationAndListsIt() {
    int status = run(Map.of("MESHSCOPE_PORT", "x"), (config, telemetry, lifecycle) -> {});
    assertThat(status).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("port (MESHSCOPE_PORT): must be a whole number");
  }

  @Test
  void endsWithTwoOnAnUnknownArgument() {
    assertThat(run(Map.of(), (config, telemetry, lifecycle) -> {}, "--nope")).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("--nope");
  }

  @Test
  void saysWhatItTakesWhenAsked() {
    int status =
        run(
            Map.of("MESHSCOPE_PORT", "x"),
            (config, telemetry, lifecycle) -> events.add("assembled"),
            "--help");
    assertThat(status).isZero();
    assertThat(events).isEmpty();
    assertThat(err.toString(UTF_8)).isEmpty();
    assertThat(out.toString(UTF_8)).startsWith("echo: usage: ").contains("--check-config  print");
  }

  @Test
  void onlyChecksTheConfigurationWhenAsked() {
    int status =
        run(
            Map.of("MESHSCOPE_PORT", "9"),
            (config, telemetry, lifecycle) -> events.add("assembled"),
            "--check-config");
    assertThat(status).isZero();
    assertThat(events).isEmpty();
    assertThat(out.toString(UTF_8)).isEqualTo("port = 9 (environment)\n");
  }

  @Test
  void endsWithOneWhenInterrupted() {
    int status =
        run(
            Map.of(),
            (config, telemetry, lifecycle) -> {
              lifecycle.add(new RecordingPart("a", events));
              Thread.currentThread().interrupt();
            });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(status).isEqualTo(1);
  }

  @Test
  void closesItsPartsOnASignal() throws Exception {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SignalledProgram.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader lines = process.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("start echo");
      process.toHandle().destroy(); // the other destroy() closes the streams too
      assertThat(lines.readLine()).isEqualTo("close echo");
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private int run(Map<String, String> environment, Program.Assembly assembly, String... arguments) {
    var program =
        new Program(
            "echo",
            environment,
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8));
    return program.run(arguments, List.of(new EchoConfig(1)), assembly);
  }
}
