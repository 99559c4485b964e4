package dev.meshscope.testkit.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mesh as a command, in a process of its own that can be ended in every way. */
@Tag("envoy")
class MeshMainIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path directory;

  private RecordingAccessLogServer server;

  @BeforeEach
  void startCollector() throws IOException {
    server = new RecordingAccessLogServer();
  }

  @AfterEach
  void stopCollector() {
    server.close();
  }

  @Test
  void printsTheGroundTruthAtTheEnd() throws Exception {
    Process mesh = start("--requests", "20", "--rate", "50");
    assertThat(mesh.waitFor(LIMIT)).isTrue();
    assertThat(output()).contains("users sent 20", "source view", "0 dropped");
    assertThat(mesh.exitValue()).isZero();
  }

  @Test
  void leavesNoEnvoyBehindWhenItIsKilled() throws Exception {
    Process mesh = start("--rate", "20");
    List<ProcessHandle> envoys = awaitEnvoys(mesh);
    mesh.destroyForcibly();
    await().atMost(LIMIT).until(() -> envoys.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void endsItsEnvoysWhenItIsTerminated() throws Exception {
    Process mesh = start("--rate", "20");
    List<ProcessHandle> envoys = awaitEnvoys(mesh);
    mesh.destroy();
    assertThat(mesh.waitFor(LIMIT)).isTrue();
    await().atMost(LIMIT).until(() -> envoys.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void refusesArgumentsThatItDoesNotKnow() throws Exception {
    Process mesh = start("--speed", "20");
    assertThat(mesh.waitFor(LIMIT)).isTrue();
    assertThat(mesh.exitValue()).isEqualTo(2);
    assertThat(output()).contains("--speed");
  }

  /** All descendants once the mesh counts: Envoys and their watchers. */
  private List<ProcessHandle> awaitEnvoys(Process mesh) {
    await().atMost(LIMIT).until(() -> output().contains("counting from"));
    List<ProcessHandle> envoys = mesh.descendants().toList();
    assertThat(envoys).hasSizeGreaterThanOrEqualTo(20);
    return envoys;
  }

  private String output() throws IOException {
    return Files.readString(directory.resolve("output"));
  }

  private Process start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                MeshMain.class.getName(),
                "--collector",
                server.collector().host() + ":" + server.collector().port(),
                "--directory",
                directory.resolve("mesh").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.put("MESHSCOPE_HOME", System.getProperty("meshscope.root"));
    return builder
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("output").toFile())
        .start();
  }
}
