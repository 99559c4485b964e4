package dev.meshscope.queryapi.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code /services/{namespace}/{name}}.
 *
 * @param range when
 * @param reporter whose view was asked for
 * @param completeness how complete the answer is
 * @param service the service and how calls to it went
 * @param versions the workloads that answered, most requests first
 * @param callers who called it, most requests first
 * @param callees which services it called, most requests first
 */
public record ServiceDetail(
    AnsweredRange range,
    String reporter,
    Completeness completeness,
    ServiceSummary service,
    List<Version> versions,
    List<Neighbor> callers,
    List<Neighbor> callees) {

  /**
   * A version of a workload that answered for the service.
   *
   * @param workload its name
   * @param namespace its namespace
   * @param cluster its cluster
   * @param version its version
   * @param requests how many it answered
   */
  public record Version(
      String workload,
      @Nullable String namespace,
      @Nullable String cluster,
      @Nullable String version,
      long requests) {}

  /**
   * Who calls or is called.
   *
   * @param kind what it is
   * @param namespace its namespace
   * @param name its name
   * @param requests how many
   */
  public record Neighbor(String kind, @Nullable String namespace, String name, long requests) {}
}
