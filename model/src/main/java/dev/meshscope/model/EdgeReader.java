package dev.meshscope.model;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what {@link EdgeWriter} wrote. Dictionaries may come in any order, so everything is kept as
 * numbers until the whole record has been read.
 */
final class EdgeReader {
  private final List<String> strings = new ArrayList<>();
  private final List<int[]> workloadFields = new ArrayList<>();
  private final List<Workload> workloads = new ArrayList<>();

  /** Refuses a newer format than the newest that the caller knows. */
  static void schema(long version, int newest) throws WireFormatException {
    if (Long.compareUnsigned(version, newest) > 0) {
      throw new WireFormatException(
          "schema version " + Long.toUnsignedString(version) + " is newer than ours");
    }
  }

  /** Takes the dictionaries that every batch has. */
  boolean content(int field, CodedInputStream in) throws IOException {
    switch (field) {
      case EdgeFields.STRINGS -> strings.add(in.readStringRequireUtf8());
      case EdgeFields.WORKLOADS -> workloadFields.add(numbers(in, EdgeFields.COUNT));
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Resolves the workloads; call it when the whole record has been read. */
  void finish() throws WireFormatException {
    for (int[] fields : workloadFields) {
      Workload.Identity identity =
          new Workload.Identity(
              string(fields[EdgeFields.CLUSTER]),
              string(fields[EdgeFields.NAMESPACE]),
              string(fields[EdgeFields.NAME]),
              string(fields[EdgeFields.VERSION]));
      workloads.add(
          new Workload(
              identity,
              string(fields[EdgeFields.CANONICAL_SERVICE]),
              Named.ofWire(NodeKind.class, fields[EdgeFields.KIND])));
    }
  }

  String string(int index) throws WireFormatException {
    return entry(strings, index, "string");
  }

  Workload workload(int index) throws WireFormatException {
    return entry(workloads, index, "workload");
  }

  ServiceName service(int[] edge) throws WireFormatException {
    return new ServiceName(
        string(edge[EdgeFields.SERVICE_NAMESPACE]), string(edge[EdgeFields.SERVICE_NAME]));
  }

  EdgeTraits traits(int[] edge) throws WireFormatException {
    return new EdgeTraits(
        Named.ofWire(Protocol.class, edge[EdgeFields.PROTOCOL]),
        Named.ofWire(TrafficClass.class, edge[EdgeFields.TRAFFIC_CLASS]),
        Named.ofWire(Entry.class, edge[EdgeFields.ENTRY]),
        Named.ofWire(Exit.class, edge[EdgeFields.EXIT]));
  }

  EdgeDetails details(int[] edge) throws WireFormatException {
    return new EdgeDetails(
        edge[EdgeFields.PORT],
        string(edge[EdgeFields.SUBSET]),
        string(edge[EdgeFields.HOST]),
        string(edge[EdgeFields.SOURCE_PRINCIPAL]),
        string(edge[EdgeFields.DESTINATION_PRINCIPAL]),
        Named.ofWire(ConnectionSecurityPolicy.class, edge[EdgeFields.SECURITY]));
  }

  static <T> T entry(List<T> dictionary, long index, String what) throws WireFormatException {
    if (index < 0 || index >= dictionary.size()) {
      throw new WireFormatException("no " + what + " has index " + index);
    }
    return dictionary.get((int) index);
  }

  /** Reads a message whose fields are all numbers below {@code count}. */
  static int[] numbers(CodedInputStream in, int count) throws IOException {
    int[] values = new int[count];
    WireInput.nested(
        in,
        (field, value) -> {
          if (field < count) {
            values[field] = Math.toIntExact(value);
          }
        });
    return values;
  }
}
