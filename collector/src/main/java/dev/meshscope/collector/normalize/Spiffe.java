package dev.meshscope.collector.normalize;

import dev.meshscope.model.NodeKind;
import dev.meshscope.model.Party;
import dev.meshscope.model.Workload;
import java.util.List;

/** SPIFFE ids in Istio's form, {@code spiffe://<domain>/ns/<namespace>/sa/<service account>}. */
final class Spiffe {
  /** What Envoy writes where there is no name, or nothing at all. */
  static final String NO_NAME = "-";

  private static final String SCHEME = "spiffe://";
  private static final int PARTS = 5;

  private Spiffe() {}

  /** The first SPIFFE id of several names between commas, else the first name; empty for none. */
  static String first(String names) {
    if (names.isEmpty() || names.equals(NO_NAME)) {
      return "";
    }
    List<String> all = List.of(names.split(",", -1));
    return all.stream().filter(name -> name.startsWith(SCHEME)).findFirst().orElse(all.getFirst());
  }

  /** Namespace and service account; none when the id has another form. */
  static Party.Principal principal(String id) {
    if (!id.startsWith(SCHEME)) {
      return Party.Principal.NONE;
    }
    String[] parts = id.substring(SCHEME.length()).split("/", -1);
    boolean isIstio = parts.length == PARTS && parts[1].equals("ns") && parts[3].equals("sa");
    return isIstio ? new Party.Principal(parts[2], parts[4]) : Party.Principal.NONE;
  }

  /** What a principal counts under where nothing better is known. */
  static Workload workload(Party.Principal principal) {
    return new Workload(
        new Workload.Identity("", principal.namespace(), principal.serviceAccount(), ""),
        principal.serviceAccount(),
        NodeKind.WORKLOAD);
  }
}
