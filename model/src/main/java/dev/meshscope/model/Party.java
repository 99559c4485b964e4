package dev.meshscope.model;

import static java.util.Objects.requireNonNull;

/** One end of a reported edge: known already, or to be looked up by its address. */
public sealed interface Party {
  /** The collector knew the workload: the own side, or a peer with metadata. */
  record Known(Workload workload) implements Party {
    public Known {
      requireNonNull(workload);
    }
  }

  /**
   * Whoever had this address at the time of the request, if the mesh announced it and the principal
   * does not contradict.
   *
   * @param address IP address without port, not empty
   * @param principal who the certificate says it is
   * @param otherwise what to count under when nobody announced the address
   * @param waits whether an address that is not announced yet may be waited for
   */
  record ByAddress(String address, Principal principal, Workload otherwise, boolean waits)
      implements Party {
    public ByAddress {
      if (address.isEmpty()) {
        throw new IllegalArgumentException("an address to look up is not empty");
      }
      requireNonNull(principal);
      requireNonNull(otherwise);
    }
  }

  /**
   * Namespace and service account of a SPIFFE id; both empty when there was none.
   *
   * @param namespace the {@code ns} part
   * @param serviceAccount the {@code sa} part
   */
  record Principal(String namespace, String serviceAccount) {
    /** No certificate was seen. */
    public static final Principal NONE = new Principal("", "");

    public Principal {
      requireNonNull(namespace);
      requireNonNull(serviceAccount);
    }

    /** Whether a workload of that namespace and service account cannot have this certificate. */
    public boolean contradicts(String otherNamespace, String otherServiceAccount) {
      return !this.equals(NONE)
          && (!namespace.equals(otherNamespace) || !serviceAccount.equals(otherServiceAccount));
    }
  }
}
