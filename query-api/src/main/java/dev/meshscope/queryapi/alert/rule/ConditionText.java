package dev.meshscope.queryapi.alert.rule;

import dev.meshscope.model.Cause;
import dev.meshscope.model.Entry;
import dev.meshscope.queryapi.alert.rule.Condition.Bound;
import dev.meshscope.queryapi.alert.rule.Condition.Kind;
import dev.meshscope.queryapi.alert.rule.Selector.Each;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Conditions as people write them: on one line, always in the same order. */
public final class ConditionText {
  private static final Pattern BARE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]*");

  private ConditionText() {}

  /** The condition as an {@code expr} of a rule file that means the same. */
  public static String of(Condition condition) {
    Map<String, String> members =
        switch (condition) {
          case Condition.Threshold threshold -> threshold(threshold);
          case Condition.BurnRate burnRate -> Map.of("burnRate", burnRate(burnRate));
          case Condition.Appearance appearance -> appearance(appearance);
          case Condition.SilentProxies silent ->
              Map.of(
                  "silentProxies",
                  "{above: %d, over: %s}".formatted(silent.above(), text(silent.over())));
          case Condition.PipelineLag lag ->
              Map.of("pipelineLag", "{above: %s}".formatted(text(lag.above())));
        };
    return braced(members);
  }

  private static Map<String, String> threshold(Condition.Threshold threshold) {
    Map<String, String> members = new LinkedHashMap<>();
    signal(threshold.signal(), members);
    selector(threshold.selector(), members);
    if (threshold.selector().each() != Each.NOTHING) {
      members.put("each", SelectorReader.text(threshold.selector().each()));
    }
    members.put("over", text(threshold.over()));
    Bound bound = threshold.bound();
    members.put(
        bound.isUpper() ? "above" : "below",
        threshold.signal() instanceof Signal.Latency
            ? text(Duration.ofMillis(Math.round(bound.value())))
            : Values.plain(bound.value()));
    if (threshold.requestsMin() > 0) {
      members.put("requestsMin", String.valueOf(threshold.requestsMin()));
    }
    return members;
  }

  private static void signal(Signal signal, Map<String, String> members) {
    switch (signal) {
      case Signal.RequestRate _ -> members.put("signal", ThresholdReader.REQUEST_RATE);
      case Signal.ErrorRatio ratio -> {
        members.put("signal", ThresholdReader.ERROR_RATIO);
        if (!ratio.causes().isEmpty()) {
          members.put("causes", causes(ratio.causes()));
        }
      }
      case Signal.Latency latency -> {
        members.put("signal", ThresholdReader.LATENCY);
        members.put("quantile", Values.plain(latency.quantile()));
      }
      case Signal.RetryAmplification _ ->
          members.put("signal", ThresholdReader.RETRY_AMPLIFICATION);
      case Signal.Requests requests -> {
        if (requests.causes().equals(Set.of(Cause.CIRCUIT_BREAKER))) {
          members.put("signal", ThresholdReader.CIRCUIT_BREAKER);
        } else {
          members.put("signal", ThresholdReader.REQUESTS);
          members.put("causes", causes(requests.causes()));
        }
      }
    }
  }

  private static void selector(Selector selector, Map<String, String> members) {
    selector.service().ifPresent(service -> members.put("service", quoted(service.text())));
    selector.namespace().ifPresent(namespace -> members.put("namespace", quoted(namespace)));
    selector.source().ifPresent(source -> members.put("source", quoted(source)));
    selector.version().ifPresent(version -> members.put("version", quoted(version)));
    selector.entry().map(Entry::text).ifPresent(entry -> members.put("entry", quoted(entry)));
  }

  private static Map<String, String> appearance(Condition.Appearance appearance) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("new", text(appearance.kind()));
    selector(appearance.selector(), members);
    members.put("over", text(appearance.over()));
    members.put("against", text(appearance.against()));
    return members;
  }

  private static String burnRate(Condition.BurnRate burnRate) {
    return "{objective: %s, factor: %s, long: %s, short: %s, eventsMin: %d}"
        .formatted(
            quoted(burnRate.objective().name()),
            Values.plain(burnRate.factor()),
            text(burnRate.longWindow()),
            text(burnRate.shortWindow()),
            burnRate.eventsMin());
  }

  private static String text(Kind kind) {
    return switch (kind) {
      case EDGE -> "edge";
      case EXTERNAL_HOST -> "externalHost";
      case PLAINTEXT -> "plaintext";
    };
  }

  private static String text(Duration duration) {
    return DurationText.of(duration);
  }

  private static String causes(Collection<Cause> causes) {
    return causes.stream().sorted().map(Cause::text).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String quoted(String text) {
    return BARE.matcher(text).matches()
        ? text
        : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String braced(Map<String, String> members) {
    return members.entrySet().stream()
        .map(member -> member.getKey() + ": " + member.getValue())
        .collect(Collectors.joining(", ", "{", "}"));
  }
}
