package dev.meshscope.testkit.simulate;

import static java.util.Objects.requireNonNull;

import dev.meshscope.model.Reporter;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.model.Workload;

/**
 * What ground truth is recorded by.
 *
 * @param reporter whose view it is
 * @param source the caller; the external {@code client} for requests from outside
 * @param destination the callee; {@link Workload#NONE} where no host was chosen, an external host
 *     outside the mesh
 * @param service the called service
 * @param subset the subset that the caller chose, empty when none; a callee knows it by SNI
 * @param trafficClass what kind of request it was
 */
public record TrafficKey(
    Reporter reporter,
    Workload source,
    Workload destination,
    ServiceName service,
    String subset,
    TrafficClass trafficClass) {
  public TrafficKey {
    requireNonNull(reporter);
    requireNonNull(source);
    requireNonNull(destination);
    requireNonNull(service);
    requireNonNull(subset);
    requireNonNull(trafficClass);
  }
}
