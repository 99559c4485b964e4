package dev.meshscope.queryapi.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of both {@code …/golden-signals}.
 *
 * @param range when
 * @param step length of a point
 * @param reporter whose view was asked for
 * @param completeness how complete the answer is
 * @param service the called service; absent for an edge
 * @param edge the edge; absent for a service
 * @param total over the whole range
 * @param points one per step that has begun
 */
public record SignalSeries(
    AnsweredRange range,
    String step,
    String reporter,
    Completeness completeness,
    @Nullable Service service,
    @Nullable Edge edge,
    GoldenSignals total,
    List<GoldenSignals> points) {

  /**
   * A service.
   *
   * @param namespace absent for hosts outside the cluster
   * @param name short name, or the whole host
   */
  public record Service(@Nullable String namespace, String name) {}

  /**
   * An edge.
   *
   * @param id its id
   * @param groupBy the grouping that it is an edge of
   */
  public record Edge(String id, String groupBy) {}
}
