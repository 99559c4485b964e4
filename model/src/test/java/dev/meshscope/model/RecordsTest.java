package dev.meshscope.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the small records and lists refuse, and the little that they compute. */
class RecordsTest {
  @Test
  void aFlowHasOneOrTwoEdges() {
    EdgeReference edge = Samples.sidecarEdge();
    assertThat(new Flow(List.of(edge, edge)).edges()).hasSize(2);
    assertThatIllegalArgumentException().isThrownBy(() -> new Flow(List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> new Flow(List.of(edge, edge, edge)));
  }

  @Test
  void aBatchKeepsItsFlowsToItself() {
    List<Flow> flows = new ArrayList<>(List.of(new Flow(List.of(Samples.sidecarEdge()))));
    RequestBatch batch = new RequestBatch(Samples.header(), flows, new RequestColumns());
    flows.clear();
    assertThat(batch.flows()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1})
  void aRowPointsToAFlow(int flow) {
    RequestColumns columns = new RequestColumns();
    columns.begin(flow);
    List<Flow> flows = List.of(new Flow(List.of(Samples.sidecarEdge())));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RequestBatch(Samples.header(), flows, columns))
        .withMessage("row 0 points to no flow");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2})
  void aRowPointsToAnOperationOrHasNone(int operation) {
    RequestColumns columns = new RequestColumns();
    columns.begin(0);
    columns.asked(operation);
    List<Flow> flows = List.of(new Flow(List.of(Samples.sidecarEdge())));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RequestBatch(Samples.header(), flows, List.of("a"), columns))
        .withMessage("row 0 points to no operation");
  }

  @ParameterizedTest
  @CsvSource({"-1, 0, 0", "0, -1, 0", "0, 0, -1", "0, 1, 2"})
  void aHeaderBalances(long sequence, long received, long rejected) {
    RequestBatch.Origin origin = Samples.header().origin();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RequestBatch.Header("", origin, sequence, received, rejected, 0));
  }

  @Test
  void aPartitionIsNotNegative() {
    assertThatIllegalArgumentException().isThrownBy(() -> new RequestBatch.Origin("c", 0, -1));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_536})
  void aPortFitsIntoSixteenBits(int port) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EdgeDetails(port, "", "", "", "", ConnectionSecurityPolicy.UNKNOWN));
  }

  @Test
  void anAddressToLookUpIsNotEmpty() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Party.ByAddress("", Party.Principal.NONE, Workload.UNKNOWN, false));
  }

  @Test
  void aWindowStartsEveryTenSeconds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EdgeDelta(Samples.series(), 15, new EdgeCounts()));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 0",
    "9999999, 0",
    "10000000, 10",
    "1790000000123456, 1790000000",
    "-1, -10"
  })
  void aRequestBelongsToTheWindowOfItsEnd(long endMicros, long window) {
    assertThat(EdgeDelta.windowOf(endMicros)).isEqualTo(window);
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', bookinfo, reviews, false",
    "bookinfo, reviews, bookinfo, reviews, false",
    "bookinfo, reviews, other, reviews, true",
    "bookinfo, reviews, bookinfo, other, true",
    "bookinfo, '', bookinfo, reviews, true",
  })
  void aCertificateContradictsAnotherAccount(
      String namespace, String account, String otherNamespace, String otherAccount, boolean does) {
    Party.Principal principal = new Party.Principal(namespace, account);
    assertThat(principal.contradicts(otherNamespace, otherAccount)).isEqualTo(does);
  }

  @Test
  void aCallerIsNamedByItsServiceElseByItself() {
    assertThat(Samples.workload("reviews", "v2").serviceOrName()).isEqualTo("reviews");
    assertThat(Workload.ofAddress("10.0.0.1").serviceOrName()).isEqualTo("10.0.0.1");
    assertThat(Workload.ofAddress("10.0.0.1").kind()).isEqualTo(NodeKind.UNKNOWN);
    assertThat(Workload.external("client").kind()).isEqualTo(NodeKind.EXTERNAL);
  }

  /** Every process must choose the same partition for an edge. */
  @Test
  void theHashOfAKeyIsForEver() {
    assertThat(Samples.series().key().stableHash()).isEqualTo(1_219_362_444);
  }

  @Test
  void theHashOfAKeySpreadsKeysOverPartitions() {
    Laws.forAll(
        10,
        random -> {
          RandomRecords records = new RandomRecords(random);
          int[] perPartition = new int[12];
          for (int i = 0; i < 12_000; i++) {
            perPartition[Math.floorMod(records.key().stableHash(), perPartition.length)]++;
          }
          assertThat(Arrays.stream(perPartition)).allMatch(count -> count > 800 && count < 1200);
        });
  }

  @Test
  void theHashOfAKeyHasNothingThatIsNotIdentity() {
    EdgeKey key = Samples.series().key();
    Workload gateway = new Workload(key.source().identity(), "", NodeKind.GATEWAY);
    EdgeKey other = new EdgeKey(gateway, key.destination(), key.service(), key.traits());
    assertThat(other.stableHash()).isEqualTo(key.stableHash());
  }

  @Test
  void namedValuesAreFoundByTextAndByNumber() throws WireFormatException {
    for (Cause cause : Cause.values()) {
      assertThat(Named.ofText(Cause.class, cause.text())).contains(cause);
      assertThat(Named.ofWire(Cause.class, cause.wire())).isEqualTo(cause);
    }
    assertThat(Named.ofText(Cause.class, "unheard-of")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 3, 1L << 32, Long.MIN_VALUE})
  void anUnknownNumberIsRefused(long number) {
    assertThatExceptionOfType(WireFormatException.class)
        .isThrownBy(() -> Named.ofWire(Reporter.class, number))
        .withMessage("no Reporter has number " + number);
  }

  @Test
  void groupingsHaveLettersOfTheirOwn() {
    Set<Character> letters = new HashSet<>();
    for (Grouping grouping : Grouping.values()) {
      letters.add(grouping.letter());
      assertThat(grouping.text()).startsWith(String.valueOf(grouping.letter()));
    }
    assertThat(letters).hasSameSizeAs(Grouping.values());
  }

  @Test
  void flagsAreBitsInTheOrderOfEnvoysFields() {
    assertThat(ResponseFlag.ofField(1)).contains(ResponseFlag.LH);
    assertThat(ResponseFlag.ofField(8)).contains(ResponseFlag.UO);
    assertThat(ResponseFlag.ofField(28)).contains(ResponseFlag.DR);
    assertThat(ResponseFlag.ofField(0)).isEmpty();
    assertThat(ResponseFlag.ofField(29)).isEmpty();
    assertThat(ResponseFlag.UO.bit()).isEqualTo(1 << 7);
    assertThat(ResponseFlag.UO.isIn(ResponseFlag.UO.bit() | 1)).isTrue();
    assertThat(ResponseFlag.UO.isIn(~ResponseFlag.UO.bit())).isFalse();
  }

  @Test
  void bigTopicsAreDeletedAndTheOthersCompacted() {
    List<Topics.Topic> topics = Topics.all(new Topics.Partitions(12, 2), 1 << 30);
    assertThat(topics)
        .extracting(Topics.Topic::name)
        .containsExactlyInAnyOrderElementsOf(Topics.names())
        .allMatch(name -> name.startsWith("meshscope."));
    for (Topics.Topic topic : topics) {
      boolean isCompacted =
          Set.of(Topics.IDENTITIES, Topics.INVENTORY, Topics.ALERTS, Topics.CONFIG_CHANGES)
              .contains(topic.name());
      assertThat(topic.config())
          .containsEntry("message.timestamp.type", "LogAppendTime")
          .containsEntry("cleanup.policy", isCompacted ? "compact" : "delete");
      if (!isCompacted) {
        assertThat(topic.config())
            .containsEntry("retention.ms", "604800000")
            .containsEntry("retention.bytes", "1073741824");
      }
      int partitions =
          switch (topic.name()) {
            case Topics.REQUESTS -> 12;
            case Topics.EDGE_DELTAS -> 2;
            case Topics.ALERTS -> 4;
            default -> 1;
          };
      assertThat(topic.partitions()).isEqualTo(partitions);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 0"})
  void aTopicHasAPartition(int requests, int edgeDeltas) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Topics.Partitions(requests, edgeDeltas));
  }
}
