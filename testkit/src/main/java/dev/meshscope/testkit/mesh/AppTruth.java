package dev.meshscope.testkit.mesh;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * What the applications counted themselves, without looking at any proxy.
 *
 * @param asked what the clients of TCP services said and heard, by the port that they called
 * @param databaseServed what the database heard and said
 * @param rpcAsked gRPC calls by method and status, as their client saw them
 * @param rpcServed the same as the server saw them
 */
public record AppTruth(
    Map<Integer, TcpTally> asked,
    TcpTally databaseServed,
    Map<RpcResult, Long> rpcAsked,
    Map<RpcResult, Long> rpcServed) {
  public AppTruth {
    asked = Map.copyOf(asked);
    rpcAsked = Map.copyOf(rpcAsked);
    rpcServed = Map.copyOf(rpcServed);
  }

  /** What the clients of the database said and heard. */
  public TcpTally databaseAsked() {
    return asked(Bookinfo.DATABASE_PORT);
  }

  TcpTally asked(int port) {
    return asked.getOrDefault(port, TcpTally.NONE);
  }

  /** What was added since {@code earlier}. */
  AppTruth minus(AppTruth earlier) {
    return new AppTruth(
        minus(asked, earlier.asked, TcpTally::minus),
        databaseServed.minus(earlier.databaseServed),
        minus(rpcAsked, earlier.rpcAsked, (now, then) -> now - then),
        minus(rpcServed, earlier.rpcServed, (now, then) -> now - then));
  }

  private static <K, V> Map<K, V> minus(
      Map<K, V> now, Map<K, V> earlier, BiFunction<V, V, V> minus) {
    Map<K, V> added = new HashMap<>(now);
    earlier.forEach((key, then) -> added.computeIfPresent(key, (k, v) -> minus.apply(v, then)));
    return added;
  }
}
