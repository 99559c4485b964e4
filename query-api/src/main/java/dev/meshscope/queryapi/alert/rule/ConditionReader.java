package dev.meshscope.queryapi.alert.rule;

import dev.meshscope.queryapi.alert.rule.Condition.Appearance;
import dev.meshscope.queryapi.alert.rule.Condition.Kind;
import dev.meshscope.queryapi.alert.rule.Selector.Each;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the condition of a rule. */
final class ConditionReader {
  static final Duration OVER_MIN = Duration.ofSeconds(10);
  static final Duration OVER_MAX = Duration.ofDays(31);
  static final long COUNT_MAX = 1_000_000_000_000L;

  /** How an appearance is named. */
  static final Map<String, Kind> KINDS =
      Map.of("edge", Kind.EDGE, "externalHost", Kind.EXTERNAL_HOST, "plaintext", Kind.PLAINTEXT);

  private static final List<String> KIND_NAMES = List.of("edge", "externalHost", "plaintext");
  private static final List<String> TYPES =
      List.of("signal", "new", "silentProxies", "pipelineLag", "burnRate");
  private static final List<String> APPEARANCE =
      List.of("new", "service", "namespace", "source", "over", "against");
  private static final List<String> BURN_RATE =
      List.of("objective", "factor", "long", "short", "eventsMin");
  private static final Duration AGAINST_DEFAULT = Duration.ofDays(1);
  private static final Duration SILENCE_DEFAULT = Duration.ofMinutes(5);
  private static final long SILENT_MAX = 1_000_000;
  private static final long EVENTS_DEFAULT = 10;

  private static final Values.Range FACTORS = new Values.Range(0, false, 1_000_000, true);

  private ConditionReader() {}

  static Optional<DraftCondition> read(YamlNode expr) {
    if (expr.isScalar() && !expr.isNull()) {
      expr.wrong(
          "is a text; PromQL is not evaluated here: write a condition such as"
              + " {signal: errorRatio, service: bookinfo/reviews, over: 5m, above: 0.05}");
      return Optional.empty();
    }
    List<String> types = TYPES.stream().filter(type -> expr.find(type).isPresent()).toList();
    if (types.size() != 1) {
      expr.wrong("must be a mapping with exactly one of " + String.join(", ", TYPES));
      return Optional.empty();
    }
    return switch (types.getFirst()) {
      case "signal" -> ThresholdReader.read(expr).map(DraftCondition.Whole::new);
      case "new" -> appearance(expr.members(APPEARANCE)).map(DraftCondition.Whole::new);
      case "silentProxies" ->
          only(expr, "silentProxies")
              .flatMap(ConditionReader::silence)
              .map(DraftCondition.Whole::new);
      case "pipelineLag" ->
          only(expr, "pipelineLag").flatMap(ConditionReader::lag).map(DraftCondition.Whole::new);
      default -> only(expr, "burnRate").flatMap(ConditionReader::burning);
    };
  }

  private static Optional<YamlNode> only(YamlNode expr, String type) {
    return expr.members(List.of(type)).find(type);
  }

  static Optional<Duration> over(YamlNode node) {
    return Values.duration(node, OVER_MIN, OVER_MAX);
  }

  private static Optional<Condition> appearance(Members members) {
    Optional<Kind> kind =
        members.read("new", node -> Values.word(node, KIND_NAMES)).map(KINDS::get);
    Selector selector = SelectorReader.read(members, Each.NOTHING);
    Optional<Duration> over = members.need("over", "10m").flatMap(ConditionReader::over);
    Duration against =
        members
            .read("against", node -> Values.duration(node, Duration.ofMinutes(1), OVER_MAX))
            .orElse(AGAINST_DEFAULT);
    return kind.flatMap(
        what -> over.map(window -> new Appearance(what, selector, window, against)));
  }

  private static Optional<Condition> silence(YamlNode node) {
    Members members = node.members(List.of("above", "over"));
    long above = members.read("above", one -> Values.whole(one, 0, SILENT_MAX)).orElse(0L);
    Duration over =
        members
            .read("over", one -> Values.duration(one, Duration.ofMinutes(1), Duration.ofDays(1)))
            .orElse(SILENCE_DEFAULT);
    return Optional.of(new Condition.SilentProxies(above, over));
  }

  private static Optional<Condition> lag(YamlNode node) {
    return node.members(List.of("above"))
        .need("above", "30s")
        .flatMap(one -> Values.duration(one, Duration.ofSeconds(1), Duration.ofDays(1)))
        .map(Condition.PipelineLag::new);
  }

  private static Optional<DraftCondition> burning(YamlNode node) {
    Members members = node.members(BURN_RATE);
    Optional<YamlNode> named = members.need("objective", "reviews-availability");
    Optional<String> objective = named.flatMap(YamlNode::text);
    Optional<Double> factor =
        members.need("factor", "14.4").flatMap(one -> Values.number(one, FACTORS));
    Optional<Duration> longer = members.need("long", "1h").flatMap(ConditionReader::over);
    Optional<Duration> shorter = members.need("short", "5m").flatMap(ConditionReader::over);
    if (longer.isPresent() && shorter.isPresent() && shorter.get().compareTo(longer.get()) >= 0) {
      members.refuse("short", "must be shorter than long, usually a twelfth of it");
    }
    long eventsMin =
        members.read("eventsMin", one -> Values.whole(one, 0, COUNT_MAX)).orElse(EVENTS_DEFAULT);
    if (objective.isEmpty() || factor.isEmpty() || longer.isEmpty() || shorter.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new DraftCondition.Burning(
            named.orElse(node).place(),
            objective.get(),
            factor.get(),
            longer.get(),
            shorter.get(),
            eventsMin));
  }
}
