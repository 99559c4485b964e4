package dev.meshscope.queryapi.query;

import dev.meshscope.model.ConnectionSecurityPolicy;
import dev.meshscope.storage.read.EdgeSecurity;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Adds up how an edge was secured, from whichever side knows: a caller does not see the callee's
 * demand for a certificate, so most of it comes from rows that do not count in the view. One owner,
 * not thread-safe.
 */
final class SecurityTally {
  private static final String MIXED = "mixed";

  private final SortedMap<String, Long> requests = new TreeMap<>();
  private final TreeSet<String> sourcePrincipals = new TreeSet<>();
  private final TreeSet<String> destinationPrincipals = new TreeSet<>();

  void add(EdgeSecurity security) {
    count(ConnectionSecurityPolicy.MUTUAL_TLS, security.mutualTls());
    count(ConnectionSecurityPolicy.NONE, security.plaintext());
    sourcePrincipals.addAll(security.sourcePrincipals());
    destinationPrincipals.addAll(security.destinationPrincipals());
  }

  /** What is known; null where nothing is. */
  GraphEdge.@Nullable Security security() {
    if (requests.isEmpty() && sourcePrincipals.isEmpty() && destinationPrincipals.isEmpty()) {
      return null;
    }
    return new GraphEdge.Security(
        policy(), requests, most(sourcePrincipals), most(destinationPrincipals));
  }

  private void count(ConnectionSecurityPolicy policy, long more) {
    if (more > 0) {
      requests.merge(policy.text(), more, Long::sum);
    }
  }

  private String policy() {
    return switch (requests.size()) {
      case 0 -> ConnectionSecurityPolicy.UNKNOWN.text();
      case 1 -> requests.firstKey();
      default -> MIXED;
    };
  }

  private static List<String> most(Set<String> principals) {
    return principals.stream().limit(EdgeSecurity.PRINCIPALS_MAX).toList();
  }
}
