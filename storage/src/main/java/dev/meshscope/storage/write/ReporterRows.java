package dev.meshscope.storage.write;

import dev.meshscope.model.ReporterEvent;
import dev.meshscope.model.Workload;
import java.util.List;

/** Rows of table {@code reporters}: signs of life of reporting nodes. */
public final class ReporterRows {
  private static final List<String> COLUMNS =
      List.of(
          "tenant",
          "node_id",
          "at",
          "collector",
          "kind",
          "cluster",
          "namespace",
          "workload",
          "version",
          "canonical_service",
          "workload_kind");

  private final RowBinary out = new RowBinary();
  private int count;

  /** Adds an event. */
  public void add(ReporterEvent event) {
    out.text(event.tenant()).text(event.nodeId()).uint64(event.atMicros());
    out.text(event.collector()).text(event.kind().text());
    Workload workload = event.workload();
    out.text(workload.cluster()).text(workload.namespace()).text(workload.name());
    out.text(workload.version()).text(workload.canonicalService()).text(workload.kind().text());
    count++;
  }

  /** How many were added. */
  public int count() {
    return count;
  }

  /** What was added; add no more. */
  public Rows rows() {
    return new Rows("reporters", COLUMNS, out, count);
  }
}
