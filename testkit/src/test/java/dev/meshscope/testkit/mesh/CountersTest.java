package dev.meshscope.testkit.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CountersTest {
  private static final String STATS =
      """
      cluster.inbound|9080||.upstream_rq_200: 7
      cluster.inbound|9080||.external.upstream_rq_200: 7
      cluster.inbound|9080||.upstream_cx_length_ms: P0(nan,1) P100(nan,2)
      server.version_text: "1.40.0"

      control_plane.identifier:
      """;

  @Test
  void readsNumbersAndNothingElse() {
    assertThat(Counters.parse(STATS).values())
        .isEqualTo(
            Map.of(
                "cluster.inbound|9080||.upstream_rq_200", 7L,
                "cluster.inbound|9080||.external.upstream_rq_200", 7L));
  }

  @Test
  void countsWhatWasNeverTouchedAsZero() {
    assertThat(Counters.parse(STATS).get("cluster.x.upstream_rq_503")).isZero();
  }

  @Test
  void givesTheRestOfTheNameBehindAPrefix() {
    Map<String, Long> found = new HashMap<>();
    Counters.parse(STATS).forEach("cluster.inbound|9080||.", found::put);
    assertThat(found).isEqualTo(Map.of("upstream_rq_200", 7L, "external.upstream_rq_200", 7L));
  }

  @Test
  void subtractsAnEarlierMoment() {
    Counters earlier = new Counters(Map.of("a", 1L, "b", 5L));
    Counters later = new Counters(Map.of("a", 4L, "b", 5L, "c", 2L));
    assertThat(later.minus(earlier).values()).isEqualTo(Map.of("a", 3L, "c", 2L));
  }
}
