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
  private static final byte[][] FILTER_STATES = {
    ascii("downstream_peer"),
    ascii("upstream_peer"),
    ascii("wasm.downstream_peer"),
    ascii("wasm.upstream_peer"),
    ascii("io.istio.peer_principal")
  };
  private static final int[] FILTER_STATE_TEXTS = {
    ProtocolEntry.DOWNSTREAM_PEER,
    ProtocolEntry.UPSTREAM_PEER,
    ProtocolEntry.WASM_DOWNSTREAM_PEER,
    ProtocolEntry.WASM_UPSTREAM_PEER,
    ProtocolEntry.PEER_PRINCIPAL
  };
  private static final byte[][] CUSTOM_TAGS = {
    ascii("upstream_cluster"),
    ascii("upstream_peer_san"),
    ascii("upstream_local_san"),
    ascii("upstream_tls_version")
  };
  private static final int[] CUSTOM_TAG_TEXTS = {
    ProtocolEntry.TAGGED_CLUSTER,
    ProtocolEntry.UPSTREAM_PEER_SAN,
    ProtocolEntry.UPSTREAM_LOCAL_SAN,
    ProtocolEntry.UPSTREAM_TLS
  };

  private static final int LENGTH_DELIMITED = 2;
  private static final int KEY = 1 << 3 | LENGTH_DELIMITED;
  private static final int VALUE = 2 << 3 | LENGTH_DELIMITED;
  private static final long MAP_USED = EntryScanner.fields(1, 2);
  private static final long ANY_USED = EntryScanner.fields(2);

  private final WireCursor in;
  private int keyOffset;
  private int keyLength;
  private int valueOffset;
  private int valueLength;

  MapScanner(WireCursor in) {
    this.in = in;
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
    take(CUSTOM_TAGS, CUSTOM_TAG_TEXTS, entry);
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
    start();
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case KEY -> key();
        case VALUE -> any();
        default -> in.skip(tag, MAP_USED);
      }
    }
    in.leave(outer);
    take(FILTER_STATES, FILTER_STATE_TEXTS, entry);
  }

  private void take(byte[][] keys, int[] texts, ProtocolEntry entry) {
    for (int i = 0; i < keys.length; i++) {
      if (isKey(keys[i], entry)) {
        entry.text(texts[i], valueOffset, valueLength);
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
