package dev.meshscope.aggregator.aggregate;

import java.nio.file.Path;

/**
 * Who this instance is in the Streams application.
 *
 * @param bootstrapServers the Kafka brokers, {@code host:port} with commas between
 * @param instanceId the same after every restart: a member that comes back under it gets its
 *     partitions at once
 * @param stateDirectory for the stores; of this instance alone, kept over restarts
 */
public record Membership(String bootstrapServers, String instanceId, Path stateDirectory) {}
