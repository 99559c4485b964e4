package dev.meshscope.collector.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.Flow;
import org.junit.jupiter.api.Test;

class SharedFlowsTest {
  @Test
  void sharesEqualFlowsOfAllStreams() {
    SharedFlows flows = new SharedFlows(1_000);
    Flow first = flows.shared(flow("10.0.1.9"));
    assertThat(flows.shared(flow("10.0.1.9"))).isSameAs(first);
    Flow other = flows.shared(flow("10.0.1.10"));
    assertThat(other).isNotEqualTo(first);
    assertThat(other.edges().getFirst().service()).isSameAs(first.edges().getFirst().service());
  }

  @Test
  void startsOverWhenFullAndChangesNothing() {
    SharedFlows flows = new SharedFlows(1);
    Flow first = flows.shared(flow("10.0.1.9"));
    Flow again = flows.shared(flow("10.0.1.9"));
    assertThat(again).isEqualTo(flow("10.0.1.9")).isEqualTo(first).isNotSameAs(first);
  }

  private static Flow flow(String caller) {
    FlowTests.Normalizer sidecar = new FlowTests.Normalizer(FlowTests.SIDECAR);
    return new Flow(
        sidecar.edges(
            TestEntry.http()
                .from(caller, "10.0.1.5", 15006)
                .to("inbound|9080||", "10.0.1.5", 9080)));
  }
}
