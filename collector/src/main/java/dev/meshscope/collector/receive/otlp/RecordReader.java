package dev.meshscope.collector.receive.otlp;

import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.collector.normalize.ReportingNode;
import org.jspecify.annotations.Nullable;

/** Understands the records of one signal, message by message. Used by one thread at a time. */
interface RecordReader {
  /**
   * Begins a message.
   *
   * @param connection the address that it came from, empty when it is not known
   */
  void begin(byte[] message, String connection);

  /** Begins a resource; length 0 where a message has none. */
  void resource(int offset, int length);

  /** When a record began, if that is easy to tell, nanoseconds since the epoch; else 0. */
  long startNanos(int offset, int length);

  /** Reads a record; null when {@link #entry} and {@link #node} tell of it, else its fate. */
  @Nullable Normalized read(int offset, int length);

  /** The record that was read. */
  ProtocolEntry entry();

  /** Who wrote it; the same object as before if it is the same node. */
  ReportingNode node();

  /** Lets go of the message. */
  void end();
}
