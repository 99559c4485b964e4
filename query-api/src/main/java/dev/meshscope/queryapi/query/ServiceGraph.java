package dev.meshscope.queryapi.query;

import java.util.List;

/**
 * The answer of {@code /topology}.
 *
 * @param range when
 * @param groupBy what a node is
 * @param reporter whose view was asked for
 * @param completeness how complete the answer is
 * @param nodes the ends of all edges, each once
 * @param edges most requests first
 */
public record ServiceGraph(
    AnsweredRange range,
    String groupBy,
    String reporter,
    Completeness completeness,
    List<GraphNode> nodes,
    List<GraphEdge> edges) {}
