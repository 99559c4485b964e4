package dev.meshscope.model;

import static java.util.Objects.requireNonNull;

/**
 * Dimensions that a reporter adds beside the edge key.
 *
 * @param port the called port, 0 when unknown
 * @param subset the subset that the client chose, empty when none
 * @param host the authority without port, lower case, empty when unknown
 * @param sourcePrincipal the caller's SPIFFE id, empty when unknown
 * @param destinationPrincipal the callee's SPIFFE id, empty when unknown
 * @param security how the connection was secured
 */
public record EdgeDetails(
    int port,
    String subset,
    String host,
    String sourcePrincipal,
    String destinationPrincipal,
    ConnectionSecurityPolicy security) {
  private static final int PORT_MAX = 65_535;

  public EdgeDetails {
    if (port < 0 || port > PORT_MAX) {
      throw new IllegalArgumentException("port " + port + " is not in 0.." + PORT_MAX);
    }
    requireNonNull(subset);
    requireNonNull(host);
    requireNonNull(sourcePrincipal);
    requireNonNull(destinationPrincipal);
    requireNonNull(security);
  }
}
