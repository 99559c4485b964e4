package dev.meshscope.model;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * Records as earlier versions wrote them are read for ever. A change of format adds files beside
 * these; it never changes one.
 */
class GoldenFilesTest {
  @Test
  void readsRequestBatches() throws IOException {
    RequestBatch batch = RequestBatchCodec.decode(bytes("request_batch.v1"));
    RequestBatch expected = Samples.requestBatch();
    assertThat(batch.header()).isEqualTo(expected.header());
    assertThat(batch.flows()).isEqualTo(expected.flows());
    assertThat(Rows.of(batch.columns())).isEqualTo(Rows.of(expected.columns()));
  }

  @Test
  void readsRequestBatchesOfVersion2() throws IOException {
    RequestBatch batch = RequestBatchCodec.decode(bytes("request_batch.v2"));
    RequestBatch expected = Samples.requestBatchWithOpenStream();
    assertThat(batch.header()).isEqualTo(expected.header());
    assertThat(batch.flows()).isEqualTo(expected.flows());
    assertThat(batch.operations()).isEqualTo(expected.operations());
    assertThat(Rows.of(batch.columns())).isEqualTo(Rows.of(expected.columns()));
  }

  @Test
  void readsDeltaBatches() throws IOException {
    assertThat(DeltaBatchCodec.decode(bytes("delta_batch.v1"))).isEqualTo(Samples.deltaBatch());
  }

  @Test
  void readsAnnouncements() throws IOException {
    Announcement.Key key = IdentityCodec.decodeKey(bytes("announcement_key.v1"));
    assertThat(IdentityCodec.decodeValue(key, bytes("announcement.v1")))
        .isEqualTo(Samples.announcement());
  }

  @Test
  void readsReporterEvents() throws IOException {
    assertThat(IdentityCodec.decodeEvent(bytes("reporter_event.v1")))
        .isEqualTo(Samples.reporterEvent());
  }

  @Test
  void readsInventories() throws IOException {
    Inventory.Key key = InventoryCodec.decodeKey(bytes("inventory_key.v1"));
    assertThat(InventoryCodec.decodeValue(key, bytes("inventory.v1")))
        .isEqualTo(Samples.inventory());
  }

  /** Otherwise compaction would keep an announcement under both spellings. */
  @Test
  void writesTheSameKeyForEver() throws IOException {
    assertThat(IdentityCodec.encodeKey(Samples.announcement().key()))
        .isEqualTo(bytes("announcement_key.v1"));
    assertThat(InventoryCodec.encodeKey(Samples.inventory().key()))
        .isEqualTo(bytes("inventory_key.v1"));
  }

  private static byte[] bytes(String name) throws IOException {
    String file = "/wire/" + name + ".hex";
    try (InputStream in = requireNonNull(GoldenFilesTest.class.getResourceAsStream(file), file)) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }
  }
}
