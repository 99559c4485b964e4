package dev.meshscope.testkit.mesh;

import java.net.InetSocketAddress;

/** The mesh cannot be started or kept: no Envoy, a pod that died, a wait that ran out. */
public final class MeshException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MeshException(String message) {
    super(message);
  }

  public MeshException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Without the host name and the slash that an address prints before its numbers.
   *
   * @param what would listen there
   */
  static MeshException cannotListen(String what, InetSocketAddress address, Throwable cause) {
    String place = address.getAddress().getHostAddress() + ":" + address.getPort();
    return new MeshException(what + " cannot listen on " + place, cause);
  }
}
