package dev.meshscope.benchmarks.store;

import dev.meshscope.model.DeltaBatch;
import dev.meshscope.model.DeltaBatchCodec;
import dev.meshscope.model.EdgeDelta;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.Topics;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends deltas as an aggregator does. Every block is the same series in another window, each window
 * older than the one before, so that no rows of 10 s melt into others.
 */
final class BlockFeed implements AutoCloseable {
  private static final int DELTAS_PER_RECORD = 200;
  private static final String TENANT = "default";
  private static final RequestBatch.Origin ORIGIN = new RequestBatch.Origin("benchmark", 1, 0);

  private final KafkaProducer<byte[], byte[]> producer;
  private final List<EdgeDelta> deltas;
  private long windowSeconds = EdgeDelta.windowOf(Instant.now().getEpochSecond() * 1_000_000);
  private long requests;

  BlockFeed(KafkaProducer<byte[], byte[]> producer, List<EdgeDelta> deltas) {
    this.producer = producer;
    this.deltas = deltas;
  }

  /** Sends blocks of so many rows; returns when the broker has them. */
  void send(int blocks, int rows) throws ExecutionException, InterruptedException {
    for (int block = 0; block < blocks; block++) {
      windowSeconds -= EdgeDelta.WINDOW_SECONDS;
      for (int from = 0; from < rows; from += DELTAS_PER_RECORD) {
        byte[] value = record(deltas.subList(from, Math.min(rows, from + DELTAS_PER_RECORD)));
        producer.send(new ProducerRecord<>(Topics.EDGE_DELTAS, 0, null, value)).get();
      }
    }
  }

  /** What all deltas sent so far count. */
  long requests() {
    return requests;
  }

  @Override
  public void close() {
    producer.close();
  }

  private byte[] record(List<EdgeDelta> part) {
    List<EdgeDelta> moved =
        part.stream()
            .map(delta -> new EdgeDelta(delta.series(), windowSeconds, delta.counts()))
            .toList();
    requests += moved.stream().mapToLong(delta -> delta.counts().requests()).sum();
    DeltaBatch.Progress progress =
        new DeltaBatch.Progress(ORIGIN, windowSeconds * 1_000_000, 0, requests, 0);
    return DeltaBatchCodec.encode(new DeltaBatch(TENANT, List.of(progress), moved));
  }
}
