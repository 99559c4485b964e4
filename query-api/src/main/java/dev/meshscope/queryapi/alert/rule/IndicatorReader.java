package dev.meshscope.queryapi.alert.rule;

import dev.meshscope.queryapi.alert.rule.Selector.Each;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what an objective counts, and of which traffic. */
final class IndicatorReader {
  private static final List<String> KEYS =
      List.of(
          "availability",
          "latency",
          "namespace",
          "source",
          "version",
          "entry",
          "spec",
          "ratioMetric",
          "thresholdMetric",
          "metadata");
  private static final List<String> QUERIES =
      List.of("spec", "ratioMetric", "thresholdMetric", "metadata");
  private static final String EXAMPLE = "{availability: {}} or {latency: {below: 250ms}}";
  private static final Duration LATENCY_MIN = Duration.ofMillis(1);
  private static final Duration LATENCY_MAX = Duration.ofHours(1);

  private IndicatorReader() {}

  /** What was read. */
  record Read(Selector selector, Indicator indicator) {}

  static Optional<Read> read(Members spec) {
    if (spec.has("indicatorRef")) {
      spec.refuse("indicatorRef", "is not followed: write indicator: " + EXAMPLE);
      return Optional.empty();
    }
    Optional<YamlNode> node = spec.need("indicator", "{availability: {}}");
    if (node.isEmpty()) {
      return Optional.empty();
    }
    Members members = node.get().members(KEYS);
    QUERIES.forEach(name ->
        members.refuse(
            name, "is a query, which cannot be asked here: write indicator: " + EXAMPLE));
    Selector selector = SelectorReader.read(withService(members, spec), Each.NOTHING);
    if (isEverything(selector)) {
      spec.parent()
          .wrong(
              "must have service, such as bookinfo/reviews; or indicator namespace, source, version"
                  + " or entry");
      return Optional.empty();
    }
    return indicator(members).map(indicator -> new Read(selector, indicator));
  }

  /** OpenSLO has the service outside of the indicator. */
  private static Members withService(Members members, Members spec) {
    Map<String, YamlNode> all = new LinkedHashMap<>(members.byName());
    spec.find("service").ifPresent(service -> all.put("service", service));
    return new Members(members.parent(), all);
  }

  private static boolean isEverything(Selector selector) {
    return selector.service().isEmpty()
        && selector.namespace().isEmpty()
        && selector.source().isEmpty()
        && selector.version().isEmpty()
        && selector.entry().isEmpty();
  }

  private static Optional<Indicator> indicator(Members members) {
    if (members.has("availability") == members.has("latency")) {
      if (members.parent().isMapping() && QUERIES.stream().noneMatch(members::has)) {
        members.parent().wrong("must have either availability or latency: " + EXAMPLE);
      }
      return Optional.empty();
    }
    return members.has("latency")
        ? members.read("latency", IndicatorReader::latency)
        : members.find("availability").map(IndicatorReader::availability);
  }

  private static Indicator availability(YamlNode node) {
    if (node.isNull()) {
      return new Indicator.Availability(Set.of());
    }
    return new Indicator.Availability(
        node.members(List.of("causes")).find("causes").map(Values::causes).orElse(Set.of()));
  }

  private static Optional<Indicator> latency(YamlNode node) {
    return node.members(List.of("below"))
        .need("below", "250ms")
        .flatMap(below -> Values.duration(below, LATENCY_MIN, LATENCY_MAX))
        .map(Indicator.Latency::new);
  }
}
