package dev.meshscope.queryapi.alert;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SortedMap;

/** The hash that Prometheus and Alertmanager know a label set by: FNV-1a, 64 bits. */
final class Fingerprint {
  private static final long OFFSET = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;
  private static final byte[] SEPARATOR = {(byte) 0xff};

  private Fingerprint() {}

  static String of(SortedMap<String, String> labels) {
    long hash = OFFSET;
    for (var label : labels.entrySet()) {
      hash = add(hash, label.getKey().getBytes(StandardCharsets.UTF_8));
      hash = add(hash, SEPARATOR);
      hash = add(hash, label.getValue().getBytes(StandardCharsets.UTF_8));
      hash = add(hash, SEPARATOR);
    }
    return HexFormat.of().toHexDigits(hash);
  }

  private static long add(long hash, byte[] bytes) {
    long result = hash;
    for (byte value : bytes) {
      result = (result ^ (value & 0xff)) * PRIME;
    }
    return result;
  }
}
