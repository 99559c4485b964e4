package dev.meshscope.collector;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.embedded.EmbeddedKafkaConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A broker as a process of its own, for tests that kill it; it keeps directory and port. */
final class BrokerProcess implements AutoCloseable {
  private static final String LISTENING = "listening on ";

  private final Path directory;
  private Process process;
  private String bootstrapServers;

  BrokerProcess(Path directory) throws IOException {
    this.directory = directory;
    process = launch(directory);
    bootstrapServers = awaitListening(process);
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  /** Ends it without a word, and waits until it is gone. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Starts it again where it was; returns when it answers. */
  void restart() throws IOException {
    process = launch(directory);
    bootstrapServers = awaitListening(process);
  }

  @Override
  public void close() {
    kill();
  }

  private static Process launch(Path directory) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            BrokerProcess.class.getName(),
            directory.toString())
        .redirectErrorStream(true)
        .start();
  }

  private static String awaitListening(Process process) throws IOException {
    BufferedReader lines = process.inputReader(UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(LISTENING)) {
        Thread.ofVirtual().start(() -> drop(process.getInputStream()));
        return line.substring(LISTENING.length());
      }
    }
    throw new IOException("the broker ended");
  }

  private static void drop(InputStream output) {
    try {
      output.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      return; // it was killed
    }
  }

  /** Runs a broker on a directory until standard input ends, as it does when the test is gone. */
  public static void main(String[] arguments) {
    EmbeddedKafka kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(Path.of(arguments[0]), 0));
    kafka.start();
    System.out.println(LISTENING + kafka.bootstrapServers());
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      Runtime.getRuntime().halt(0);
    }
  }
}
