package dev.meshscope.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bytes that are no record of ours end as a {@link WireFormatException} and as nothing else. */
class MalformedInputTest {
  private static final int CASES = 100;
  private static final int MUTATIONS = 200;
  private static final int START_GROUP = 3;
  private static final int END_GROUP = 4;

  enum Codec {
    REQUEST_BATCH {
      @Override
      byte[] encode(RandomRecords records) {
        return RequestBatchCodec.encode(records.requestBatch());
      }

      @Override
      Object decode(byte[] bytes) throws WireFormatException {
        return RequestBatchCodec.decode(bytes);
      }
    },
    DELTA_BATCH {
      @Override
      byte[] encode(RandomRecords records) {
        return DeltaBatchCodec.encode(records.deltaBatch());
      }

      @Override
      Object decode(byte[] bytes) throws WireFormatException {
        return DeltaBatchCodec.decode(bytes);
      }
    },
    ANNOUNCEMENT_KEY {
      @Override
      byte[] encode(RandomRecords records) {
        return IdentityCodec.encodeKey(records.announcement().key());
      }

      @Override
      Object decode(byte[] bytes) throws WireFormatException {
        return IdentityCodec.decodeKey(bytes);
      }
    },
    ANNOUNCEMENT {
      @Override
      byte[] encode(RandomRecords records) {
        return IdentityCodec.encodeValue(records.announcement());
      }

      @Override
      Object decode(byte[] bytes) throws WireFormatException {
        return IdentityCodec.decodeValue(new Announcement.Key("", "", "", 0), bytes);
      }
    },
    REPORTER_EVENT {
      @Override
      byte[] encode(RandomRecords records) {
        return IdentityCodec.encode(records.reporterEvent());
      }

      @Override
      Object decode(byte[] bytes) throws WireFormatException {
        return IdentityCodec.decodeEvent(bytes);
      }
    },
    INVENTORY_KEY {
      @Override
      byte[] encode(RandomRecords records) {
        return InventoryCodec.encodeKey(records.inventory().key());
      }

      @Override
      Object decode(byte[] bytes) throws WireFormatException {
        return InventoryCodec.decodeKey(bytes);
      }
    },
    INVENTORY {
      @Override
      byte[] encode(RandomRecords records) {
        return InventoryCodec.encodeValue(records.inventory());
      }

      @Override
      Object decode(byte[] bytes) throws WireFormatException {
        return InventoryCodec.decodeValue(new Inventory.Key("", 0), bytes);
      }
    };

    abstract byte[] encode(RandomRecords records);

    abstract Object decode(byte[] bytes) throws WireFormatException;
  }

  @ParameterizedTest
  @EnumSource
  void refusesOrReadsEveryTruncation(Codec codec) {
    Laws.forAll(
        CASES / 5,
        random -> {
          byte[] bytes = codec.encode(new RandomRecords(random));
          for (int length = 0; length < bytes.length; length++) {
            readsOrRefuses(codec, Arrays.copyOf(bytes, length));
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void refusesOrReadsEveryMutation(Codec codec) {
    Laws.forAll(
        CASES,
        random -> {
          byte[] bytes = codec.encode(new RandomRecords(random));
          for (int i = 0; i < MUTATIONS; i++) {
            readsOrRefuses(codec, mutated(bytes, random));
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void refusesOrReadsNoise(Codec codec) {
    Laws.forAll(
        CASES,
        random -> {
          for (int i = 0; i < MUTATIONS; i++) {
            byte[] noise = new byte[random.nextInt(100)];
            random.nextBytes(noise);
            readsOrRefuses(codec, noise);
          }
        });
  }

  /** What can be read can be worked with: no value is out of the range of its type. */
  @Test
  void addsUpWhateverItReads() {
    Laws.forAll(
        CASES,
        random -> {
          byte[] bytes = RequestBatchCodec.encode(new RandomRecords(random).requestBatch());
          for (int i = 0; i < MUTATIONS; i++) {
            addUp(mutated(bytes, random));
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void skipsUnknownFieldsOfEveryWireType(Codec codec) {
    Laws.forAll(
        CASES,
        random -> {
          byte[] bytes = codec.encode(new RandomRecords(random));
          byte[] later = joined(unknownFields(), bytes, unknownFields());
          assertThat(reencoded(codec, later)).isEqualTo(reencoded(codec, bytes));
        });
  }

  @ParameterizedTest
  @EnumSource
  void skipsKnownFieldsOfAnotherWireType(Codec codec) throws IOException {
    byte[] fixed =
        written(out -> {
          for (int field = 1; field < 64; field++) {
            out.writeFixed64(field, field);
            out.writeFixed32(field, field);
          }
        });
    assertThat(reencoded(codec, fixed)).isEqualTo(reencoded(codec, new byte[0]));
  }

  @ParameterizedTest
  @EnumSource
  void refusesGroupsNestedWithoutEnd(Codec codec) {
    byte[] groups = new byte[1 << 20];
    Arrays.fill(groups, (byte) (1 << 3 | START_GROUP));
    refuses(codec, groups);
  }

  @ParameterizedTest
  @EnumSource
  void refusesTheEndOfAGroupThatNeverBegan(Codec codec) {
    refuses(codec, new byte[] {1 << 3 | END_GROUP});
  }

  @ParameterizedTest
  @EnumSource
  void refusesTextThatIsNoUtf8(Codec codec) throws IOException {
    int text = codec == Codec.ANNOUNCEMENT ? 10 : codec.name().endsWith("BATCH") ? 2 : 1;
    refuses(codec, written(out -> out.writeByteArray(text, new byte[] {(byte) 0xC3, 0x28})));
  }

  @ParameterizedTest
  @EnumSource(names = {"REQUEST_BATCH", "DELTA_BATCH"})
  void refusesANewerVersion(Codec codec) throws IOException {
    long newest = codec == Codec.REQUEST_BATCH ? 2 : 1;
    for (long version : new long[] {newest + 1, 100, 1L << 31, 1L << 32 | 1, -1}) {
      byte[] newer = written(out -> out.writeUInt64(1, version));
      assertThatExceptionOfType(WireFormatException.class)
          .isThrownBy(() -> codec.decode(newer))
          .withMessageContaining("newer than ours");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"REQUEST_BATCH", "DELTA_BATCH"})
  void refusesMoreRowsThanBytes(Codec codec) throws IOException {
    for (long rows : new long[] {100, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE, -1}) {
      refuses(codec, written(out -> out.writeUInt64(10, rows)));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"REQUEST_BATCH", "DELTA_BATCH"})
  void refusesColumnsOfAnotherLength(Codec codec) throws IOException {
    byte[] oneValue = {1};
    byte[] padding = new byte[32];
    int last = codec == Codec.REQUEST_BATCH ? 42 : 40;
    for (int column = 32; column <= last; column++) {
      int field = column;
      refuses(codec, written(out -> out.writeByteArray(field, oneValue)));
      refuses(
          codec,
          written(out -> {
            out.writeByteArray(2, padding);
            out.writeUInt32(10, 1);
            out.writeByteArray(field, oneValue);
            out.writeUInt32(10, 5);
          }));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"REQUEST_BATCH", "DELTA_BATCH"})
  void refusesHostileLengths(Codec codec) throws IOException {
    for (int field = 2; field < 60; field++) {
      for (int length : new int[] {1, 1 << 20, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
        int tag = field << 3 | 2;
        refuses(
            codec,
            written(out -> {
              out.writeUInt32NoTag(tag);
              out.writeUInt32NoTag(length);
            }));
      }
    }
  }

  @Test
  void refusesIndexesIntoNothing() throws IOException {
    byte[] party = {1 << 3, 7};
    refuses(Codec.REQUEST_BATCH, written(out -> out.writeByteArray(18, party)));
    byte[] edge = {2 << 3, 7};
    refuses(Codec.REQUEST_BATCH, written(out -> out.writeByteArray(19, edge)));
    byte[] flow = {1 << 3 | 2, 1, 7};
    refuses(Codec.REQUEST_BATCH, written(out -> out.writeByteArray(20, flow)));
    byte[] series = {2 << 3, 7};
    refuses(Codec.DELTA_BATCH, written(out -> out.writeByteArray(18, series)));
  }

  @Test
  void refusesAFlowWithoutEdge() throws IOException {
    refuses(Codec.REQUEST_BATCH, written(out -> out.writeByteArray(20, new byte[0])));
  }

  @Test
  void refusesAnInventoryBeyondItsLimits() throws IOException {
    byte[] named = {1 << 3 | 2, 1, 'c'};
    byte[] nameless = {2 << 3 | 2, 1, 'n'};
    byte[] noCidr = joined(named, new byte[] {4 << 3 | 2, 1, '/'});
    byte[] noHost = joined(named, new byte[] {3 << 3 | 2, 1, ' '});
    byte[] noPort = joined(new byte[] {1 << 3 | 2, 1, 'n'}, new byte[] {2 << 3 | 2, 1, 's'});
    byte[] port = joined(noPort, new byte[] {4 << 3 | 2, 3, (byte) 0x80, (byte) 0x80, 4});
    refuses(Codec.INVENTORY, written(out -> out.writeByteArray(1, nameless)));
    refuses(Codec.INVENTORY, written(out -> out.writeByteArray(1, noCidr)));
    refuses(Codec.INVENTORY, written(out -> out.writeByteArray(1, noHost)));
    byte[] withPort = joined(named, written(out -> out.writeByteArray(6, port)));
    refuses(Codec.INVENTORY, written(out -> out.writeByteArray(1, withPort)));
    byte[] many =
        written(out -> {
          for (int cluster = 0; cluster <= Inventory.CLUSTERS_MAX; cluster++) {
            out.writeByteArray(1, named);
          }
        });
    refuses(Codec.INVENTORY, many);
  }

  @Test
  void refusesMoreRejectedThanReceived() throws IOException {
    refuses(Codec.REQUEST_BATCH, written(out -> out.writeUInt32(8, 1)));
  }

  private static void addUp(byte[] bytes) {
    RequestBatch batch;
    try {
      batch = RequestBatchCodec.decode(bytes);
    } catch (WireFormatException e) {
      return;
    }
    EdgeCounts counts = new EdgeCounts();
    for (int row = 0; row < batch.columns().size(); row++) {
      counts.add(batch.columns(), row, Samples.series());
    }
    long open = IntStream.range(0, batch.columns().size()).filter(batch.columns()::isOpen).count();
    assertThat(counts.requests()).isEqualTo(batch.columns().size() - open);
  }

  private static void readsOrRefuses(Codec codec, byte[] bytes) {
    try {
      assertThat(codec.decode(bytes)).isNotNull();
    } catch (WireFormatException e) {
      assertThat(e).hasMessageContaining(" ");
    }
  }

  private static void refuses(Codec codec, byte[] bytes) {
    assertThatExceptionOfType(WireFormatException.class).isThrownBy(() -> codec.decode(bytes));
  }

  private static Object reencoded(Codec codec, byte[] bytes) throws WireFormatException {
    return switch (codec.decode(bytes)) {
      case RequestBatch batch -> RequestBatchCodec.encode(batch);
      case Object record -> record;
    };
  }

  private static byte[] mutated(byte[] bytes, RandomGenerator random) {
    byte[] mutated = bytes.clone();
    if (mutated.length == 0) {
      return mutated;
    }
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(mutated.length);
      switch (random.nextInt(4)) {
        case 0 -> mutated[at] = (byte) random.nextInt();
        case 1 -> mutated[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        case 2 -> mutated = without(mutated, at);
        default -> mutated = with(mutated, at, (byte) random.nextInt());
      }
      if (mutated.length == 0) {
        return mutated;
      }
    }
    return mutated;
  }

  private static byte[] without(byte[] bytes, int at) {
    return joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + 1, bytes.length));
  }

  private static byte[] with(byte[] bytes, int at, byte extra) {
    return joined(
        Arrays.copyOf(bytes, at), new byte[] {extra}, Arrays.copyOfRange(bytes, at, bytes.length));
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  /** Fields that no message has, of every wire type, and some in gaps between known ones. */
  private static byte[] unknownFields() throws IOException {
    return written(out -> {
      for (int field : new int[] {7, 8, 9, 11, 15, 30, 47, 99, 4000, 500_000_000}) {
        out.writeFixed32(field, 1);
        out.writeFixed64(field, 1);
      }
      for (int field : new int[] {30, 47, 61, 99, 4000, 500_000_000}) {
        out.writeUInt64(field, -1);
        out.writeString(field, "later");
        out.writeTag(field, START_GROUP);
        out.writeUInt32(1, 1);
        out.writeTag(field, END_GROUP);
      }
    });
  }

  private static byte[] written(Writing writing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    writing.to(out);
    out.flush();
    return bytes.toByteArray();
  }

  @FunctionalInterface
  private interface Writing {
    void to(CodedOutputStream out) throws IOException;
  }
}
