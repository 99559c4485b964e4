package dev.meshscope.model;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * An edge as the collector saw it: its ends may still have to be looked up by address.
 *
 * <p>Entry and exit say how the request crossed the border <em>if</em> the end in question is not
 * announced; an announced end is inside, see {@link #resolve}.
 *
 * @param reporter whose view it is
 * @param source the caller
 * @param destination the callee
 * @param service the called service
 * @param traits protocol, class, entry and exit
 * @param details dimensions beside the key
 */
public record EdgeReference(
    Reporter reporter,
    Party source,
    Party destination,
    ServiceName service,
    EdgeTraits traits,
    EdgeDetails details) {
  public EdgeReference {
    requireNonNull(reporter);
    requireNonNull(source);
    requireNonNull(destination);
    requireNonNull(service);
    requireNonNull(traits);
    requireNonNull(details);
  }

  /** Looks one end up by its address, as of a time that the implementation knows. */
  @FunctionalInterface
  public interface Resolver {
    /** The announced workload of that party, or null when there is none. */
    @Nullable Workload announced(Party.ByAddress party);
  }

  /** The series that this edge counts under. */
  public EdgeSeries resolve(Resolver resolver) {
    EdgeTraits resolved = traits;
    Workload from = announced(source, resolver);
    if (from != null) {
      resolved = resolved.withEntry(Entry.NONE);
    }
    Workload to = announced(destination, resolver);
    if (to != null) {
      resolved = resolved.withExit(Exit.NONE);
    }
    EdgeKey key =
        new EdgeKey(
            from == null ? otherwise(source) : from,
            to == null ? otherwise(destination) : to,
            service,
            resolved);
    return new EdgeSeries(key, reporter, details);
  }

  private static @Nullable Workload announced(Party party, Resolver resolver) {
    return party instanceof Party.ByAddress byAddress ? resolver.announced(byAddress) : null;
  }

  private static Workload otherwise(Party party) {
    return switch (party) {
      case Party.Known known -> known.workload();
      case Party.ByAddress byAddress -> byAddress.otherwise();
    };
  }
}
