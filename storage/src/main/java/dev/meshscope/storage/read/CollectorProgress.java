package dev.meshscope.storage.read;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * How far a collector is stored, all its runs of late together.
 *
 * @param collector the collector
 * @param incarnation start of its latest run; a higher one is a later one
 * @param sentThrough everything that the collector received before it is stored, on all partitions
 * @param waiting reports that wait for an identity
 */
public record CollectorProgress(
    String collector, long incarnation, Instant sentThrough, long waiting) {
  public CollectorProgress {
    requireNonNull(collector);
    requireNonNull(sentThrough);
  }
}
