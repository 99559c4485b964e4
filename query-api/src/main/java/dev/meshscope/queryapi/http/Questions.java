package dev.meshscope.queryapi.http;

import dev.meshscope.queryapi.query.LatencyQuery;
import dev.meshscope.queryapi.query.ServicesQuery;
import dev.meshscope.queryapi.query.SignalsQuery;
import dev.meshscope.queryapi.query.TopologyQuery;

/**
 * Everything that can be asked, and the one thing that can be told.
 *
 * @param topology who calls whom
 * @param services which services there are
 * @param signals how something went over time
 * @param latency how long requests took
 * @param inventory what the platform knows
 * @param alerts what fires, and who was told
 */
public record Questions(
    TopologyQuery topology,
    ServicesQuery services,
    SignalsQuery signals,
    LatencyQuery latency,
    InventoryResource inventory,
    AlertResource alerts) {}
