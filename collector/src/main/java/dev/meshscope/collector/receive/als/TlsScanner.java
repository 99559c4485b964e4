package dev.meshscope.collector.receive.als;

import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.collector.receive.WireCursor;

/**
 * Reads {@code TLSProperties}, which tell about the downstream connection only. Of several subject
 * alternative names the first SPIFFE id counts, else the first URI.
 */
final class TlsScanner {
  private static final int LENGTH_DELIMITED = 2;
  private static final long TLS_USED = EntryScanner.fields(3, 4, 5);
  private static final long CERTIFICATE_USED = EntryScanner.fields(1, 2);
  private static final long NAME_USED = EntryScanner.fields(1, 2);
  private static final byte[] SPIFFE = {'s', 'p', 'i', 'f', 'f', 'e', ':', '/', '/'};

  private final WireCursor in;
  private int peerNames;
  private int peerSubjectLength;

  TlsScanner(WireCursor in) {
    this.in = in;
  }

  void reset() {
    peerNames = 0;
    peerSubjectLength = 0;
  }

  void properties(ProtocolEntry entry) {
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case 3 << 3 | LENGTH_DELIMITED -> {
          int length = in.length();
          if (!in.isBroken()) {
            entry.text(ProtocolEntry.SNI, in.position(), length);
            in.advance(length);
          }
        }
        case 4 << 3 | LENGTH_DELIMITED -> certificate(ProtocolEntry.LOCAL_SAN, entry);
        case 5 << 3 | LENGTH_DELIMITED -> certificate(ProtocolEntry.PEER_SAN, entry);
        default -> in.skip(tag, TLS_USED);
      }
    }
    in.leave(outer);
    boolean isShown = peerNames > 0 || peerSubjectLength > 0;
    entry.number(ProtocolEntry.PEER_HAS_CERTIFICATE, isShown ? 1 : 0);
  }

  private void certificate(int text, ProtocolEntry entry) {
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case 1 << 3 | LENGTH_DELIMITED -> {
          peerNames += text == ProtocolEntry.PEER_SAN ? 1 : 0;
          name(text, entry);
        }
        case 2 << 3 | LENGTH_DELIMITED -> {
          int length = in.length();
          peerSubjectLength = text == ProtocolEntry.PEER_SAN ? length : peerSubjectLength;
          in.advance(length);
        }
        default -> in.skip(tag, CERTIFICATE_USED);
      }
    }
    in.leave(outer);
  }

  /** One name: a URI or a DNS name, the last one wins. */
  private void name(int text, ProtocolEntry entry) {
    int outer = in.enter();
    int uriOffset = 0;
    int uriLength = 0;
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case 1 << 3 | LENGTH_DELIMITED -> {
          uriLength = in.length();
          uriOffset = in.position();
          in.advance(uriLength);
        }
        case 2 << 3 | LENGTH_DELIMITED -> {
          uriLength = 0;
          in.advance(in.length());
        }
        default -> in.skip(tag, NAME_USED);
      }
    }
    in.leave(outer);
    if (!in.isBroken() && uriLength > 0) {
      choose(text, uriOffset, uriLength, entry);
    }
  }

  private static void choose(int text, int offset, int length, ProtocolEntry entry) {
    if (!entry.has(text)) {
      entry.text(text, offset, length);
      return;
    }
    if (entry.startsWith(text, SPIFFE)) {
      return;
    }
    int firstOffset = entry.offset(text);
    int firstLength = entry.length(text);
    entry.text(text, offset, length);
    if (!entry.startsWith(text, SPIFFE)) {
      entry.text(text, firstOffset, firstLength);
    }
  }
}
