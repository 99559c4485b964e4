package dev.meshscope.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CodecLawsTest {
  private static final int CASES = 500;

  @Test
  void decodesEveryRequestBatchAsItWas() {
    Laws.forAll(
        CASES,
        random -> {
          RequestBatch batch = new RandomRecords(random).requestBatch();
          RequestBatch decoded = RequestBatchCodec.decode(RequestBatchCodec.encode(batch));
          assertThat(decoded.header()).isEqualTo(batch.header());
          assertThat(decoded.flows()).isEqualTo(batch.flows());
          assertThat(decoded.operations()).isEqualTo(batch.operations());
          assertThat(Rows.of(decoded.columns())).isEqualTo(Rows.of(batch.columns()));
        });
  }

  @Test
  void decodesEveryDeltaBatchAsItWas() {
    Laws.forAll(
        CASES,
        random -> {
          DeltaBatch batch = new RandomRecords(random).deltaBatch();
          assertThat(DeltaBatchCodec.decode(DeltaBatchCodec.encode(batch))).isEqualTo(batch);
        });
  }

  @Test
  void decodesEveryAnnouncementAsItWas() {
    Laws.forAll(
        CASES,
        random -> {
          Announcement announcement = new RandomRecords(random).announcement();
          Announcement.Key key =
              IdentityCodec.decodeKey(IdentityCodec.encodeKey(announcement.key()));
          byte[] value = IdentityCodec.encodeValue(announcement);
          assertThat(IdentityCodec.decodeValue(key, value)).isEqualTo(announcement);
        });
  }

  @Test
  void decodesEveryReporterEventAsItWas() {
    Laws.forAll(
        CASES,
        random -> {
          ReporterEvent event = new RandomRecords(random).reporterEvent();
          assertThat(IdentityCodec.decodeEvent(IdentityCodec.encode(event))).isEqualTo(event);
        });
  }

  @Test
  void decodesEveryInventoryAsItWas() {
    Laws.forAll(
        CASES,
        random -> {
          Inventory inventory = new RandomRecords(random).inventory();
          Inventory.Key key = InventoryCodec.decodeKey(InventoryCodec.encodeKey(inventory.key()));
          byte[] value = InventoryCodec.encodeValue(inventory);
          assertThat(InventoryCodec.decodeValue(key, value)).isEqualTo(inventory);
        });
  }

  @Test
  void encodesEqualRecordsAlike() {
    Laws.forAll(
        CASES,
        random -> {
          DeltaBatch batch = new RandomRecords(random).deltaBatch();
          byte[] bytes = DeltaBatchCodec.encode(batch);
          assertThat(DeltaBatchCodec.encode(DeltaBatchCodec.decode(bytes))).isEqualTo(bytes);
        });
  }

  /** A reader of version 1 would count such a row as a request. */
  @Test
  void raisesTheVersionOnlyWhereAnOlderReaderWouldBeWrong() {
    List<Flow> flows = List.of(new Flow(List.of(Samples.sidecarEdge())));
    RequestColumns columns = new RequestColumns();
    columns.begin(0);
    columns.asked(1);
    List<String> operations = List.of("GET /reviews/{id}");
    RequestBatch finished = new RequestBatch(Samples.header(), flows, operations, columns);
    assertThat(RequestBatchCodec.encode(finished)).startsWith(1 << 3, 1);
    columns.open(Samples.NOW_MICROS);
    assertThat(RequestBatchCodec.encode(finished)).startsWith(1 << 3, 2);
    columns.clear();
    assertThat(RequestBatchCodec.encode(finished)).startsWith(1 << 3, 1);
  }

  @Test
  void keepsRowsThatAreAllZero() throws WireFormatException {
    RequestColumns columns = new RequestColumns();
    int rows = 10_000;
    for (int row = 0; row < rows; row++) {
      columns.begin(0);
    }
    EdgeReference edge = Samples.sidecarEdge();
    RequestBatch batch =
        new RequestBatch(Samples.header(), List.of(new Flow(List.of(edge))), columns);
    RequestBatch decoded = RequestBatchCodec.decode(RequestBatchCodec.encode(batch));
    assertThat(decoded.columns().size()).isEqualTo(rows);
  }

  @Test
  void keepsCountsOfNoRequest() throws WireFormatException {
    DeltaBatch batch =
        new DeltaBatch(
            "", List.of(), List.of(new EdgeDelta(Samples.series(), 0, new EdgeCounts())));
    assertThat(DeltaBatchCodec.decode(DeltaBatchCodec.encode(batch))).isEqualTo(batch);
  }
}
