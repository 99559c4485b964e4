package dev.meshscope.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EdgeIdsTest {
  private static final String TENANT = "default";
  private static final EdgeKey CALL = Samples.series().key();
  private static final ServiceName REVIEWS = new ServiceName("bookinfo", "reviews");

  /** Computed with another implementation of SHA-256 and base32. */
  @ParameterizedTest
  @CsvSource({
    "WORKLOAD,wma4y5gdu4sb62upbxtxora5i7a,wagycjwej3km5nllfwb7lw4rque,weoc2fh2dnseu7yoonr3aya4wym",
    "VERSION,vq7uwgldc4cb4pxor3sqk7vtmqu,v5bnbyuedk3dzn7kd73374nlhti,vw6fzz2spef2jm3hqluvjyxntsi",
    "SERVICE,s3nyp33sastzw3fq3564d4dhouq,sx22zfzhcwc56v6elhjrhaslkwy,s3sr6hln76hdpn26bj5xismer2y",
    "NAMESPACE,nzh4mpztil4ff2e2hw5uqsao5qu,nf6iglxvsr57jozdvzdxexgn7mu,nf6iglxvsr57jozdvzdxexgn7mu",
    "CLUSTER,cfmgyzzr4athnktmxsos7wcchr4,cg265nyyxxxoqsu6jqlcvp235wm,cg265nyyxxxoqsu6jqlcvp235wm",
  })
  void idsAreForEver(Grouping grouping, String edge, String source, String destination) {
    assertThat(EdgeIds.edge(TENANT, CALL, grouping)).isEqualTo(edge);
    assertThat(EdgeIds.source(TENANT, CALL, grouping)).isEqualTo(source);
    assertThat(EdgeIds.destination(TENANT, CALL, grouping)).isEqualTo(destination);
  }

  @Test
  void clientsAreOneNodePerEntry() {
    Workload client = Workload.external("client");
    EdgeKey byGateway =
        new EdgeKey(client, Samples.workload("a", "v1"), REVIEWS, by(Entry.GATEWAY));
    EdgeKey byNodePort =
        new EdgeKey(client, Samples.workload("b", "v1"), REVIEWS, by(Entry.NODEPORT));
    assertThat(EdgeIds.source(TENANT, byGateway, Grouping.WORKLOAD))
        .isEqualTo("w5yxgqmemnpyspr726x437yz7zm");
    for (Grouping grouping : Grouping.values()) {
      assertThat(EdgeIds.source(TENANT, byGateway, grouping))
          .isNotEqualTo(EdgeIds.source(TENANT, byNodePort, grouping));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aNodeHasOneIdAsSourceAndAsDestination(Grouping grouping) {
    Workload reviews = Samples.workload("reviews", "v2");
    EdgeKey called = new EdgeKey(Samples.workload("productpage", "v1"), reviews, REVIEWS, east());
    EdgeKey calling =
        new EdgeKey(
            reviews, Samples.workload("ratings", "v1"), new ServiceName("bookinfo", "r"), east());
    assertThat(EdgeIds.source(TENANT, calling, grouping))
        .isEqualTo(EdgeIds.destination(TENANT, called, grouping));
  }

  @Test
  void requestsThatReachedNoWorkloadEndAtTheService() {
    EdgeKey key =
        new EdgeKey(Samples.workload("productpage", "v1"), Workload.NONE, REVIEWS, east());
    String service = EdgeIds.destination(TENANT, key, Grouping.SERVICE);
    assertThat(service).startsWith("s");
    assertThat(EdgeIds.destination(TENANT, key, Grouping.WORKLOAD)).isEqualTo(service);
    assertThat(EdgeIds.destination(TENANT, key, Grouping.VERSION)).isEqualTo(service);
    assertThat(EdgeIds.destination(TENANT, key, Grouping.NAMESPACE))
        .isEqualTo(EdgeIds.destination(TENANT, CALL, Grouping.NAMESPACE));
    assertThat(EdgeIds.destinationNamespace(key)).isEqualTo("bookinfo");
  }

  @Test
  void versionsAreNodesOfTheirOwnOnlyUnderVersion() {
    EdgeKey v3 = new EdgeKey(CALL.source(), renamed("reviews-v2", "v3"), REVIEWS, east());
    for (Grouping grouping : Grouping.values()) {
      assertThat(EdgeIds.edge(TENANT, v3, grouping).equals(EdgeIds.edge(TENANT, CALL, grouping)))
          .isEqualTo(grouping != Grouping.VERSION);
      assertThat(
              EdgeIds.destination(TENANT, v3, grouping)
                  .equals(EdgeIds.destination(TENANT, CALL, grouping)))
          .isEqualTo(grouping != Grouping.VERSION);
    }
  }

  @Test
  void kindAndCanonicalServiceOfTheCalleeAreNoPartOfAnId() {
    Workload.Identity identity = CALL.destination().identity();
    Workload other = new Workload(identity, "another", NodeKind.GATEWAY);
    EdgeKey key = new EdgeKey(CALL.source(), other, REVIEWS, east());
    for (Grouping grouping : Grouping.values()) {
      assertThat(EdgeIds.edge(TENANT, key, grouping))
          .isEqualTo(EdgeIds.edge(TENANT, CALL, grouping));
      assertThat(EdgeIds.destination(TENANT, key, grouping))
          .isEqualTo(EdgeIds.destination(TENANT, CALL, grouping));
    }
  }

  @Test
  void everyTraitAndTheTenantArePartOfAnEdgeId() {
    Set<String> ids = new HashSet<>();
    int keys = 0;
    for (Protocol protocol : Protocol.values()) {
      for (TrafficClass trafficClass : TrafficClass.values()) {
        for (Entry entry : Entry.values()) {
          for (Exit exit : Exit.values()) {
            EdgeTraits traits = new EdgeTraits(protocol, trafficClass, entry, exit);
            EdgeKey key = new EdgeKey(CALL.source(), CALL.destination(), REVIEWS, traits);
            ids.add(EdgeIds.edge(TENANT, key, Grouping.WORKLOAD));
            ids.add(EdgeIds.edge("another", key, Grouping.WORKLOAD));
            keys += 2;
          }
        }
      }
    }
    assertThat(ids).hasSize(keys);
  }

  @Test
  void columnsDoNotRunIntoEachOther() {
    EdgeKey one = key("ab", "c");
    EdgeKey other = key("a", "bc");
    for (Grouping grouping : new Grouping[] {Grouping.WORKLOAD, Grouping.VERSION}) {
      assertThat(EdgeIds.edge(TENANT, one, grouping))
          .isNotEqualTo(EdgeIds.edge(TENANT, other, grouping));
      assertThat(EdgeIds.source(TENANT, one, grouping))
          .isNotEqualTo(EdgeIds.source(TENANT, other, grouping));
    }
  }

  @Test
  void aHundredThousandKeysHaveAsManyIds() {
    Laws.forAll(
        1,
        random -> {
          RandomRecords records = new RandomRecords(random);
          Set<String> columns = new HashSet<>();
          Set<String> ids = new HashSet<>();
          for (int i = 0; i < 100_000; i++) {
            EdgeKey key = records.key();
            columns.add(
                key.source().identity()
                    + "|"
                    + key.destination().identity()
                    + "|"
                    + key.service()
                    + "|"
                    + key.traits());
            ids.add(EdgeIds.edge(TENANT, key, Grouping.VERSION));
          }
          assertThat(ids).hasSameSizeAs(columns).allMatch(id -> id.matches("v[a-z2-7]{26}"));
        });
  }

  private static EdgeKey key(String cluster, String namespace) {
    Workload source =
        new Workload(new Workload.Identity(cluster, namespace, "x", ""), "", NodeKind.WORKLOAD);
    return new EdgeKey(source, CALL.destination(), REVIEWS, east());
  }

  private static Workload renamed(String name, String version) {
    return new Workload(
        new Workload.Identity("Kubernetes", "bookinfo", name, version),
        "reviews",
        NodeKind.WORKLOAD);
  }

  private static EdgeTraits east() {
    return Samples.live();
  }

  private static EdgeTraits by(Entry entry) {
    return new EdgeTraits(Protocol.HTTP, TrafficClass.LIVE, entry, Exit.NONE);
  }
}
