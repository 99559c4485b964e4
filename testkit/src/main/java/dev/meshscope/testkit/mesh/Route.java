package dev.meshscope.testkit.mesh;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One route of a virtual host; the first that matches takes the request.
 *
 * @param name route name, reported as {@code route_name}
 * @param match which requests it takes
 * @param action what becomes of them
 * @param policy how they are treated on the way
 */
record Route(String name, Match match, Action action, Policy policy) {
  static Route toCluster(String name, Match match, ClusterName cluster) {
    return new Route(name, match, new Forward(cluster), Policy.NONE);
  }

  Route with(Policy other) {
    return new Route(name, match, action, other);
  }

  /**
   * @param prefix path prefix
   * @param scenario value of header {@code x-scenario}; null for any
   */
  record Match(String prefix, @Nullable Scenario scenario) {
    static final Match ANY = new Match("/", null);

    static Match path(String prefix) {
      return new Match(prefix, null);
    }

    static Match scenario(Scenario scenario) {
      return new Match("/", scenario);
    }
  }

  sealed interface Action {}

  record Forward(ClusterName cluster) implements Action {}

  record Split(List<Share> shares) implements Action {
    Split {
      shares = List.copyOf(shares);
    }
  }

  record Share(ClusterName cluster, int weight) {}

  record Answer(int status, String body) implements Action {}

  record Redirect(String path) implements Action {}

  /**
   * @param timeoutMillis whole request with all its tries; 0 for none
   * @param retries tries after the first, on 503, connect failure, refused stream and reset
   * @param mirror where every request is sent a second time; null for nowhere
   * @param fault what is injected; null for nothing
   */
  record Policy(
      long timeoutMillis, int retries, @Nullable ClusterName mirror, @Nullable Fault fault) {
    static final Policy NONE = new Policy(0, 0, null, null);

    /** Istio's default: two more tries. */
    static final Policy RETRIED = new Policy(0, 2, null, null);

    Policy mirroredTo(ClusterName cluster) {
      return new Policy(timeoutMillis, retries, cluster, fault);
    }

    Policy within(long millis) {
      return new Policy(millis, retries, mirror, fault);
    }

    Policy with(Fault other) {
      return new Policy(timeoutMillis, retries, mirror, other);
    }
  }

  /**
   * @param abortStatus answered instead of the upstream; 0 for no abort
   * @param delayMillis waited before anything else; 0 for no delay
   */
  record Fault(int abortStatus, long delayMillis) {}

  /** Hosts of one service and the routes to it. */
  record VirtualHost(String name, List<String> domains, List<Route> routes) {
    VirtualHost {
      domains = List.copyOf(domains);
      routes = List.copyOf(routes);
    }
  }
}
