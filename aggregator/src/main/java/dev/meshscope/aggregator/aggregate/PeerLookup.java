package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.Announcement;
import dev.meshscope.model.Party;
import dev.meshscope.model.Workload;
import org.jspecify.annotations.Nullable;

/** What the mesh said of addresses of one tenant. */
final class PeerLookup {
  private final IdentityStore identities;
  private final String tenant;

  PeerLookup(IdentityStore identities, String tenant) {
    this.identities = identities;
    this.tenant = tenant;
  }

  /**
   * The workload that had the party's address then; null when nobody announced it or the
   * certificate says that it was somebody else.
   */
  @Nullable Workload announced(Party.ByAddress party, long micros) {
    Announcement announcement = at(party, micros);
    return announcement == null || isContradicted(party.principal(), announcement)
        ? null
        : announcement.workload();
  }

  /** Whether nobody announced the party's address for that time. */
  boolean isUnannounced(Party.ByAddress party, long micros) {
    return at(party, micros) == null;
  }

  /** Whether the answers for that party are the same at both times and between. */
  boolean isSteady(Party party, long fromMicros, long throughMicros) {
    if (!(party instanceof Party.ByAddress byAddress)) {
      return true;
    }
    Timeline timeline = identities.timeline(tenant, byAddress.address());
    return timeline == null || timeline.isSteady(fromMicros, throughMicros);
  }

  private @Nullable Announcement at(Party.ByAddress party, long micros) {
    Timeline timeline = identities.timeline(tenant, party.address());
    return timeline == null ? null : timeline.at(micros);
  }

  /** A node that did not say its service account cannot be contradicted about it. */
  private static boolean isContradicted(Party.Principal principal, Announcement announcement) {
    String announced = announcement.serviceAccount();
    String serviceAccount = announced.isEmpty() ? principal.serviceAccount() : announced;
    return principal.contradicts(announcement.workload().namespace(), serviceAccount);
  }
}
