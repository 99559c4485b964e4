package dev.meshscope.testkit.simulate;

import java.time.Duration;

/**
 * What a simulation has sent since it was made.
 *
 * @param requests user requests
 * @param entries entries handed to gRPC
 * @param dropped entries that had no stream to go to, as an Envoy would drop them
 * @param messages messages handed to gRPC
 * @param bytes bytes of those messages
 * @param streamsOpened streams opened
 * @param streamsBroken streams that the collector or the network ended
 * @param elapsed how long the last run took
 */
public record SimulationReport(
    long requests,
    long entries,
    long dropped,
    long messages,
    long bytes,
    long streamsOpened,
    long streamsBroken,
    Duration elapsed) {}
