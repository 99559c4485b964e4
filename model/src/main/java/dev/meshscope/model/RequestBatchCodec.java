package dev.meshscope.model;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** Encodes {@link RequestBatch} as {@code request_batch.proto} says. */
public final class RequestBatchCodec {
  private static final int TENANT = 2;
  private static final int COLLECTOR = 3;
  private static final int INCARNATION = 4;
  private static final int PARTITION = 5;
  private static final int SEQUENCE = 6;
  private static final int RECEIVED = 7;
  private static final int REJECTED = 8;
  private static final int SENT_THROUGH_MICROS = 9;
  private static final int ROWS = 10;
  private static final int PARTIES = 18;
  private static final int EDGES = 19;
  private static final int FLOWS = 20;
  private static final int OPERATIONS = 21;

  /** A reader of version 1 would count a row about an open stream as a request. */
  private static final int SCHEMA_VERSION_OPEN = 2;

  private static final int FLOW_EDGES = 1;

  private static final int PARTY_WORKLOAD = 1;
  private static final int PARTY_ADDRESS = 2;
  private static final int PARTY_PRINCIPAL_NAMESPACE = 3;
  private static final int PARTY_PRINCIPAL_SERVICE_ACCOUNT = 4;
  private static final int PARTY_WAITS = 5;
  private static final int PARTY_FIELDS = 6;

  private RequestBatchCodec() {}

  /** Encodes a batch. */
  public static byte[] encode(RequestBatch batch) {
    WireBuffer out = new WireBuffer();
    RequestBatch.Header header = batch.header();
    out.number(
        EdgeFields.SCHEMA,
        batch.columns().hasOpen() ? SCHEMA_VERSION_OPEN : EdgeFields.SCHEMA_VERSION);
    out.text(TENANT, header.tenant(), false);
    out.text(COLLECTOR, header.origin().collector(), false);
    out.number(INCARNATION, header.origin().incarnation());
    out.number(PARTITION, header.origin().partition());
    out.number(SEQUENCE, header.sequence());
    out.number(RECEIVED, header.received());
    out.number(REJECTED, header.rejected());
    out.number(SENT_THROUGH_MICROS, header.sentThroughMicros());
    out.number(ROWS, batch.columns().size());
    new FlowWriter(out).write(batch.flows());
    batch.operations().forEach(operation -> out.text(OPERATIONS, operation, true));
    RequestColumnsCodec.write(batch.columns(), out);
    return out.toByteArray();
  }

  /**
   * Decodes a batch.
   *
   * @throws WireFormatException when the bytes are no batch, or one of a newer major version
   */
  public static RequestBatch decode(byte[] bytes) throws WireFormatException {
    Reader reader = new Reader(bytes.length);
    WireInput.message(bytes, reader);
    try {
      return reader.batch();
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new WireFormatException("inconsistent batch: " + e.getMessage(), e);
    }
  }

  /** Numbers the flows, their edges and the edges' ends. */
  private static final class FlowWriter {
    private final WireBuffer out;
    private final EdgeWriter edgeWriter = new EdgeWriter();
    private final Dictionary<Party> parties = new Dictionary<>();
    private final Dictionary<EdgeReference> edges = new Dictionary<>();

    /** Most edges come again as the same object: that is found without a look at their texts. */
    private final IdentityHashMap<EdgeReference, Integer> seenEdges = new IdentityHashMap<>();

    FlowWriter(WireBuffer out) {
      this.out = out;
    }

    void write(List<Flow> flows) {
      WireBuffer indexes = new WireBuffer();
      WireBuffer message = new WireBuffer();
      for (Flow flow : flows) {
        indexes.clear();
        flow.edges().forEach(edge -> indexes.varint(edge(edge)));
        message.clear().message(FLOW_EDGES, indexes);
        out.message(FLOWS, message);
      }
      for (EdgeReference edge : edges.values()) {
        EdgeWriter.EdgeEnds ends =
            new EdgeWriter.EdgeEnds(
                edge.reporter(), parties.index(edge.source()), parties.index(edge.destination()));
        out.message(EDGES, edgeWriter.edge(ends, edge.service(), edge.traits(), edge.details()));
      }
      parties.values().forEach(party -> out.message(PARTIES, party(party)));
      edgeWriter.dictionaries(out);
    }

    private int edge(EdgeReference edge) {
      Integer seen = seenEdges.get(edge);
      if (seen == null) {
        seen = edges.index(edge);
        seenEdges.put(edge, seen);
      }
      return seen;
    }

    private WireBuffer party(Party party) {
      WireBuffer message = new WireBuffer();
      switch (party) {
        case Party.Known known ->
            message.number(PARTY_WORKLOAD, edgeWriter.workload(known.workload()));
        case Party.ByAddress byAddress -> {
          Party.Principal principal = byAddress.principal();
          message.number(PARTY_WORKLOAD, edgeWriter.workload(byAddress.otherwise()));
          message.number(PARTY_ADDRESS, edgeWriter.string(byAddress.address()));
          message.number(PARTY_PRINCIPAL_NAMESPACE, edgeWriter.string(principal.namespace()));
          message.number(
              PARTY_PRINCIPAL_SERVICE_ACCOUNT, edgeWriter.string(principal.serviceAccount()));
          message.number(PARTY_WAITS, byAddress.waits() ? 1 : 0);
        }
      }
      return message;
    }
  }

  private static final class Reader implements WireInput.Fields {
    private final long rowsMax;
    private final EdgeReader edgeReader = new EdgeReader();
    private final RequestColumnsCodec.Reader columns = new RequestColumnsCodec.Reader();
    private final long[] numbers = new long[ROWS + 1];
    private final List<int[]> partyFields = new ArrayList<>();
    private final List<int[]> edgeFields = new ArrayList<>();
    private final List<long[]> flowEdges = new ArrayList<>();
    private final List<String> operations = new ArrayList<>();
    private String tenant = "";
    private String collector = "";

    /** A row takes at least one byte, so there cannot be more rows than bytes. */
    Reader(long rowsMax) {
      this.rowsMax = rowsMax;
    }

    @Override
    public void number(int field, long value) throws IOException {
      switch (field) {
        case EdgeFields.SCHEMA -> EdgeReader.schema(value, SCHEMA_VERSION_OPEN);
        case INCARNATION, PARTITION, SEQUENCE, RECEIVED, REJECTED, SENT_THROUGH_MICROS ->
            numbers[field] = value;
        case ROWS -> columns.rows(WireInput.rows(value, rowsMax));
        default -> {}
      }
    }

    @Override
    public boolean content(int field, CodedInputStream in) throws IOException {
      switch (field) {
        case TENANT -> tenant = in.readStringRequireUtf8();
        case COLLECTOR -> collector = in.readStringRequireUtf8();
        case PARTIES -> partyFields.add(EdgeReader.numbers(in, PARTY_FIELDS));
        case EDGES -> edgeFields.add(EdgeReader.numbers(in, EdgeFields.COUNT));
        case FLOWS -> flowEdges.add(edges(in));
        case OPERATIONS -> operations.add(in.readStringRequireUtf8());
        default -> {
          return edgeReader.content(field, in) || columns.content(field, in);
        }
      }
      return true;
    }

    RequestBatch batch() throws WireFormatException {
      edgeReader.finish();
      List<Party> parties = new ArrayList<>(partyFields.size());
      for (int[] fields : partyFields) {
        parties.add(party(fields));
      }
      List<EdgeReference> edges = new ArrayList<>(edgeFields.size());
      for (int[] fields : edgeFields) {
        edges.add(edge(fields, parties));
      }
      List<Flow> flows = new ArrayList<>(flowEdges.size());
      for (long[] indexes : flowEdges) {
        List<EdgeReference> both = new ArrayList<>(indexes.length);
        for (long index : indexes) {
          both.add(EdgeReader.entry(edges, index, "edge"));
        }
        flows.add(new Flow(both));
      }
      return new RequestBatch(header(), flows, operations, columns.columns());
    }

    private RequestBatch.Header header() {
      RequestBatch.Origin origin =
          new RequestBatch.Origin(
              collector, numbers[INCARNATION], Math.toIntExact(numbers[PARTITION]));
      return new RequestBatch.Header(
          tenant,
          origin,
          numbers[SEQUENCE],
          numbers[RECEIVED],
          numbers[REJECTED],
          numbers[SENT_THROUGH_MICROS]);
    }

    private Party party(int[] fields) throws WireFormatException {
      Workload workload = edgeReader.workload(fields[PARTY_WORKLOAD]);
      if (fields[PARTY_ADDRESS] == 0) {
        return new Party.Known(workload);
      }
      Party.Principal principal =
          new Party.Principal(
              edgeReader.string(fields[PARTY_PRINCIPAL_NAMESPACE]),
              edgeReader.string(fields[PARTY_PRINCIPAL_SERVICE_ACCOUNT]));
      return new Party.ByAddress(
          edgeReader.string(fields[PARTY_ADDRESS]), principal, workload, fields[PARTY_WAITS] != 0);
    }

    private EdgeReference edge(int[] fields, List<Party> parties) throws WireFormatException {
      return new EdgeReference(
          Named.ofWire(Reporter.class, fields[EdgeFields.REPORTER]),
          EdgeReader.entry(parties, fields[EdgeFields.SOURCE], "party"),
          EdgeReader.entry(parties, fields[EdgeFields.DESTINATION], "party"),
          edgeReader.service(fields),
          edgeReader.traits(fields),
          edgeReader.details(fields));
    }

    private static long[] edges(CodedInputStream in) throws IOException {
      FlowFields fields = new FlowFields();
      WireInput.nested(in, fields);
      return fields.edges;
    }
  }

  private static final class FlowFields implements WireInput.Fields {
    private long[] edges = {};

    @Override
    public void number(int field, long value) {
      // A flow has no field of this type.
    }

    @Override
    public boolean content(int field, CodedInputStream in) throws IOException {
      if (field != FLOW_EDGES) {
        return false;
      }
      edges = WireInput.allLongs(in);
      return true;
    }
  }
}
