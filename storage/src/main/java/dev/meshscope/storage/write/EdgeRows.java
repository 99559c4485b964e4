package dev.meshscope.storage.write;

import dev.meshscope.model.EdgeIds;
import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.EdgeTraits;
import dev.meshscope.model.Grouping;
import dev.meshscope.model.Workload;
import java.util.List;

/**
 * Rows of table {@code edges}: what an id stands for. Columns that are no part of the id under the
 * row's grouping are empty, so that all rows of an id are equal.
 */
public final class EdgeRows {
  private static final List<String> COLUMNS =
      List.of(
          "id",
          "tenant",
          "grouping",
          "protocol",
          "traffic_class",
          "entry",
          "exit",
          "source_cluster",
          "source_namespace",
          "source_workload",
          "source_version",
          "source_canonical_service",
          "destination_cluster",
          "destination_namespace",
          "destination_workload",
          "destination_version",
          "service_namespace",
          "service_name");

  private final RowBinary out = new RowBinary();
  private int count;

  /** Adds an edge of a tenant under a grouping. */
  public void add(String id, String tenant, EdgeKey key, Grouping grouping) {
    EdgeTraits traits = key.traits();
    out.text(id).text(tenant).text(grouping.text());
    out.text(traits.protocol().text()).text(traits.trafficClass().text());
    out.text(traits.entry().text()).text(traits.exit().text());
    switch (grouping) {
      case WORKLOAD -> workloads(key, "", "");
      case VERSION -> workloads(key, key.source().version(), key.destination().version());
      case SERVICE -> {
        Workload source = key.source();
        end("", source.namespace(), "", "").text(source.serviceOrName());
        end("", "", "", "");
        service(key);
      }
      case NAMESPACE -> {
        end("", key.source().namespace(), "", "").text("");
        end("", EdgeIds.destinationNamespace(key), "", "");
        noService();
      }
      case CLUSTER -> {
        end(key.source().cluster(), "", "", "").text("");
        end(key.destination().cluster(), "", "", "");
        noService();
      }
    }
    count++;
  }

  /** How many were added. */
  public int count() {
    return count;
  }

  /** What was added; add no more. */
  public Rows rows() {
    return new Rows("edges", COLUMNS, out, count);
  }

  private void workloads(EdgeKey key, String sourceVersion, String destinationVersion) {
    Workload source = key.source();
    Workload destination = key.destination();
    end(source.cluster(), source.namespace(), source.name(), sourceVersion).text("");
    end(destination.cluster(), destination.namespace(), destination.name(), destinationVersion);
    service(key);
  }

  private RowBinary end(String cluster, String namespace, String workload, String version) {
    return out.text(cluster).text(namespace).text(workload).text(version);
  }

  private void service(EdgeKey key) {
    out.text(key.service().namespace()).text(key.service().name());
  }

  private void noService() {
    out.text("").text("");
  }
}
