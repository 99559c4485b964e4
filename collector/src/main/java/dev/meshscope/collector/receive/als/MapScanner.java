package dev.meshscope.collector.receive.als;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.collector.receive.WireCursor;
import java.util.Arrays;

/**
 * Reads entries of protobuf maps, of which only a few keys are used. Of equal keys the last one
 * wins, and a key or value that is left out is empty.
 */
final class MapScanner {
  private static final byte[] CONTENT_TYPE = ascii("content-type");
  private static final byte[] GRPC_STATUS = ascii("grpc-status");
  private static final KeyTexts FILTER_STATES =
      new KeyTexts()
          .with("downstream_peer", ProtocolEntry.DOWNSTREAM_PEER)
          .with("upstream_peer", ProtocolEntry.UPSTREAM_PEER)
          .with("wasm.downstream_peer", ProtocolEntry.WASM_DOWNSTREAM_PEER)
          .with("wasm.upstream_peer", ProtocolEntry.WASM_UPSTREAM_PEER)
          .with("io.istio.peer_principal", ProtocolEntry.PEER_PRINCIPAL);
  private static final KeyTexts CUSTOM_TAGS =
      new KeyTexts()
          .with("upstream_cluster", ProtocolEntry.TAGGED_CLUSTER)
          .with("upstream_peer_san", ProtocolEntry.UPSTREAM_PEER_SAN)
          .with("upstream_local_san", ProtocolEntry.UPSTREAM_LOCAL_SAN)
          .with("upstream_tls_version", ProtocolEntry.UPSTREAM_TLS);

  private static final int LENGTH_DELIMITED = 2;
  private static final int KEY = 1 << 3 | LENGTH_DELIMITED;
  private static final int VALUE = 2 << 3 | LENGTH_DELIMITED;
  private static final long MAP_USED = EntryScanner.fields(1, 2);
  private static final long ANY_USED = EntryScanner.fields(2);

  private final ObjectMemory objects;
  private final WireCursor in;
  private int keyOffset;
  private int keyLength;
  private int valueOffset;
  private int valueLength;

  MapScanner(WireCursor in, ObjectMemory objects) {
    this.in = in;
    this.objects = objects;
  }

  void requestHeader(ProtocolEntry entry) {
    text(CONTENT_TYPE, ProtocolEntry.CONTENT_TYPE, entry);
  }

  void grpcStatus(int text, ProtocolEntry entry) {
    text(GRPC_STATUS, text, entry);
  }

  /** A tag that whoever configured the proxy chose; these are the names that we recommend. */
  void customTag(ProtocolEntry entry) {
    strings();
    take(CUSTOM_TAGS, entry);
  }

  /** An entry of strings: its value if it has that key. */
  private void text(byte[] key, int text, ProtocolEntry entry) {
    strings();
    if (isKey(key, entry)) {
      entry.text(text, valueOffset, valueLength);
    }
  }

  private void strings() {
    start();
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case KEY -> key();
        case VALUE -> value();
        default -> in.skip(tag, MAP_USED);
      }
    }
    in.leave(outer);
  }

  /** An entry of {@code Any}s: the bytes inside the one, whatever its type. */
  void filterState(ProtocolEntry entry) {
    int length = in.length();
    int offset = in.position();
    if (in.isBroken()) {
      return;
    }
    ObjectMemory.Known known = objects.find(entry, offset, length);
    if (known == null) {
      object(entry, offset, length);
    } else {
      in.advance(length);
      known.write(entry, offset);
    }
  }

  private void object(ProtocolEntry entry, int offset, int length) {
    start();
    int outer = in.enter(length);
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case KEY -> key();
        case VALUE -> any();
        default -> in.skip(tag, MAP_USED);
      }
    }
    in.leave(outer);
    if (!in.isBroken()) {
      int text = FILTER_STATES.text(entry.bytes(), keyOffset, keyLength);
      int valueAt = valueLength == 0 ? 0 : valueOffset - offset;
      ObjectMemory.Known read = new ObjectMemory.Known(text, valueAt, valueLength);
      read.write(entry, offset);
      objects.keep(entry, offset, length, read);
    }
  }

  private void take(KeyTexts keys, ProtocolEntry entry) {
    if (!in.isBroken()) {
      int text = keys.text(entry.bytes(), keyOffset, keyLength);
      if (text != KeyTexts.NONE) {
        entry.text(text, valueOffset, valueLength);
      }
    }
  }

  private void any() {
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == VALUE) {
        value();
      } else {
        in.skip(tag, ANY_USED);
      }
    }
    in.leave(outer);
  }

  private void start() {
    keyLength = 0;
    valueOffset = 0;
    valueLength = 0;
  }

  private void key() {
    keyLength = in.length();
    keyOffset = in.position();
    in.advance(keyLength);
  }

  private void value() {
    valueLength = in.length();
    valueOffset = in.position();
    in.advance(valueLength);
  }

  private boolean isKey(byte[] key, ProtocolEntry entry) {
    return keyLength == key.length
        && !in.isBroken()
        && Arrays.equals(entry.bytes(), keyOffset, keyOffset + keyLength, key, 0, key.length);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
