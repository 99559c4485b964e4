package dev.meshscope.storage.read;

import java.sql.SQLException;
import java.util.List;

/**
 * How the connections behind some rows were secured, as far as their reporter could see.
 *
 * @param mutualTls requests over mutual TLS
 * @param plaintext requests in plaintext
 * @param sourcePrincipals SPIFFE ids that callers showed, sorted, at most {@value #PRINCIPALS_MAX}
 * @param destinationPrincipals SPIFFE ids that callees showed, sorted, at most as many
 */
public record EdgeSecurity(
    long mutualTls,
    long plaintext,
    List<String> sourcePrincipals,
    List<String> destinationPrincipals) {
  /** Of more principals on one edge, which are told is not defined. */
  public static final int PRINCIPALS_MAX = 10;

  /** The columns that {@link #read} takes, in its order. */
  static final String COLUMNS =
      """
      sumIf(requests, connection_security_policy = 'mutual_tls'),
        sumIf(requests, connection_security_policy = 'none'),
        groupUniqArrayIf(<most>)(source_principal, source_principal != ''),
        groupUniqArrayIf(<most>)(destination_principal, destination_principal != '')\
      """
          .replace("<most>", Integer.toString(PRINCIPALS_MAX));

  public EdgeSecurity {
    sourcePrincipals = sourcePrincipals.stream().sorted().toList();
    destinationPrincipals = destinationPrincipals.stream().sorted().toList();
  }

  static EdgeSecurity read(Rows rows) throws SQLException {
    return new EdgeSecurity(rows.number(), rows.number(), rows.texts(), rows.texts());
  }
}
