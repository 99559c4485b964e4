package dev.meshscope.benchmarks.whole;

import java.util.List;

/**
 * Whether every report that was sent is in the answers, once.
 *
 * @param sent what was sent
 * @param truth what it must count
 * @param answered what the answers count
 */
record Counted(Sent sent, TrafficCounts truth, TrafficCounts answered) {
  private static final int SHOWN_MAX = 20;

  /** Empty when all is well, else sentences. */
  List<String> problems() {
    List<String> differences = truth.differences(answered);
    if (sent.dropped() > 0) {
      return List.of("%d reports found no stream".formatted(sent.dropped()));
    }
    if (truth.total() == 0) {
      return List.of("nothing was sent");
    }
    return differences.size() <= SHOWN_MAX ? differences : differences.subList(0, SHOWN_MAX);
  }

  /** In one line. */
  String verdict() {
    return problems().isEmpty()
        ? "%,d reports sent, which count %,d times: all of them counted, none twice"
            .formatted(sent.entries(), truth.total())
        : "WRONG: %,d reports sent, which count %,d times; the answers count %,d"
            .formatted(sent.entries(), truth.total(), answered.total());
  }
}
