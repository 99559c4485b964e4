package dev.meshscope.model;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Encodes {@link DeltaBatch} as {@code delta_batch.proto} says. */
public final class DeltaBatchCodec {
  private static final int TENANT = 2;
  private static final int PROGRESS = 3;
  private static final int SERIES = 18;

  private static final int COLLECTOR = 1;
  private static final int INCARNATION = 2;
  private static final int PARTITION = 3;
  private static final int SENT_THROUGH_MICROS = 4;
  private static final int WAITING = 5;
  private static final int RECEIVED = 6;
  private static final int REJECTED = 7;
  private static final int PROGRESS_FIELDS = 8;

  private DeltaBatchCodec() {}

  /** Encodes a batch. */
  public static byte[] encode(DeltaBatch batch) {
    WireBuffer out = new WireBuffer();
    out.number(EdgeFields.SCHEMA, EdgeFields.SCHEMA_VERSION);
    out.text(TENANT, batch.tenant(), false);
    EdgeWriter edges = new EdgeWriter();
    for (DeltaBatch.Progress progress : batch.progress()) {
      out.message(PROGRESS, progress(progress));
    }
    Dictionary<EdgeSeries> dictionary = new Dictionary<>();
    DeltaColumnsCodec.write(batch.deltas(), dictionary, out);
    for (EdgeSeries series : dictionary.values()) {
      EdgeKey key = series.key();
      EdgeWriter.EdgeEnds ends =
          new EdgeWriter.EdgeEnds(
              series.reporter(), edges.workload(key.source()), edges.workload(key.destination()));
      out.message(SERIES, edges.edge(ends, key.service(), key.traits(), series.details()));
    }
    edges.dictionaries(out);
    return out.toByteArray();
  }

  /**
   * Decodes a batch.
   *
   * @throws WireFormatException when the bytes are no batch, or one of a newer major version
   */
  public static DeltaBatch decode(byte[] bytes) throws WireFormatException {
    Reader reader = new Reader(bytes.length);
    WireInput.message(bytes, reader);
    try {
      return reader.batch();
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new WireFormatException("inconsistent batch: " + e.getMessage(), e);
    }
  }

  private static WireBuffer progress(DeltaBatch.Progress progress) {
    WireBuffer message = new WireBuffer();
    message.text(COLLECTOR, progress.origin().collector(), false);
    message.number(INCARNATION, progress.origin().incarnation());
    message.number(PARTITION, progress.origin().partition());
    message.number(SENT_THROUGH_MICROS, progress.sentThroughMicros());
    message.number(WAITING, progress.waiting());
    message.number(RECEIVED, progress.received());
    message.number(REJECTED, progress.rejected());
    return message;
  }

  private static final class Reader implements WireInput.Fields {
    private final EdgeReader edgeReader = new EdgeReader();
    private final DeltaColumnsCodec.Reader columns;
    private final List<DeltaBatch.Progress> progress = new ArrayList<>();
    private final List<int[]> seriesFields = new ArrayList<>();
    private String tenant = "";

    Reader(long bytes) {
      columns = new DeltaColumnsCodec.Reader(bytes);
    }

    @Override
    public void number(int field, long value) throws IOException {
      if (field == EdgeFields.SCHEMA) {
        EdgeReader.schema(value, EdgeFields.SCHEMA_VERSION);
      } else {
        columns.number(field, value);
      }
    }

    @Override
    public boolean content(int field, CodedInputStream in) throws IOException {
      switch (field) {
        case TENANT -> tenant = in.readStringRequireUtf8();
        case PROGRESS -> progress.add(readProgress(in));
        case SERIES -> seriesFields.add(EdgeReader.numbers(in, EdgeFields.COUNT));
        default -> {
          return edgeReader.content(field, in) || columns.content(field, in);
        }
      }
      return true;
    }

    DeltaBatch batch() throws WireFormatException {
      edgeReader.finish();
      List<EdgeSeries> series = new ArrayList<>(seriesFields.size());
      for (int[] fields : seriesFields) {
        series.add(series(fields));
      }
      return new DeltaBatch(tenant, progress, columns.deltas(series));
    }

    private EdgeSeries series(int[] fields) throws WireFormatException {
      EdgeKey key =
          new EdgeKey(
              edgeReader.workload(fields[EdgeFields.SOURCE]),
              edgeReader.workload(fields[EdgeFields.DESTINATION]),
              edgeReader.service(fields),
              edgeReader.traits(fields));
      return new EdgeSeries(
          key,
          Named.ofWire(Reporter.class, fields[EdgeFields.REPORTER]),
          edgeReader.details(fields));
    }

    private static DeltaBatch.Progress readProgress(CodedInputStream in) throws IOException {
      ProgressFields fields = new ProgressFields();
      WireInput.nested(in, fields);
      return fields.progress();
    }
  }

  private static final class ProgressFields implements WireInput.Fields {
    private final long[] numbers = new long[PROGRESS_FIELDS];
    private String collector = "";

    @Override
    public void number(int field, long value) {
      if (field < PROGRESS_FIELDS) {
        numbers[field] = value;
      }
    }

    @Override
    public boolean content(int field, CodedInputStream in) throws IOException {
      if (field != COLLECTOR) {
        return false;
      }
      collector = in.readStringRequireUtf8();
      return true;
    }

    DeltaBatch.Progress progress() throws WireFormatException {
      long partition = numbers[PARTITION];
      if (partition < 0 || partition > Integer.MAX_VALUE) {
        throw new WireFormatException("no partition has number " + partition);
      }
      return new DeltaBatch.Progress(
          new RequestBatch.Origin(collector, numbers[INCARNATION], (int) partition),
          numbers[SENT_THROUGH_MICROS],
          numbers[WAITING],
          numbers[RECEIVED],
          numbers[REJECTED]);
    }
  }
}
