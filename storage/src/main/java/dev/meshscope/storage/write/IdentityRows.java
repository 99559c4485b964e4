package dev.meshscope.storage.write;

import dev.meshscope.model.Announcement;
import dev.meshscope.model.Workload;
import java.util.List;

/** Rows of table {@code identities}: which address was which workload since when. */
public final class IdentityRows {
  private static final List<String> COLUMNS =
      List.of(
          "tenant",
          "address",
          "node_id",
          "since",
          "cluster",
          "namespace",
          "workload",
          "version",
          "canonical_service",
          "workload_kind",
          "service_account",
          "removed",
          "record_offset");

  private final RowBinary out = new RowBinary();
  private int count;

  /** Adds an announcement that stands at an offset of the topic. */
  public void add(Announcement announcement, long offset) {
    row(announcement, 0, offset);
  }

  /** Adds that an announcement was taken back. */
  public void addRemoved(Announcement.Key key, long offset) {
    row(new Announcement(key, Workload.UNKNOWN, ""), 1, offset);
  }

  /** How many were added. */
  public int count() {
    return count;
  }

  /** What was added; add no more. */
  public Rows rows() {
    return new Rows("identities", COLUMNS, out, count);
  }

  private void row(Announcement announcement, int removed, long offset) {
    Announcement.Key key = announcement.key();
    out.text(key.tenant()).text(key.address()).text(key.nodeId()).uint64(key.sinceMicros());
    Workload workload = announcement.workload();
    out.text(workload.cluster()).text(workload.namespace()).text(workload.name());
    out.text(workload.version()).text(workload.canonicalService()).text(workload.kind().text());
    out.text(announcement.serviceAccount()).uint8(removed).uint64(offset);
    count++;
  }
}
