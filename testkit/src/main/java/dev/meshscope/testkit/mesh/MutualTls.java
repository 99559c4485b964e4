package dev.meshscope.testkit.mesh;

/** What a listener asks of its clients, in the words of Istio's {@code PeerAuthentication}. */
enum MutualTls {
  /** Plaintext only. */
  DISABLE,
  /** Plaintext, or TLS with a certificate of the mesh. */
  PERMISSIVE,
  /** TLS with a certificate of the mesh; for plaintext there is no filter chain. */
  STRICT
}
