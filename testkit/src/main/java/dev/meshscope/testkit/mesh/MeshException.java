package dev.meshscope.testkit.mesh;

/** The mesh cannot be started or kept: no Envoy, a pod that died, a wait that ran out. */
public final class MeshException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MeshException(String message) {
    super(message);
  }

  public MeshException(String message, Throwable cause) {
    super(message, cause);
  }
}
