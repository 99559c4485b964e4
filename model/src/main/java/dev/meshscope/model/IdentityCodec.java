package dev.meshscope.model;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Encodes announcements and reporter events as {@code identities.proto} says. Keys are encoded
 * alike every time, because compaction compares bytes.
 */
public final class IdentityCodec {
  private static final int TENANT = 1;
  private static final int ADDRESS = 2;
  private static final int NODE_ID = 3;
  private static final int AT_MICROS = 4;
  private static final int COLLECTOR = 5;
  private static final int KIND = 6;
  private static final int WORKLOAD_CLUSTER = 10;
  private static final int WORKLOAD_NAMESPACE = 11;
  private static final int WORKLOAD_NAME = 12;
  private static final int WORKLOAD_VERSION = 13;
  private static final int WORKLOAD_CANONICAL_SERVICE = 14;
  private static final int WORKLOAD_KIND = 15;
  private static final int SERVICE_ACCOUNT = 16;
  private static final int FIELDS = 17;

  private IdentityCodec() {}

  /** Encodes the key of an announcement. */
  public static byte[] encodeKey(Announcement.Key key) {
    WireBuffer out = new WireBuffer();
    out.text(TENANT, key.tenant(), false);
    out.text(ADDRESS, key.address(), false);
    out.text(NODE_ID, key.nodeId(), false);
    out.number(AT_MICROS, key.sinceMicros());
    return out.toByteArray();
  }

  /** Encodes the value of an announcement. */
  public static byte[] encodeValue(Announcement announcement) {
    WireBuffer out = new WireBuffer();
    workload(out, announcement.workload());
    out.text(SERVICE_ACCOUNT, announcement.serviceAccount(), false);
    return out.toByteArray();
  }

  /** Encodes a reporter event. */
  public static byte[] encode(ReporterEvent event) {
    WireBuffer out = new WireBuffer();
    out.text(TENANT, event.tenant(), false);
    out.text(NODE_ID, event.nodeId(), false);
    out.number(AT_MICROS, event.atMicros());
    out.text(COLLECTOR, event.collector(), false);
    out.number(KIND, event.kind().wire());
    workload(out, event.workload());
    return out.toByteArray();
  }

  /** Decodes the key of an announcement. */
  public static Announcement.Key decodeKey(byte[] bytes) throws WireFormatException {
    Values values = new Values();
    WireInput.message(bytes, values);
    return new Announcement.Key(
        values.texts[TENANT],
        values.texts[ADDRESS],
        values.texts[NODE_ID],
        values.numbers[AT_MICROS]);
  }

  /** Decodes the value of an announcement. */
  public static Announcement decodeValue(Announcement.Key key, byte[] bytes)
      throws WireFormatException {
    Values values = new Values();
    WireInput.message(bytes, values);
    return new Announcement(key, values.workload(), values.texts[SERVICE_ACCOUNT]);
  }

  /** Decodes a reporter event. */
  public static ReporterEvent decodeEvent(byte[] bytes) throws WireFormatException {
    Values values = new Values();
    WireInput.message(bytes, values);
    return new ReporterEvent(
        values.texts[TENANT],
        values.texts[NODE_ID],
        values.texts[COLLECTOR],
        Named.ofWire(ReporterEvent.Kind.class, values.numbers[KIND]),
        values.numbers[AT_MICROS],
        values.workload());
  }

  private static void workload(WireBuffer out, Workload workload) {
    out.text(WORKLOAD_CLUSTER, workload.cluster(), false);
    out.text(WORKLOAD_NAMESPACE, workload.namespace(), false);
    out.text(WORKLOAD_NAME, workload.name(), false);
    out.text(WORKLOAD_VERSION, workload.version(), false);
    out.text(WORKLOAD_CANONICAL_SERVICE, workload.canonicalService(), false);
    out.number(WORKLOAD_KIND, workload.kind().wire());
  }

  private static final class Values implements WireInput.Fields {
    private final String[] texts = new String[FIELDS];
    private final long[] numbers = new long[FIELDS];

    Values() {
      Arrays.fill(texts, "");
    }

    @Override
    public void number(int field, long value) {
      if (field < FIELDS) {
        numbers[field] = value;
      }
    }

    @Override
    public boolean content(int field, CodedInputStream in) throws IOException {
      if (field >= FIELDS) {
        return false;
      }
      texts[field] = in.readStringRequireUtf8();
      return true;
    }

    Workload workload() throws WireFormatException {
      return new Workload(
          new Workload.Identity(
              texts[WORKLOAD_CLUSTER],
              texts[WORKLOAD_NAMESPACE],
              texts[WORKLOAD_NAME],
              texts[WORKLOAD_VERSION]),
          texts[WORKLOAD_CANONICAL_SERVICE],
          Named.ofWire(NodeKind.class, numbers[WORKLOAD_KIND]));
    }
  }
}
