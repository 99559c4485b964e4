package dev.meshscope.model;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Writes records by the {@code .proto} files alone, as plainly as can be: every column, every use
 * of a text or workload an entry of its own.
 */
final class ProtoWriter {
  private final Formats formats;
  private final DynamicMessage.Builder batch;
  private int strings;
  private int workloads;
  private int parties;
  private int edges;

  private ProtoWriter(Formats formats, String message) {
    this.formats = formats;
    batch = DynamicMessage.newBuilder(formats.message(message));
  }

  static byte[] requestBatch(Formats formats, RequestBatch records) {
    ProtoWriter writer = new ProtoWriter(formats, "RequestBatch");
    writer.set("schema_version", records.columns().hasOpen() ? 2 : 1);
    writer.header(records.header(), records.columns().size());
    records.operations().forEach(text -> add(writer.batch, "operations", text));
    records.flows().forEach(writer::flow);
    Rows.of(records.columns()).forEach(writer::row);
    writer.ends(Rows.of(records.columns()).stream().mapToLong(Rows.Row::endMicros).toArray());
    return writer.batch.build().toByteArray();
  }

  static byte[] deltaBatch(Formats formats, DeltaBatch records) {
    ProtoWriter writer = new ProtoWriter(formats, "DeltaBatch");
    writer.set("schema_version", 1).set("tenant", records.tenant());
    writer.set("rows", records.deltas().size()).string("");
    records.progress().forEach(writer::progress);
    records.deltas().forEach(writer::delta);
    writer.differences("window_seconds", records, EdgeDelta::windowSeconds);
    writer.differences("first_end_micros", records, delta -> delta.counts().firstEndMicros());
    writer.differences("last_end_micros", records, delta -> delta.counts().lastEndMicros());
    return writer.batch.build().toByteArray();
  }

  static byte[] key(Formats formats, Announcement.Key key) {
    ProtoWriter writer = new ProtoWriter(formats, "AnnouncementKey");
    writer.set("tenant", key.tenant()).set("address", key.address());
    writer.set("node_id", key.nodeId()).set("since_micros", key.sinceMicros());
    return writer.batch.build().toByteArray();
  }

  static byte[] announcement(Formats formats, Announcement announcement) {
    ProtoWriter writer = new ProtoWriter(formats, "Announcement");
    writer.plain(announcement.workload()).set("service_account", announcement.serviceAccount());
    return writer.batch.build().toByteArray();
  }

  static byte[] reporterEvent(Formats formats, ReporterEvent event) {
    ProtoWriter writer = new ProtoWriter(formats, "ReporterEvent");
    writer.set("tenant", event.tenant()).set("node_id", event.nodeId());
    writer.set("at_micros", event.atMicros()).set("collector", event.collector());
    writer.set("kind", event.kind().wire());
    writer.plain(event.workload());
    return writer.batch.build().toByteArray();
  }

  static byte[] inventoryKey(Formats formats, Inventory.Key key) {
    ProtoWriter writer = new ProtoWriter(formats, "InventoryKey");
    writer.set("tenant", key.tenant()).set("since_micros", key.sinceMicros());
    return writer.batch.build().toByteArray();
  }

  static byte[] inventory(Formats formats, Inventory inventory) {
    ProtoWriter writer = new ProtoWriter(formats, "Inventory");
    inventory.clusters().forEach(cluster -> add(writer.batch, "clusters", writer.cluster(cluster)));
    return writer.batch.build().toByteArray();
  }

  private DynamicMessage cluster(Inventory.Cluster cluster) {
    DynamicMessage.Builder message = message("InventoryCluster");
    set(message, "name", cluster.name());
    cluster.namespaces().forEach(name -> add(message, "namespaces", name));
    cluster.nodeAddresses().forEach(address -> add(message, "node_addresses", address));
    cluster.podCidrs().forEach(cidr -> add(message, "pod_cidrs", cidr.toString()));
    cluster.serviceCidrs().forEach(cidr -> add(message, "service_cidrs", cidr.toString()));
    cluster.services().forEach(service -> add(message, "services", service(service)));
    return message.build();
  }

  private DynamicMessage service(Inventory.Service service) {
    DynamicMessage.Builder message = message("InventoryService");
    set(message, "namespace", service.name().namespace());
    set(message, "name", service.name().name());
    service.clusterAddresses().forEach(ip -> add(message, "cluster_addresses", ip.toString()));
    service.nodePorts().forEach(port -> add(message, "node_ports", port));
    service
        .loadBalancerAddresses()
        .forEach(address -> add(message, "load_balancer_addresses", address));
    return message.build();
  }

  private void header(RequestBatch.Header header, int rows) {
    set("tenant", header.tenant());
    set("collector", header.origin().collector()).set("incarnation", header.origin().incarnation());
    set("partition", header.origin().partition()).set("sequence", header.sequence());
    set("received", header.received()).set("rejected", header.rejected());
    set("sent_through_micros", header.sentThroughMicros()).set("rows", rows).string("");
  }

  private void flow(Flow flow) {
    DynamicMessage.Builder message = message("Flow");
    flow.edges().forEach(edge -> add(message, "edges", edge(edge)));
    add(batch, "flows", message.build());
  }

  private int edge(EdgeReference edge) {
    EdgeKey key = new EdgeKey(Workload.NONE, Workload.NONE, edge.service(), edge.traits());
    DynamicMessage.Builder message = edge(new EdgeSeries(key, edge.reporter(), edge.details()));
    set(message, "source", party(edge.source()));
    set(message, "destination", party(edge.destination()));
    add(batch, "edges", message.build());
    return edges++;
  }

  private DynamicMessage.Builder edge(EdgeSeries series) {
    DynamicMessage.Builder message = message("Edge");
    EdgeTraits traits = series.key().traits();
    EdgeDetails details = series.details();
    set(message, "reporter", series.reporter().wire());
    set(message, "service_namespace", string(series.key().service().namespace()));
    set(message, "service_name", string(series.key().service().name()));
    set(message, "protocol", traits.protocol().wire());
    set(message, "traffic_class", traits.trafficClass().wire());
    set(message, "entry", traits.entry().wire());
    set(message, "exit", traits.exit().wire());
    set(message, "port", details.port());
    set(message, "subset", string(details.subset()));
    set(message, "host", string(details.host()));
    set(message, "source_principal", string(details.sourcePrincipal()));
    set(message, "destination_principal", string(details.destinationPrincipal()));
    set(message, "connection_security_policy", details.security().wire());
    return message;
  }

  private int party(Party party) {
    DynamicMessage.Builder message = message("Party");
    switch (party) {
      case Party.Known known -> set(message, "workload", workload(known.workload()));
      case Party.ByAddress byAddress -> {
        Party.Principal principal = byAddress.principal();
        set(message, "workload", workload(byAddress.otherwise()));
        set(message, "address", string(byAddress.address()));
        set(message, "principal_namespace", string(principal.namespace()));
        set(message, "principal_service_account", string(principal.serviceAccount()));
        set(message, "waits", byAddress.waits());
      }
    }
    add(batch, "parties", message.build());
    return parties++;
  }

  private int workload(Workload workload) {
    DynamicMessage.Builder message = message("Workload");
    set(message, "cluster", string(workload.cluster()));
    set(message, "namespace", string(workload.namespace()));
    set(message, "name", string(workload.name()));
    set(message, "version", string(workload.version()));
    set(message, "canonical_service", string(workload.canonicalService()));
    set(message, "kind", workload.kind().wire());
    add(batch, "workloads", message.build());
    return workloads++;
  }

  private int string(String text) {
    add(batch, "strings", text);
    return strings++;
  }

  private void row(Rows.Row row) {
    add(batch, "flow", row.flow());
    add(batch, "duration_nanos_plus_one", row.durationNanos() + 1);
    add(batch, "outcome", row.outcome());
    add(batch, "flags", row.flags());
    add(batch, "bytes_received", row.bytesReceived());
    add(batch, "bytes_sent", row.bytesSent());
    add(batch, "attempts", row.attempts());
    add(batch, "late", row.isLate());
    add(batch, "open", row.isOpen());
    add(batch, "operation", row.operation());
  }

  private void ends(long[] ends) {
    for (int row = 0; row < ends.length; row++) {
      add(batch, "end_micros", row == 0 ? ends[0] : ends[row] - ends[row - 1]);
    }
  }

  private void progress(DeltaBatch.Progress progress) {
    DynamicMessage.Builder message = message("Progress");
    set(message, "collector", progress.origin().collector());
    set(message, "incarnation", progress.origin().incarnation());
    set(message, "partition", progress.origin().partition());
    set(message, "sent_through_micros", progress.sentThroughMicros());
    set(message, "waiting", progress.waiting());
    set(message, "received", progress.received());
    set(message, "rejected", progress.rejected());
    add(batch, "progress", message.build());
  }

  private void delta(EdgeDelta delta) {
    DynamicMessage.Builder series = edge(delta.series());
    set(series, "source", workload(delta.series().key().source()));
    set(series, "destination", workload(delta.series().key().destination()));
    add(batch, "series", series.build());
    add(batch, "series_index", edges++);
    EdgeCounts counts = delta.counts();
    add(batch, "requests", counts.requests());
    add(batch, "attempts", counts.attempts());
    add(batch, "late", counts.late());
    add(batch, "bytes_received", counts.bytesReceived());
    add(batch, "bytes_sent", counts.bytesSent());
    counts("outcome", counts.outcomes());
    counts("flag", counts.flags());
    counts("succeeded", counts.succeeded());
    counts("failed", counts.failed());
  }

  private void counts(String map, Counts counts) {
    add(batch, map + "_keys_per_row", counts.size());
    int previous = 0;
    for (int key : counts.sortedKeys()) {
      add(batch, map + "_keys", key - previous);
      add(batch, map + "_counts", counts.get(key));
      previous = key;
    }
  }

  private void differences(String column, DeltaBatch records, ToLongFunction<EdgeDelta> value) {
    long previous = 0;
    for (EdgeDelta delta : records.deltas()) {
      add(batch, column, value.applyAsLong(delta) - previous);
      previous = value.applyAsLong(delta);
    }
  }

  private ProtoWriter plain(Workload workload) {
    set("workload_cluster", workload.cluster()).set("workload_namespace", workload.namespace());
    set("workload_name", workload.name()).set("workload_version", workload.version());
    set("workload_canonical_service", workload.canonicalService());
    return set("workload_kind", workload.kind().wire());
  }

  private DynamicMessage.Builder message(String name) {
    return DynamicMessage.newBuilder(formats.message(name));
  }

  private ProtoWriter set(String field, Object value) {
    set(batch, field, value);
    return this;
  }

  private static void set(DynamicMessage.Builder message, String field, Object value) {
    FieldDescriptor descriptor = field(message.getDescriptorForType(), field);
    message.setField(descriptor, typed(descriptor).apply(value));
  }

  private static void add(DynamicMessage.Builder message, String field, Object value) {
    FieldDescriptor descriptor = field(message.getDescriptorForType(), field);
    message.addRepeatedField(descriptor, typed(descriptor).apply(value));
  }

  static FieldDescriptor field(Descriptor message, String name) {
    FieldDescriptor field = message.findFieldByName(name);
    if (field == null) {
      throw new AssertionError(message.getName() + " has no field " + name);
    }
    return field;
  }

  private static Function<Object, Object> typed(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case INT -> value -> ((Number) value).intValue();
      case LONG -> value -> ((Number) value).longValue();
      case ENUM -> value -> field.getEnumType().findValueByNumber((int) value);
      default -> value -> value;
    };
  }
}
