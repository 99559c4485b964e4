package dev.meshscope.collector;

import dev.meshscope.collector.receive.als.SampleEntries;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.RequestColumns;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Reports that can be told apart: the n-th took n nanoseconds. */
final class NumberedReports implements AutoCloseable {
  private final AlsClient client;
  private final int first;
  private final HTTPAccessLogEntry entry = SampleEntries.outbound(Instant.now());
  private int sent;
  private boolean isIdentified;

  NumberedReports(AlsClient client, int first) {
    this.client = client;
    this.first = first;
  }

  AlsClient client() {
    return client;
  }

  /** How many were sent. */
  int sent() {
    return sent;
  }

  /** Sends the next ones in one message. */
  void send(int count) {
    List<HTTPAccessLogEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      HTTPAccessLogEntry.Builder numbered = entry.toBuilder();
      numbered.getCommonPropertiesBuilder().setDuration(SampleEntries.nanos(first + sent));
      entries.add(numbered.build());
      sent++;
    }
    if (isIdentified) {
      client.send(entries);
    } else {
      client.identifyAndSend(entries);
    }
    isIdentified = true;
  }

  /** Goes on in a new stream. */
  void reopen() {
    client.reopen();
    isIdentified = false;
  }

  /** The numbers of all that were sent. */
  List<Long> numbers() {
    return LongStream.range(first, first + sent).boxed().toList();
  }

  /** Which reports a batch holds. */
  static List<Long> numbers(RequestBatch batch) {
    RequestColumns columns = batch.columns();
    List<Long> numbers = new ArrayList<>();
    for (int row = 0; row < columns.size(); row++) {
      numbers.add(columns.durationNanos(row));
    }
    return numbers;
  }

  @Override
  public void close() {
    client.close();
  }
}
