package dev.meshscope.aggregator.aggregate;

/**
 * What was told of addresses.
 *
 * @param identities by the mesh
 * @param inventories by the platform
 */
record Knowledge(IdentityStore identities, InventoryStore inventories) {
  /** What is known for a tenant's edges. */
  EdgeResolver of(String tenant) {
    return new EdgeResolver(new PeerLookup(identities, tenant), inventories.timeline(tenant));
  }

  /** Another number after every change. */
  long version() {
    return identities.version() + inventories.version(); // both only grow
  }
}
