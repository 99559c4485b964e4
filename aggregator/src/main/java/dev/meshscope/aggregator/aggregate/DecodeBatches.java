package dev.meshscope.aggregator.aggregate;

import static java.util.Objects.requireNonNull;

import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.RequestBatchCodec;
import dev.meshscope.model.Topics;
import dev.meshscope.model.WireFormatException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Gives batches to the aggregation, and records that are none to the dead letters. */
final class DecodeBatches implements Processor<byte[], byte[], byte[], Object> {
  private static final int REASON_LENGTH_MAX = 400;

  private final AggregationMetrics metrics;
  private @Nullable ProcessorContext<byte[], Object> context;

  DecodeBatches(AggregationMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<byte[], Object> newContext) {
    context = newContext;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    ProcessorContext<byte[], Object> out = requireNonNull(context);
    metrics.batchReceived();
    if (record.value() == null) {
      putAside(record, DeadLetter.UNREADABLE, "no value");
      return;
    }
    try {
      RequestBatch batch = RequestBatchCodec.decode(record.value());
      RequestBatch.Origin origin = batch.header().origin();
      if (origin.partition() != out.taskId().partition()) {
        putAside(record, DeadLetter.WRONG_PARTITION, origin.toString());
        return;
      }
      out.forward(record.withValue(batch), AggregationTopology.AGGREGATE);
    } catch (WireFormatException e) {
      putAside(record, DeadLetter.UNREADABLE, String.valueOf(e.getMessage()));
    }
  }

  private void putAside(Record<byte[], byte[]> record, DeadLetter reason, String detail) {
    metrics.deadLetter(reason);
    Record<byte[], byte[]> letter = record.withHeaders(record.headers()); // copies them
    letter.headers().remove(Topics.REASON_HEADER);
    String text = reason.text() + ": " + detail;
    byte[] bounded =
        text.substring(0, Math.min(text.length(), REASON_LENGTH_MAX))
            .getBytes(StandardCharsets.UTF_8);
    letter.headers().add(Topics.REASON_HEADER, bounded);
    requireNonNull(context).forward(letter, AggregationTopology.DEAD_LETTERS);
  }
}
