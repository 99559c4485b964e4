package dev.meshscope.collector.receive.als;

import dev.meshscope.collector.normalize.MemoryConfig;
import dev.meshscope.collector.normalize.NodeDescription;
import dev.meshscope.collector.normalize.PeerDecoder;
import dev.meshscope.collector.normalize.ProtocolEntry;

/**
 * Reads the messages of one stream entry by entry, in place: the bytes of a message must stay as
 * they are until the next one. One owner, not thread-safe.
 */
public final class EntryReader {
  private final MessageScanner messages = new MessageScanner();
  private final EntryScanner scanner;
  private final ProtocolEntry entry = new ProtocolEntry();
  private byte[] bytes = {};
  private int length;

  /**
   * Makes a reader.
   *
   * @param memory limits of what it remembers of messages before
   */
  public EntryReader(MemoryConfig memory) {
    scanner = new EntryScanner(memory);
  }

  /** Reads peer metadata of every generation. */
  public static PeerDecoder peers() {
    return new PeerMetadata();
  }

  /** Goes before the first entry of a message: the first {@code size} bytes of the array. */
  public void over(byte[] message, int size) {
    bytes = message;
    length = size;
    restart();
  }

  /** Goes to the next entry; false when there is none, or none that can be found. */
  public boolean next() {
    return messages.next();
  }

  /** Reads the entry that was gone to; false when it is malformed. */
  public boolean read() {
    return scanner.scan(
        bytes, messages.entryOffset(), messages.entryLength(), messages.isTcp(), entry);
  }

  /** What was read last. */
  public ProtocolEntry entry() {
    return entry;
  }

  /** What the message says of its sender; nothing unless it is the first of its stream. */
  public NodeDescription node() {
    return NodeReader.read(identifier()).orElse(NodeDescription.NONE);
  }

  /** Whether the message says anything of its sender. */
  boolean hasIdentifier() {
    return identifier().length > 0;
  }

  /** Goes before the first entry again. */
  void restart() {
    messages.over(bytes, length);
  }

  /** Whether the rest of the message could not be read. */
  boolean isMalformed() {
    return messages.isMalformed();
  }

  /** Leaves the place in the message. */
  private byte[] identifier() {
    byte[] identifier = messages.identifier(bytes, length);
    restart();
    return identifier;
  }
}
