package dev.meshscope.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Reads records by the {@code .proto} files alone, and remembers which fields it met. */
final class ProtoReader {
  private final Formats formats;
  private final Set<FieldDescriptor> met = new HashSet<>();

  ProtoReader(Formats formats) {
    this.formats = formats;
  }

  /** The fields that had a value in any message so far. */
  Set<FieldDescriptor> met() {
    return met;
  }

  RequestBatch requestBatch(byte[] bytes) throws InvalidProtocolBufferException {
    Message batch = parse("RequestBatch", bytes);
    boolean hasOpen = Arrays.stream(column(batch, "open")).anyMatch(open -> open != 0);
    assertThat(number(batch, "schema_version")).isEqualTo(hasOpen ? 2 : 1);
    List<Flow> flows = new ArrayList<>();
    for (Message flow : messages(batch, "flows")) {
      List<EdgeReference> edges = new ArrayList<>();
      for (long index : column(flow, "edges")) {
        edges.add(edge(batch, messages(batch, "edges").get((int) index)));
      }
      flows.add(new Flow(edges));
    }
    List<String> operations =
        ((List<?>) value(batch, "operations")).stream().map(String.class::cast).toList();
    return new RequestBatch(header(batch), flows, operations, columns(batch));
  }

  DeltaBatch deltaBatch(byte[] bytes) throws InvalidProtocolBufferException {
    Message batch = parse("DeltaBatch", bytes);
    assertThat(number(batch, "schema_version")).isEqualTo(1);
    List<DeltaBatch.Progress> progress =
        messages(batch, "progress").stream().map(ProtoReader::progress).toList();
    return new DeltaBatch(text(batch, "tenant"), progress, deltas(batch));
  }

  Announcement.Key key(byte[] bytes) throws InvalidProtocolBufferException {
    Message key = parse("AnnouncementKey", bytes);
    return new Announcement.Key(
        text(key, "tenant"),
        text(key, "address"),
        text(key, "node_id"),
        number(key, "since_micros"));
  }

  Announcement announcement(Announcement.Key key, byte[] bytes)
      throws InvalidProtocolBufferException {
    Message value = parse("Announcement", bytes);
    return new Announcement(key, plainWorkload(value), text(value, "service_account"));
  }

  ReporterEvent reporterEvent(byte[] bytes) throws InvalidProtocolBufferException {
    Message event = parse("ReporterEvent", bytes);
    return new ReporterEvent(
        text(event, "tenant"),
        text(event, "node_id"),
        text(event, "collector"),
        choice(event, "kind", ReporterEvent.Kind.values()),
        number(event, "at_micros"),
        plainWorkload(event));
  }

  Inventory.Key inventoryKey(byte[] bytes) throws InvalidProtocolBufferException {
    Message key = parse("InventoryKey", bytes);
    return new Inventory.Key(text(key, "tenant"), number(key, "since_micros"));
  }

  Inventory inventory(Inventory.Key key, byte[] bytes) throws InvalidProtocolBufferException {
    Message value = parse("Inventory", bytes);
    return new Inventory(
        key, messages(value, "clusters").stream().map(ProtoReader::cluster).toList());
  }

  private Message parse(String name, byte[] bytes) throws InvalidProtocolBufferException {
    Message message = DynamicMessage.parseFrom(formats.message(name), bytes);
    inspect(message);
    return message;
  }

  private void inspect(Message message) {
    assertThat(message.getUnknownFields().asMap()).as("fields that the file lacks").isEmpty();
    message
        .getAllFields()
        .forEach((field, value) -> {
          met.add(field);
          if (value instanceof List<?> values
              && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            values.forEach(nested -> inspect((Message) nested));
          }
        });
  }

  private static Inventory.Cluster cluster(Message cluster) {
    return new Inventory.Cluster(
        text(cluster, "name"),
        texts(cluster, "namespaces"),
        texts(cluster, "node_addresses"),
        texts(cluster, "pod_cidrs").stream().map(ProtoReader::cidr).toList(),
        texts(cluster, "service_cidrs").stream().map(ProtoReader::cidr).toList(),
        messages(cluster, "services").stream().map(ProtoReader::service).toList());
  }

  private static Inventory.Service service(Message service) {
    return new Inventory.Service(
        new ServiceName(text(service, "namespace"), text(service, "name")),
        texts(service, "cluster_addresses").stream()
            .map(text -> IpAddress.parse(text).orElseThrow())
            .toList(),
        Arrays.stream(column(service, "node_ports")).mapToObj(port -> (int) port).toList(),
        texts(service, "load_balancer_addresses"));
  }

  private static Cidr cidr(String text) {
    return Cidr.parse(text).orElseThrow();
  }

  private static RequestBatch.Header header(Message batch) {
    RequestBatch.Origin origin =
        new RequestBatch.Origin(
            text(batch, "collector"),
            number(batch, "incarnation"),
            (int) number(batch, "partition"));
    return new RequestBatch.Header(
        text(batch, "tenant"),
        origin,
        number(batch, "sequence"),
        number(batch, "received"),
        number(batch, "rejected"),
        number(batch, "sent_through_micros"));
  }

  private static RequestColumns columns(Message batch) {
    RequestColumns columns = new RequestColumns();
    int rows = (int) number(batch, "rows");
    long end = 0;
    for (int row = 0; row < rows; row++) {
      end += at(batch, "end_micros", row);
      columns.begin((int) at(batch, "flow", row));
      if (at(batch, "open", row) == 1) {
        columns.open(end);
      }
      columns.asked((int) at(batch, "operation", row));
      columns.time(end, at(batch, "duration_nanos_plus_one", row) - 1, at(batch, "late", row) == 1);
      columns.result((int) at(batch, "outcome", row), at(batch, "flags", row));
      columns.volume(
          at(batch, "bytes_received", row),
          at(batch, "bytes_sent", row),
          (int) at(batch, "attempts", row));
    }
    return columns;
  }

  private static EdgeReference edge(Message batch, Message edge) {
    return new EdgeReference(
        choice(edge, "reporter", Reporter.values()),
        party(batch, messages(batch, "parties").get((int) number(edge, "source"))),
        party(batch, messages(batch, "parties").get((int) number(edge, "destination"))),
        service(batch, edge),
        traits(edge),
        details(batch, edge));
  }

  private static Party party(Message batch, Message party) {
    Workload workload = workload(batch, number(party, "workload"));
    String address = string(batch, party, "address");
    if (address.isEmpty()) {
      return new Party.Known(workload);
    }
    Party.Principal principal =
        new Party.Principal(
            string(batch, party, "principal_namespace"),
            string(batch, party, "principal_service_account"));
    return new Party.ByAddress(address, principal, workload, number(party, "waits") == 1);
  }

  private static List<EdgeDelta> deltas(Message batch) {
    List<EdgeDelta> deltas = new ArrayList<>();
    Maps maps = new Maps(batch);
    long window = 0;
    long first = 0;
    long last = 0;
    for (int row = 0; row < number(batch, "rows"); row++) {
      window += at(batch, "window_seconds", row);
      first += at(batch, "first_end_micros", row);
      last += at(batch, "last_end_micros", row);
      EdgeCounts counts = new EdgeCounts();
      counts.addTotals(
          at(batch, "requests", row), at(batch, "attempts", row), at(batch, "late", row));
      counts.addBytes(at(batch, "bytes_received", row), at(batch, "bytes_sent", row));
      counts.addEnds(first, last);
      maps.read(row, counts);
      Message series = messages(batch, "series").get((int) at(batch, "series_index", row));
      deltas.add(new EdgeDelta(series(batch, series), window, counts));
    }
    return deltas;
  }

  private static EdgeSeries series(Message batch, Message series) {
    EdgeKey key =
        new EdgeKey(
            workload(batch, number(series, "source")),
            workload(batch, number(series, "destination")),
            service(batch, series),
            traits(series));
    return new EdgeSeries(
        key, choice(series, "reporter", Reporter.values()), details(batch, series));
  }

  private static DeltaBatch.Progress progress(Message progress) {
    RequestBatch.Origin origin =
        new RequestBatch.Origin(
            text(progress, "collector"),
            number(progress, "incarnation"),
            (int) number(progress, "partition"));
    return new DeltaBatch.Progress(
        origin,
        number(progress, "sent_through_micros"),
        number(progress, "waiting"),
        number(progress, "received"),
        number(progress, "rejected"));
  }

  private static ServiceName service(Message batch, Message edge) {
    return new ServiceName(
        string(batch, edge, "service_namespace"), string(batch, edge, "service_name"));
  }

  private static EdgeTraits traits(Message edge) {
    return new EdgeTraits(
        choice(edge, "protocol", Protocol.values()),
        choice(edge, "traffic_class", TrafficClass.values()),
        choice(edge, "entry", Entry.values()),
        choice(edge, "exit", Exit.values()));
  }

  private static EdgeDetails details(Message batch, Message edge) {
    return new EdgeDetails(
        (int) number(edge, "port"),
        string(batch, edge, "subset"),
        string(batch, edge, "host"),
        string(batch, edge, "source_principal"),
        string(batch, edge, "destination_principal"),
        choice(edge, "connection_security_policy", ConnectionSecurityPolicy.values()));
  }

  private static Workload workload(Message batch, long index) {
    Message workload = messages(batch, "workloads").get((int) index);
    Workload.Identity identity =
        new Workload.Identity(
            string(batch, workload, "cluster"),
            string(batch, workload, "namespace"),
            string(batch, workload, "name"),
            string(batch, workload, "version"));
    return new Workload(
        identity,
        string(batch, workload, "canonical_service"),
        choice(workload, "kind", NodeKind.values()));
  }

  private static Workload plainWorkload(Message message) {
    Workload.Identity identity =
        new Workload.Identity(
            text(message, "workload_cluster"),
            text(message, "workload_namespace"),
            text(message, "workload_name"),
            text(message, "workload_version"));
    return new Workload(
        identity,
        text(message, "workload_canonical_service"),
        choice(message, "workload_kind", NodeKind.values()));
  }

  private static String string(Message batch, Message message, String field) {
    List<?> strings = (List<?>) value(batch, "strings");
    return (String) strings.get((int) number(message, field));
  }

  private static <E extends Enum<E>> E choice(Message message, String field, E[] values) {
    return values[((EnumValueDescriptor) value(message, field)).getNumber()];
  }

  private static List<Message> messages(Message message, String field) {
    return ((List<?>) value(message, field)).stream().map(Message.class::cast).toList();
  }

  private static List<String> texts(Message message, String field) {
    return ((List<?>) value(message, field)).stream().map(String.class::cast).toList();
  }

  private static String text(Message message, String field) {
    return (String) value(message, field);
  }

  private static long number(Message message, String field) {
    return number(value(message, field));
  }

  private static long at(Message message, String field, int row) {
    List<?> values = (List<?>) value(message, field);
    return values.isEmpty() ? 0 : number(values.get(row));
  }

  private static long[] column(Message message, String field) {
    return ((List<?>) value(message, field)).stream().mapToLong(ProtoReader::number).toArray();
  }

  private static long number(Object value) {
    return switch (value) {
      case Boolean truth -> truth ? 1 : 0;
      case Integer number -> Integer.toUnsignedLong(number);
      default -> ((Number) value).longValue();
    };
  }

  private static Object value(Message message, String field) {
    return message.getField(ProtoWriter.field(message.getDescriptorForType(), field));
  }

  /** Walks through the four maps row by row. */
  private static final class Maps {
    private static final List<String> NAMES = List.of("outcome", "flag", "succeeded", "failed");

    private final Message batch;
    private final int[] next = new int[NAMES.size()];

    Maps(Message batch) {
      this.batch = batch;
    }

    void read(int row, EdgeCounts counts) {
      List<Counts> maps =
          List.of(counts.outcomes(), counts.flags(), counts.succeeded(), counts.failed());
      IntStream.range(0, NAMES.size()).forEach(map -> read(row, map, maps.get(map)));
    }

    private void read(int row, int map, Counts counts) {
      String name = NAMES.get(map);
      long size = at(batch, name + "_keys_per_row", row);
      long key = 0;
      for (long i = 0; i < size; i++) {
        key += at(batch, name + "_keys", next[map]);
        counts.add((int) key, at(batch, name + "_counts", next[map]));
        next[map]++;
      }
    }
  }
}
