package dev.meshscope.queryapi.alert.rule;

import static java.util.Objects.requireNonNull;

import dev.meshscope.model.Entry;
import dev.meshscope.model.ServiceName;
import java.util.List;
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

  /** Whether it filters nothing. */
  public boolean selectsAll() {
    return service.isEmpty()
        && namespace.isEmpty()
        && source.isEmpty()
        && version.isEmpty()
        && entry.isEmpty();
  }

  /**
   * Whether no alert of this and another selector can have the same labels, if both give their
   * alerts labels of these names.
   */
  boolean isApartFrom(Selector other, List<String> labelNames) {
    return labelNames.stream()
        .anyMatch(name ->
            switch (name) {
              case "service" ->
                  differ(service, other.service) || differ(namespaces(), other.namespaces());
              case "version" -> differ(version, other.version);
              case "source" -> differ(source, other.source);
              case "entry" -> differ(entry, other.entry);
              default -> false;
            });
  }

  private Optional<String> namespaces() {
    return service.map(ServiceName::namespace).or(() -> namespace);
  }

  private static <T> boolean differ(Optional<T> one, Optional<T> other) {
    return one.isPresent() && other.isPresent() && !one.equals(other);
  }

  /** What gets an alert of its own, and the labels that it has then. */
  public enum Each {
    /** All selected traffic together. */
    NOTHING,
    /** A called service. */
    SERVICE,
    /** A called service and the version that served. */
    VERSION,
    /** An edge between workloads. */
    EDGE,
    /** A way in. */
    ENTRY;

    List<String> labelNames() {
      return switch (this) {
        case NOTHING -> List.of();
        case SERVICE -> List.of("service");
        case VERSION -> List.of("service", "version");
        case EDGE -> List.of("source", "destination", "service");
        case ENTRY -> List.of("entry");
      };
    }
  }
}
