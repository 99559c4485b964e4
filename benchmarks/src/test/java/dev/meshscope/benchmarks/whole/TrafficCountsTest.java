package dev.meshscope.benchmarks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class TrafficCountsTest {
  private static final String ANSWER =
      """
      {"nodes": [
         {"id": "a", "kind": "workload", "name": "productpage-v1", "namespace": "bookinfo"},
         {"id": "b", "kind": "service", "name": "reviews", "namespace": "bookinfo"}],
       "edges": [{
         "source": "a", "destination": "b",
         "service": {"namespace": "bookinfo", "name": "reviews"},
         "responses": {"200": 5, "503": 2}}]}
      """;
  private static final String KEY =
      "source, live, bookinfo/productpage-v1 to / of bookinfo/reviews, code ";

  private final TrafficCounts sent = new TrafficCounts();
  private final TrafficCounts answered = new TrafficCounts();

  @Test
  void readsAnswers() {
    answered.add(new TrafficCounts.View("source", "live"), new JsonMapper().readTree(ANSWER));

    assertThat(answered.lines()).containsExactly(KEY + "200\t5", KEY + "503\t2");
    assertThat(answered.total()).isEqualTo(7);
  }

  @Test
  void readsItsOwnLines() {
    sent.add(KEY + "200\t5");
    sent.lines().forEach(answered::add);

    assertThat(sent.differences(answered)).isEmpty();
  }

  @Test
  void namesWhatIsMissingTooOftenOrOfOtherTraffic() {
    sent.add("a\t1");
    sent.add("b\t2");
    answered.add("b\t4");
    answered.add("c\t3");

    assertThat(sent.differences(answered))
        .containsExactly("a: 0, not 1", "b: 4, not 2", "c: 3, not 0");
  }

  @Test
  void failsARunThatLostSomething() {
    sent.add("a\t2");
    answered.add("a\t1");
    Sent entries = new Sent(2, 2_000, 0, 1, 1);

    assertThat(new Counted(entries, sent, sent).problems()).isEmpty();
    Counted wrong = new Counted(entries, sent, answered);
    assertThat(wrong.problems()).containsExactly("a: 1, not 2");
    assertThat(wrong.verdict()).startsWith("WRONG");
  }

  @Test
  void failsARunThatSentNothingOrDropped() {
    Sent dropping = new Sent(2, 2_000, 1, 1, 1);

    assertThat(new Counted(Sent.NOTHING, sent, answered).problems()).hasSize(1);
    assertThat(new Counted(dropping, sent, answered).problems()).hasSize(1);
    assertThat(new Counted(dropping, sent, answered).verdict()).startsWith("WRONG");
  }
}
