package dev.meshscope.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EdgeReferenceTest {
  private static final Workload SLEEP = Samples.workload("sleep", "v1");
  private static final Workload EGRESS = Samples.workload("egress", "v1");
  private static final Workload CLIENT = Workload.external("client");
  private static final Workload HOST = Workload.external("www.example.com");
  private static final EdgeTraits ACROSS =
      new EdgeTraits(Protocol.HTTP, TrafficClass.LIVE, Entry.GATEWAY, Exit.PASSTHROUGH);

  @Test
  void countsKnownEndsAsTheyAre() {
    EdgeReference edge = edge(new Party.Known(SLEEP), new Party.Known(EGRESS));
    EdgeSeries series = edge.resolve(party -> CLIENT);
    assertThat(series.key()).isEqualTo(new EdgeKey(SLEEP, EGRESS, edge.service(), ACROSS));
    assertThat(series.reporter()).isEqualTo(edge.reporter());
    assertThat(series.details()).isEqualTo(edge.details());
  }

  @Test
  void countsEndsThatNobodyAnnouncedUnderTheirSubstitute() {
    EdgeKey key = edge(at("10.0.0.1", CLIENT), at("10.0.0.2", HOST)).resolve(party -> null).key();
    assertThat(key.source()).isEqualTo(CLIENT);
    assertThat(key.destination()).isEqualTo(HOST);
    assertThat(key.traits()).isEqualTo(ACROSS);
  }

  @Test
  void anAnnouncedCallerDidNotComeInFromOutside() {
    EdgeKey key = resolve(Map.of("10.0.0.1", SLEEP));
    assertThat(key.source()).isEqualTo(SLEEP);
    assertThat(key.destination()).isEqualTo(HOST);
    assertThat(key.traits().entry()).isEqualTo(Entry.NONE);
    assertThat(key.traits().exit()).isEqualTo(Exit.PASSTHROUGH);
  }

  @Test
  void anAnnouncedCalleeIsNotOutside() {
    EdgeKey key = resolve(Map.of("10.0.0.2", EGRESS));
    assertThat(key.source()).isEqualTo(CLIENT);
    assertThat(key.destination()).isEqualTo(EGRESS);
    assertThat(key.traits().entry()).isEqualTo(Entry.GATEWAY);
    assertThat(key.traits().exit()).isEqualTo(Exit.NONE);
  }

  @Test
  void bothEndsMayBeAnnounced() {
    EdgeKey key = resolve(Map.of("10.0.0.1", SLEEP, "10.0.0.2", EGRESS));
    assertThat(key.traits())
        .isEqualTo(new EdgeTraits(Protocol.HTTP, TrafficClass.LIVE, Entry.NONE, Exit.NONE));
  }

  @Test
  void asksWithAddressAndPrincipal() {
    Party.ByAddress caller =
        new Party.ByAddress("10.0.0.1", new Party.Principal("ns", "sa"), CLIENT, false);
    EdgeKey key =
        edge(caller, new Party.Known(EGRESS))
            .resolve(party -> party.equals(caller) ? SLEEP : null)
            .key();
    assertThat(key.source()).isEqualTo(SLEEP);
  }

  private static EdgeKey resolve(Map<String, Workload> announced) {
    return edge(at("10.0.0.1", CLIENT), at("10.0.0.2", HOST))
        .resolve(party -> announced.get(party.address()))
        .key();
  }

  private static Party at(String address, Workload otherwise) {
    return new Party.ByAddress(address, Party.Principal.NONE, otherwise, true);
  }

  private static EdgeReference edge(Party source, Party destination) {
    return new EdgeReference(
        Reporter.SOURCE,
        source,
        destination,
        new ServiceName("", "www.example.com"),
        ACROSS,
        Samples.details("www.example.com"));
  }
}
