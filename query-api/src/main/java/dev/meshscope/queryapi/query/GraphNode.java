package dev.meshscope.queryapi.query;

import org.jspecify.annotations.Nullable;

/**
 * One node of a graph; what is not known of it is absent.
 *
 * @param id stable, as edges name it
 * @param kind what it is
 * @param name its name
 * @param namespace its namespace
 * @param cluster its cluster
 * @param version its version, only where the grouping tells versions apart
 */
public record GraphNode(
    String id,
    String kind,
    String name,
    @Nullable String namespace,
    @Nullable String cluster,
    @Nullable String version) {}
