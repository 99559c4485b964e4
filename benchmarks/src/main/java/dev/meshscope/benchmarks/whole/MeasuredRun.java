package dev.meshscope.benchmarks.whole;

import dev.meshscope.benchmarks.whole.FreshnessWatch.Watched;

/**
 * The run that counts.
 *
 * @param offered reports a second that the generator wanted to send
 * @param watched what it sent, and how fresh the tables were
 * @param spent CPU of the standalone, until all of it was stored
 * @param progressQuestion one of the questions that watched it
 */
record MeasuredRun(
    double offered,
    Watched<Sent> watched,
    StandaloneProcess.Cpu spent,
    QuestionCost progressQuestion) {
  private static final double NANOS_PER_MICRO = 1e3;
  private static final double NANOS_PER_MILLI = 1e6;

  Sent sent() {
    return watched.done();
  }

  /** Microseconds for each report. */
  double micros(long nanos) {
    return nanos / NANOS_PER_MICRO / sent().entries();
  }

  /** What the watching cost the standalone, nanoseconds. */
  long watchingNanos() {
    return (long) (progressQuestion.cpuMillis() * NANOS_PER_MILLI * watched.questions());
  }
}
