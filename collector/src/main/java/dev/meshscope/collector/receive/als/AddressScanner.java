package dev.meshscope.collector.receive.als;

import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.collector.receive.WireCursor;

/**
 * Reads {@code core.v3.Address}: a choice of socket, pipe and internal address, where the last kind
 * wins and pieces of the same kind merge. Only sockets and internal endpoints give an address.
 */
final class AddressScanner {
  private static final int LENGTH_DELIMITED = 2;
  private static final int SOCKET = 1 << 3 | LENGTH_DELIMITED;
  private static final int PIPE = 2 << 3 | LENGTH_DELIMITED;
  private static final int INTERNAL = 3 << 3 | LENGTH_DELIMITED;
  private static final int KIND_BITS = 4;
  private static final int SLOT_MASK = 15;
  private static final int FIELD = 1 << 3;
  private static final long KIND_MASK = 15;
  private static final long ADDRESS_USED = EntryScanner.fields(1, 2, 3);
  private static final long SOCKET_USED = EntryScanner.fields(2, 3, 4);
  private static final long INTERNAL_USED = EntryScanner.fields(2);

  private final WireCursor in;

  /** The kind that each address has so far, four bits each. */
  private long kinds;

  AddressScanner(WireCursor in) {
    this.in = in;
  }

  void reset() {
    kinds = 0;
  }

  /** The address of a peer: its port is ephemeral and not read. */
  void peer(int text, ProtocolEntry entry) {
    address(text, -1, entry);
  }

  void local(ProtocolEntry entry) {
    address(ProtocolEntry.LOCAL_ADDRESS, ProtocolEntry.LOCAL_PORT, entry);
  }

  void upstream(ProtocolEntry entry) {
    address(ProtocolEntry.UPSTREAM_ADDRESS, ProtocolEntry.UPSTREAM_PORT, entry);
  }

  private void address(int text, int port, ProtocolEntry entry) {
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case SOCKET -> {
          become(tag, text, port, entry);
          socket(text, port, entry);
        }
        case PIPE -> {
          become(tag, text, port, entry);
          pipe();
        }
        case INTERNAL -> {
          become(tag, text, port, entry);
          internal(text, entry);
        }
        default -> in.skip(tag, ADDRESS_USED);
      }
    }
    in.leave(outer);
  }

  private void become(int kind, int text, int port, ProtocolEntry entry) {
    int shift = KIND_BITS * (text & SLOT_MASK); // the four addresses differ there
    long before = kinds >>> shift & KIND_MASK;
    long now = kind / FIELD;
    if (before == now) {
      return;
    }
    kinds ^= (before ^ now) << shift;
    entry.text(text, 0, 0);
    number(port, 0, entry);
    if (text == ProtocolEntry.UPSTREAM_ADDRESS) {
      entry.number(ProtocolEntry.UPSTREAM_IS_ENDPOINT, kind == INTERNAL ? 1 : 0);
    }
  }

  private void socket(int text, int port, ProtocolEntry entry) {
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case 2 << 3 | LENGTH_DELIMITED -> text(text, entry);
        case 3 << 3 -> number(port, in.varint() & 0xFFFF_FFFFL, entry);
        case 4 << 3 | LENGTH_DELIMITED -> {
          number(port, 0, entry);
          in.advance(in.length());
        }
        default -> in.skip(tag, SOCKET_USED);
      }
    }
    in.leave(outer);
  }

  private void pipe() {
    int outer = in.enter();
    while (in.hasMore()) {
      in.skip(in.tag(), 0);
    }
    in.leave(outer);
  }

  /** The endpoint behind an internal listener; whose listener it is tells nothing about a peer. */
  private void internal(int text, ProtocolEntry entry) {
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == (2 << 3 | LENGTH_DELIMITED) && text == ProtocolEntry.UPSTREAM_ADDRESS) {
        text(text, entry);
      } else if (tag == (2 << 3 | LENGTH_DELIMITED)) {
        in.advance(in.length());
      } else {
        in.skip(tag, INTERNAL_USED);
      }
    }
    in.leave(outer);
  }

  private void text(int text, ProtocolEntry entry) {
    int length = in.length();
    if (!in.isBroken()) {
      entry.text(text, in.position(), length);
      in.advance(length);
    }
  }

  private static void number(int number, long value, ProtocolEntry entry) {
    if (number >= 0) {
      entry.number(number, value);
    }
  }
}
