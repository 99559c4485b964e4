package dev.meshscope.queryapi.alert.rule;

import dev.meshscope.model.Cause;
import dev.meshscope.queryapi.alert.rule.Condition.Bound;
import dev.meshscope.queryapi.alert.rule.Condition.Threshold;
import dev.meshscope.queryapi.alert.rule.Selector.Each;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a signal and its bound. */
final class ThresholdReader {
  static final String REQUEST_RATE = "requestRate";
  static final String ERROR_RATIO = "errorRatio";
  static final String LATENCY = "latency";
  static final String RETRY_AMPLIFICATION = "retryAmplification";
  static final String CIRCUIT_BREAKER = "circuitBreaker";
  static final String REQUESTS = "requests";

  private static final List<String> SIGNALS =
      List.of(REQUEST_RATE, ERROR_RATIO, LATENCY, RETRY_AMPLIFICATION, CIRCUIT_BREAKER, REQUESTS);
  private static final List<String> COMMON =
      List.of("each", "over", "above", "below", "requestsMin");
  private static final Duration LATENCY_MIN = Duration.ofMillis(1);
  private static final Duration LATENCY_MAX = Duration.ofHours(1);
  private static final double RETRIES_MAX = 1000;
  private static final double MANY = 1e12;

  private ThresholdReader() {}

  static Optional<Condition> read(YamlNode expr) {
    Optional<String> word = word(expr);
    if (word.isEmpty()) {
      return Optional.empty();
    }
    Members members = expr.members(keys(word.get()));
    Each each = SelectorReader.each(members);
    Selector selector = SelectorReader.read(members, each);
    Optional<Signal> signal = signal(word.get(), members);
    Optional<Duration> over = members.need("over", "5m").flatMap(ConditionReader::over);
    Optional<Bound> bound = bound(word.get(), members);
    long requestsMin =
        members
            .read("requestsMin", node -> Values.whole(node, 0, ConditionReader.COUNT_MAX))
            .orElse(0L);
    if (signal.isEmpty() || over.isEmpty() || bound.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Threshold(signal.get(), selector, over.get(), bound.get(), requestsMin));
  }

  /** The signal is asked first: it says which keys there are. */
  private static Optional<String> word(YamlNode expr) {
    return expr.find("signal").flatMap(node -> Values.word(node, SIGNALS));
  }

  private static List<String> keys(String signal) {
    List<String> keys = new ArrayList<>(List.of("signal"));
    switch (signal) {
      case ERROR_RATIO, REQUESTS -> keys.add("causes");
      case LATENCY -> keys.add("quantile");
      default -> {}
    }
    keys.addAll(SelectorReader.KEYS);
    keys.addAll(COMMON);
    return keys;
  }

  private static Optional<Signal> signal(String word, Members members) {
    return switch (word) {
      case REQUEST_RATE -> Optional.of(new Signal.RequestRate());
      case ERROR_RATIO ->
          Optional.of(
              new Signal.ErrorRatio(members.find("causes").map(Values::causes).orElse(Set.of())));
      case LATENCY ->
          members
              .need("quantile", "0.99")
              .flatMap(node -> Values.number(node, Values.Range.open(0, 1)))
              .map(Signal.Latency::new);
      case RETRY_AMPLIFICATION -> Optional.of(new Signal.RetryAmplification());
      case CIRCUIT_BREAKER -> Optional.of(new Signal.Requests(Set.of(Cause.CIRCUIT_BREAKER)));
      default ->
          members
              .need("causes", "[upstream-timeout]")
              .map(node -> new Signal.Requests(Values.causes(node)));
    };
  }

  private static Optional<Bound> bound(String signal, Members members) {
    boolean isUpper = members.has("above");
    if (isUpper && members.has("below")) {
      members.refuse("below", "stands beside above: a condition has one bound");
      return Optional.empty();
    }
    if (signal.equals(CIRCUIT_BREAKER) && !isUpper && !members.has("below")) {
      return Optional.of(new Bound(0, true));
    }
    Optional<YamlNode> node =
        members.has("below") ? members.find("below") : members.need("above", example(signal));
    return node.flatMap(one -> value(signal, one, isUpper)).map(value -> new Bound(value, isUpper));
  }

  private static String example(String signal) {
    return switch (signal) {
      case LATENCY -> "500ms";
      case ERROR_RATIO -> "0.05";
      case RETRY_AMPLIFICATION -> "1.5";
      default -> "100";
    };
  }

  /** A bound that could never be passed is none. */
  private static Optional<Double> value(String signal, YamlNode node, boolean isUpper) {
    return switch (signal) {
      case LATENCY ->
          Values.duration(node, LATENCY_MIN, LATENCY_MAX).map(value -> (double) value.toMillis());
      case ERROR_RATIO -> Values.number(node, new Values.Range(0, isUpper, 1, !isUpper));
      case RETRY_AMPLIFICATION ->
          Values.number(node, new Values.Range(1, isUpper, RETRIES_MAX, true));
      default -> Values.number(node, new Values.Range(0, isUpper, MANY, true));
    };
  }
}
