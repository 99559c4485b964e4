package dev.meshscope.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Stable ids of edges and nodes: the letter of the grouping and base32 (RFC 4648, lower case, no
 * padding) of the first 16 bytes of SHA-256 over the length-prefixed key columns.
 *
 * <p>A length is four bytes, big endian, before the column's UTF-8 bytes. Every id starts with the
 * tenant; an edge's goes on with protocol, class, entry and exit.
 */
public final class EdgeIds {
  private static final int ID_BYTES = 16;
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int BASE32_BITS = 5;

  private EdgeIds() {}

  /** The id of an edge under a grouping. */
  public static String edge(String tenant, EdgeKey key, Grouping grouping) {
    EdgeTraits traits = key.traits();
    Stream<String> columns =
        Stream.of(
            tenant,
            traits.protocol().text(),
            traits.trafficClass().text(),
            traits.entry().text(),
            traits.exit().text());
    return id(grouping, Stream.concat(columns, edgeColumns(key, grouping)));
  }

  /** The id of the node at the edge's source. */
  public static String source(String tenant, EdgeKey key, Grouping grouping) {
    Workload end = key.source();
    Stream<String> columns =
        switch (grouping) {
          case WORKLOAD -> workload(end);
          case VERSION -> Stream.concat(workload(end), Stream.of(end.version()));
          case SERVICE -> callerService(end);
          case NAMESPACE -> Stream.of(end.namespace());
          case CLUSTER -> Stream.of(end.cluster());
        };
    return node(tenant, grouping, Stream.concat(columns, callersOf(key)));
  }

  /** The id of the node at the edge's destination. */
  public static String destination(String tenant, EdgeKey key, Grouping grouping) {
    Workload end = key.destination();
    ServiceName service = key.service();
    boolean isService = end.kind() == NodeKind.SERVICE;
    return switch (grouping) {
      case WORKLOAD ->
          isService ? serviceNode(tenant, service) : node(tenant, grouping, workload(end));
      case VERSION ->
          isService
              ? serviceNode(tenant, service)
              : node(tenant, grouping, Stream.concat(workload(end), Stream.of(end.version())));
      case SERVICE -> serviceNode(tenant, service);
      case NAMESPACE -> node(tenant, grouping, Stream.of(destinationNamespace(key)));
      case CLUSTER -> node(tenant, grouping, Stream.of(end.cluster()));
    };
  }

  /** The namespace at the destination: the workload's, else the service's. */
  public static String destinationNamespace(EdgeKey key) {
    String namespace = key.destination().namespace();
    return namespace.isEmpty() ? key.service().namespace() : namespace;
  }

  /** Clients from outside are one node per entry: their name alone does not tell them apart. */
  private static Stream<String> callersOf(EdgeKey key) {
    return key.source().kind() == NodeKind.EXTERNAL
        ? Stream.of(key.traits().entry().text())
        : Stream.empty();
  }

  private static Stream<String> edgeColumns(EdgeKey key, Grouping grouping) {
    Workload source = key.source();
    Workload destination = key.destination();
    ServiceName service = key.service();
    Stream<String> called = Stream.of(service.namespace(), service.name());
    return switch (grouping) {
      case WORKLOAD -> concat(List.of(workload(source), workload(destination), called));
      case VERSION ->
          concat(
              List.of(
                  workload(source),
                  Stream.of(source.version()),
                  workload(destination),
                  Stream.of(destination.version()),
                  called));
      case SERVICE -> Stream.concat(callerService(source), called);
      case NAMESPACE -> Stream.of(source.namespace(), destinationNamespace(key));
      case CLUSTER -> Stream.of(source.cluster(), destination.cluster());
    };
  }

  private static Stream<String> workload(Workload end) {
    return Stream.of(end.cluster(), end.namespace(), end.name());
  }

  private static Stream<String> callerService(Workload end) {
    return Stream.of(end.namespace(), end.serviceOrName());
  }

  private static String serviceNode(String tenant, ServiceName service) {
    return node(tenant, Grouping.SERVICE, Stream.of(service.namespace(), service.name()));
  }

  private static String node(String tenant, Grouping grouping, Stream<String> columns) {
    return id(grouping, Stream.concat(Stream.of(tenant), columns));
  }

  private static <T> Stream<T> concat(List<Stream<T>> parts) {
    return parts.stream().flatMap(part -> part);
  }

  private static String id(Grouping grouping, Stream<String> columns) {
    MessageDigest digest = sha256();
    columns.forEach(column -> {
      byte[] bytes = column.getBytes(StandardCharsets.UTF_8);
      for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
        digest.update((byte) (bytes.length >>> shift));
      }
      digest.update(bytes);
    });
    return grouping.letter() + base32(digest.digest());
  }

  private static String base32(byte[] hash) {
    StringBuilder text = new StringBuilder();
    int pending = 0;
    int pendingBits = 0;
    for (int i = 0; i < ID_BYTES; i++) {
      pending = (pending << Byte.SIZE) | Byte.toUnsignedInt(hash[i]);
      pendingBits += Byte.SIZE;
      while (pendingBits >= BASE32_BITS) {
        pendingBits -= BASE32_BITS;
        text.append(BASE32.charAt((pending >>> pendingBits) & (BASE32.length() - 1)));
        pending &= (1 << pendingBits) - 1;
      }
    }
    text.append(BASE32.charAt((pending << (BASE32_BITS - pendingBits)) & (BASE32.length() - 1)));
    return text.toString();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
