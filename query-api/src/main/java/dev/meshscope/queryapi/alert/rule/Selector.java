package dev.meshscope.queryapi.alert.rule;

import static java.util.Objects.requireNonNull;

import dev.meshscope.model.Entry;
import dev.meshscope.model.ServiceName;
import java.util.Optional;

/**
 * Which traffic, and what of it makes an alert of its own. Live traffic only; what is absent
 * filters nothing.
 *
 * @param service the called service
 * @param namespace of the called service
 * @param source the caller, {@code namespace/workload}
 * @param version of the called workload
 * @param entry how it came in
 * @param each what gets an alert of its own
 */
public record Selector(
    Optional<ServiceName> service,
    Optional<String> namespace,
    Optional<String> source,
    Optional<String> version,
    Optional<Entry> entry,
    Each each) {
  public Selector {
    requireNonNull(service);
    requireNonNull(namespace);
    requireNonNull(source);
    requireNonNull(version);
    requireNonNull(entry);
    requireNonNull(each);
  }

  /** What gets an alert of its own; its labels in brackets. */
  public enum Each {
    /** All selected traffic together (none). */
    NOTHING,
    /** A called service ({@code service}). */
    SERVICE,
    /** A called service and the version that served ({@code service}, {@code version}). */
    VERSION,
    /** An edge between workloads ({@code source}, {@code destination}, {@code service}). */
    EDGE,
    /** A way in ({@code entry}). */
    ENTRY
  }
}
