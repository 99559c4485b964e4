package dev.meshscope.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes on what the engine's process prints, line by line, until it ends. */
final class EngineOutput {

  private static final Logger log = LoggerFactory.getLogger(EngineOutput.class);
  private static final int LINES_MAX = 20;

  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final List<String> said = new CopyOnWriteArrayList<>();

  /** The port that the process listens on; fails with what it said when it ended before. */
  CompletableFuture<Integer> port() {
    return port;
  }

  void pump(InputStream output) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        take(line);
      }
    } catch (IOException e) {
      log.atDebug().log("the engine's output ended", e);
    }
    port.completeExceptionally(new EmbeddedStartException(problem()));
  }

  /** What the process said before it ended. */
  String problem() {
    return "the ClickHouse engine ended at its start: " + String.join(" ", said);
  }

  private void take(String line) {
    if (line.startsWith(ClickHouseEngineMain.READY)) {
      String after = line.substring(ClickHouseEngineMain.READY.length());
      port.complete(Integer.parseInt(after.substring(0, after.indexOf(' '))));
    } else if (!port.isDone() && said.size() < LINES_MAX) {
      said.add(line);
    }
    log.atInfo().addKeyValue("line", line).log("engine");
  }
}
