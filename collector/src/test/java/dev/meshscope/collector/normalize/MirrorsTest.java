package dev.meshscope.collector.normalize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.meshscope.model.TrafficClass;
import dev.meshscope.runtime.config.DataSize;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies that nothing marks but the configuration. */
class MirrorsTest {
  private static final String REVIEWS = "reviews.bookinfo.svc.cluster.local=reviews-v1";

  @ParameterizedTest(name = "{0} for {1} is a copy: {2}")
  @CsvSource({
    "reviews.bookinfo.svc.cluster.local=reviews-v3, reviews, true",
    "reviews.bookinfo.svc.cluster.local=reviews-v3, reviews.bookinfo, true",
    "reviews.bookinfo.svc.cluster.local=reviews-v3, reviews.bookinfo.svc, true",
    "reviews.bookinfo.svc.cluster.local=reviews-v3, REVIEWS.bookinfo.svc.cluster.local, true",
    "reviews.bookinfo.svc.cluster.local=reviews-v3, review, false",
    "reviews.bookinfo.svc.cluster.local=reviews-v3, reviews.other, false",
    "reviews.bookinfo.svc.cluster.local=reviews-v3, '', false",
    "reviews.bookinfo.svc.cluster.local=reviews-v2, reviews, false",
    "reviews.other.svc.cluster.local=reviews-v3, reviews, false",
    "reviews.other.svc.cluster.local=bookinfo/reviews-v3, reviews, true",
    "api.example.com=reviews-v3, api.example.com, true",
    "api.example.com=reviews-v3, api, false",
    "api.example.com=other/reviews-v3, api.example.com, false"
  })
  void areWhatComesToTheWorkloadForTheHost(String mirror, String host, boolean isCopy) {
    assertThat(new Mirrors(List.of(mirror)).has(FlowTests.workload("bookinfo", "reviews-v3"), host))
        .isEqualTo(isCopy);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "reviews", "=reviews", "reviews=", "a=/b", "a/b=c", "a=b/"})
  void areRefusedInAnotherForm(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config(List.of("a=b", text)))
        .withMessageStartingWith("mirrors \"" + text + "\" is not <host>=<workload>");
  }

  @Test
  void areAClassOfTheirOwnAtTheOneThatIsCalled() {
    FlowTests.Normalizer sidecar = sidecar();
    assertThat(sidecar.edge(inbound()).traits().trafficClass()).isEqualTo(TrafficClass.MIRROR);
    assertThat(sidecar.edge(inbound().text(ProtocolEntry.AUTHORITY, "other")).traits())
        .extracting(traits -> traits.trafficClass())
        .isEqualTo(TrafficClass.LIVE);
  }

  @Test
  void areNoneOfWhatTheWorkloadCallsItselfAndNoProbes() {
    FlowTests.Normalizer sidecar = sidecar();
    TestEntry outbound =
        TestEntry.http()
            .from("10.0.1.5", "10.96.0.1", 15001)
            .text(ProtocolEntry.AUTHORITY, "reviews:9080")
            .to("outbound|9080||reviews.bookinfo.svc.cluster.local", "10.0.1.8", 9080);
    assertThat(sidecar.edge(outbound).traits().trafficClass()).isEqualTo(TrafficClass.LIVE);
    TestEntry probe = inbound().text(ProtocolEntry.USER_AGENT, "kube-probe/1.31");
    assertThat(sidecar.edge(probe).traits().trafficClass()).isEqualTo(TrafficClass.PROBE);
  }

  private static FlowTests.Normalizer sidecar() {
    return new FlowTests.Normalizer(FlowTests.SIDECAR, config(List.of(REVIEWS)));
  }

  private static TestEntry inbound() {
    return TestEntry.http()
        .from("10.0.1.9", "10.0.1.5", 15006)
        .text(ProtocolEntry.AUTHORITY, "reviews:9080")
        .to("inbound|9080||", "10.0.1.5", 9080);
  }

  private static NormalizeConfig config(List<String> mirrors) {
    return new NormalizeConfig(
        100,
        100,
        DataSize.ofKibibytes(1),
        DataSize.ofKibibytes(1),
        OpenStreamConfig.defaults(),
        200,
        mirrors,
        MemoryConfig.defaults());
  }
}
