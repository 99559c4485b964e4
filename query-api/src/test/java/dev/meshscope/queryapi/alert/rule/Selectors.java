package dev.meshscope.queryapi.alert.rule;

import dev.meshscope.model.ServiceName;
import dev.meshscope.queryapi.alert.rule.Selector.Each;
import java.util.Optional;

/** Selectors to test with. */
public final class Selectors {
  private Selectors() {}

  /** Of all traffic. */
  public static Selector all(Each each) {
    return of(Optional.empty(), each);
  }

  /** Of the calls of one service. */
  public static Selector service(ServiceName service, Each each) {
    return of(Optional.of(service), each);
  }

  private static Selector of(Optional<ServiceName> service, Each each) {
    return new Selector(
        service, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), each);
  }
}
