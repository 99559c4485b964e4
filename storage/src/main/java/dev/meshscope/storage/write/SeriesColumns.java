package dev.meshscope.storage.write;

import dev.meshscope.model.EdgeDetails;
import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.EdgeSeries;
import dev.meshscope.model.EdgeTraits;
import dev.meshscope.model.Workload;
import java.util.List;

/**
 * The columns that are the same in every row of a series, encoded once for all tables and windows.
 */
public final class SeriesColumns {
  static final List<String> NAMES =
      List.of(
          "tenant",
          "source_cluster",
          "source_namespace",
          "source_workload",
          "source_version",
          "source_canonical_service",
          "source_kind",
          "destination_cluster",
          "destination_namespace",
          "destination_workload",
          "destination_version",
          "destination_canonical_service",
          "destination_kind",
          "service_namespace",
          "service_name",
          "protocol",
          "traffic_class",
          "entry",
          "exit",
          "reporter",
          "port",
          "subset",
          "host",
          "source_principal",
          "destination_principal",
          "connection_security_policy");

  private final RowBinary bytes = new RowBinary();

  /** Encodes the series of a tenant. */
  public SeriesColumns(String tenant, EdgeSeries series) {
    EdgeKey key = series.key();
    bytes.text(tenant);
    workload(key.source());
    workload(key.destination());
    bytes.text(key.service().namespace()).text(key.service().name());
    EdgeTraits traits = key.traits();
    bytes.text(traits.protocol().text()).text(traits.trafficClass().text());
    bytes.text(traits.entry().text()).text(traits.exit().text());
    bytes.text(series.reporter().text());
    EdgeDetails details = series.details();
    bytes.uint16(details.port()).text(details.subset()).text(details.host());
    bytes.text(details.sourcePrincipal()).text(details.destinationPrincipal());
    bytes.text(details.security().text());
  }

  RowBinary bytes() {
    return bytes;
  }

  private void workload(Workload workload) {
    bytes.text(workload.cluster()).text(workload.namespace()).text(workload.name());
    bytes.text(workload.version()).text(workload.canonicalService()).text(workload.kind().text());
  }
}
