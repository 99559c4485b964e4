package dev.meshscope.benchmarks.whole;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The generator, seen from the benchmark. */
final class GeneratorProcess implements AutoCloseable {
  private static final int CLOSE_SECONDS = 5;

  private final Process process;
  private final PrintWriter to;
  private final BufferedReader from;
  private Sent before = Sent.NOTHING;

  /**
   * Starts it; returns when it is prepared.
   *
   * @param grpcPort of the collector on this machine
   * @param copies copies of Bookinfo
   * @param log where its errors go
   */
  GeneratorProcess(int grpcPort, int copies, Path log) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            GeneratorMain.class.getName(),
            "127.0.0.1:" + grpcPort,
            Integer.toString(copies));
    process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    to = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    from = process.inputReader(StandardCharsets.UTF_8);
    expect(GeneratorLine.READY);
  }

  /** Sends at that rate, or as fast as the collector takes it if that is slower. */
  Sent send(double perSecond, Duration duration) throws IOException {
    to.println(GeneratorLine.SEND + " " + perSecond + " " + duration.toMillis());
    Sent total = Sent.parse(line());
    Sent sent = total.since(before);
    before = total;
    return sent;
  }

  /** What was sent in all runs. */
  Sent total() {
    return before;
  }

  /** Closes all streams; returns when the collector has read them, with what was sent. */
  TrafficCounts end() throws IOException {
    to.println(GeneratorLine.END);
    TrafficCounts counts = new TrafficCounts();
    for (String line = line(); !line.equals(GeneratorLine.END); line = line()) {
      counts.add(line);
    }
    return counts;
  }

  @Override
  public void close() {
    to.close();
    try {
      if (!process.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void expect(String word) throws IOException {
    String line = line();
    if (!line.equals(word)) {
      throw new IOException("the generator said: " + line);
    }
  }

  private String line() throws IOException {
    String line = from.readLine();
    if (line == null) {
      throw new IOException("the generator ended; see its log");
    }
    return line;
  }
}
