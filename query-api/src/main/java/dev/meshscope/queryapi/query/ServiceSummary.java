package dev.meshscope.queryapi.query;

import org.jspecify.annotations.Nullable;

/**
 * A service and how calls to it went.
 *
 * @param namespace absent for hosts outside the cluster
 * @param name short name, or the whole host
 * @param signals over the whole range
 */
public record ServiceSummary(@Nullable String namespace, String name, GoldenSignals signals) {}
