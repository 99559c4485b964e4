package dev.meshscope.collector.receive.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * What a record and its resource say of whoever wrote it: where the texts stand in the bytes of the
 * message. One owner, not thread-safe.
 */
final class NodeTexts {
  /** The node's id in Envoy's sense. */
  static final int ID = 0;

  /** The node's cluster in Envoy's sense, a label. */
  static final int CLUSTER = 1;

  /** Name of the pod of a sidecar or gateway of Istio. */
  static final int POD = 2;

  static final int NAMESPACE = 3;

  /** Name of the Deployment or the like. */
  static final int WORKLOAD = 4;

  static final int CANONICAL_SERVICE = 5;
  static final int CANONICAL_REVISION = 6;

  /** Id of the Kubernetes cluster. */
  static final int CLUSTER_ID = 7;

  /** IP addresses, separated by commas. */
  static final int ADDRESSES = 8;

  static final int SERVICE_ACCOUNT = 9;
  static final int HOST = 10;

  /** OpenTelemetry's name of the program. */
  static final int SERVICE_NAME = 11;

  /** Name of the pod in the words of OpenTelemetry, as Envoy Gateway and log shippers tell it. */
  static final int K8S_POD = 12;

  static final int K8S_NAMESPACE = 13;

  private static final int TEXTS = 14;

  private final long[] texts = new long[TEXTS];
  private byte[] bytes = {};

  void clear(byte[] message) {
    bytes = message;
    Arrays.fill(texts, 0);
  }

  /** Takes all texts of another one over. */
  void copy(NodeTexts other) {
    bytes = other.bytes;
    System.arraycopy(other.texts, 0, texts, 0, TEXTS);
  }

  void text(int text, int offset, int length) {
    texts[text] = (long) offset << Integer.SIZE | length;
  }

  boolean has(int text) {
    return length(text) > 0;
  }

  int offset(int text) {
    return (int) (texts[text] >>> Integer.SIZE);
  }

  int length(int text) {
    return (int) texts[text];
  }

  String string(int text) {
    return new String(bytes, offset(text), length(text), UTF_8);
  }

  /** Whether all texts have the same bytes. */
  boolean matches(NodeTexts other) {
    for (int text = 0; text < TEXTS; text++) {
      if (!isSame(text, other)) {
        return false;
      }
    }
    return true;
  }

  private boolean isSame(int text, NodeTexts other) {
    int length = length(text);
    int offset = offset(text);
    int otherOffset = other.offset(text);
    return length == other.length(text)
        && Arrays.equals(
            bytes, offset, offset + length, other.bytes, otherOffset, otherOffset + length);
  }
}
