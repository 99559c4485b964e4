package dev.meshscope.queryapi.alert.evaluate;

import static dev.meshscope.queryapi.alert.evaluate.Rules.group;
import static dev.meshscope.queryapi.alert.evaluate.Rules.rule;
import static dev.meshscope.queryapi.alert.evaluate.Rules.set;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An evaluator in a process of its own, so that it can be killed and stopped. Its time stands still
 * until its alert is pending.
 */
final class EvaluatorProcess implements AutoCloseable {
  private static final String PENDING = "it is pending";
  private static final String LOST = "it leads no more";

  private final Process process;
  private final BufferedReader said;

  /** Returns when its alert is pending. */
  EvaluatorProcess(Evaluator.Place place) throws IOException {
    process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    EvaluatorProcess.class.getName(),
                    place.bootstrapServers(),
                    place.tenant()))
            .redirectErrorStream(true)
            .start();
    said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    awaitLine(PENDING);
  }

  void kill() {
    process.destroyForcibly();
  }

  /** It does nothing until {@link #resume}, and does not notice. */
  void pause() throws Exception {
    signal("-STOP");
  }

  void resume() throws Exception {
    signal("-CONT");
  }

  void awaitLost() throws IOException {
    awaitLine(LOST);
  }

  @Override
  public void close() {
    kill();
  }

  private void signal(String signal) throws Exception {
    int code = new ProcessBuilder("kill", signal, "" + process.pid()).start().waitFor();
    if (code != 0) {
      throw new AssertionError("kill " + signal + " ended with " + code);
    }
  }

  private void awaitLine(String expected) throws IOException {
    StringBuilder all = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.equals(expected)) {
        return;
      }
      all.append(line).append('\n');
    }
    throw new AssertionError("the process ended: " + all);
  }

  /** Arguments: servers, tenant. */
  public static void main(String[] arguments) throws InterruptedException {
    ScriptedJudge judge = new ScriptedJudge(1);
    judge.scripts.put("r", _ -> true);
    AtomicLong begun = new AtomicLong();
    RunningEvaluator evaluator =
        new RunningEvaluator(
            new Evaluator.Place(arguments[0], arguments[1]),
            () -> now(begun.get()),
            judge,
            set(group("g", rule("r", 10, 0))));
    await().atMost(Duration.ofSeconds(60)).until(() -> evaluator.led("r").isPresent());
    begun.set(System.nanoTime());
    System.out.println(PENDING);
    await().forever().until(() -> evaluator.led("r").isEmpty());
    System.out.println(LOST);
    new CountDownLatch(1).await(); // until it is killed
  }

  private static Instant now(long begun) {
    return begun == 0 ? Rules.START : Rules.START.plusNanos(System.nanoTime() - begun);
  }
}
