package dev.meshscope.queryapi.alert.rule;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads an objective in OpenSLO's words. */
final class ObjectiveReader {
  private static final List<String> DOCUMENT = List.of("apiVersion", "kind", "metadata", "spec");
  private static final List<String> VERSIONS = List.of("meshscope/v1", "openslo/v1");
  private static final List<String> METADATA = List.of("name", "displayName", "labels");
  private static final List<String> SPEC =
      List.of(
          "description",
          "service",
          "indicator",
          "timeWindow",
          "budgetingMethod",
          "objectives",
          "alertPolicies",
          "indicatorRef");
  private static final List<String> TIME_WINDOW = List.of("duration", "isRolling", "calendar");
  private static final List<String> TARGET = List.of("target", "targetPercent");
  private static final Set<String> OWN_LABELS = Set.of("severity", "objective", "long", "short");
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,63}");
  private static final Pattern CALENDAR = Pattern.compile("\\d+[MQY]");
  private static final Duration WINDOW_MIN = Duration.ofHours(1);
  private static final Duration WINDOW_MAX = Duration.ofDays(92);
  private static final Duration WINDOW_DEFAULT = Duration.ofDays(30);
  private static final int LIST_MAX = 100;

  private ObjectiveReader() {}

  /**
   * An objective and the group that wakes somebody.
   *
   * @param policy empty where it is switched off
   */
  record Read(Draft.Goal goal, Optional<Draft.Group> policy) {}

  static Optional<Read> read(YamlNode document, String file) {
    Members members = document.members(DOCUMENT);
    members.need("apiVersion", "meshscope/v1").ifPresent(node -> Values.word(node, VERSIONS));
    Optional<String> kind = members.need("kind", "SLO").flatMap(YamlNode::text);
    if (kind.isPresent() && !kind.get().equals("SLO")) {
      members.refuse(
          "kind",
          "must be SLO, is "
              + FileProblems.shown(kind.get())
              + ": indicator and alert policy stand in the SLO itself, receivers in the"
              + " configuration; take the document out");
      return Optional.empty();
    }
    Optional<Members> metadata =
        members.need("metadata", "{name: …}").map(node -> node.members(METADATA));
    Optional<Members> spec = members.need("spec", "{service: …}").map(node -> node.members(SPEC));
    if (metadata.isEmpty() || spec.isEmpty()) {
      return Optional.empty();
    }
    return read(document, metadata.get(), spec.get(), file);
  }

  private static Optional<Read> read(
      YamlNode document, Members metadata, Members spec, String file) {
    Optional<YamlNode> named = metadata.need("name", "reviews-availability");
    Optional<String> name = named.flatMap(ObjectiveReader::name);
    Objective.Text text = text(name.orElse(""), metadata, spec, file);
    Optional<IndicatorReader.Read> indicator = IndicatorReader.read(spec);
    Duration window = window(spec);
    spec.find("budgetingMethod").ifPresent(ObjectiveReader::method);
    Optional<Double> target = target(spec);
    boolean hasPolicy = hasPolicy(spec);
    if (name.isEmpty() || indicator.isEmpty() || target.isEmpty()) {
      return Optional.empty();
    }
    Objective objective =
        new Objective(
            name.get(),
            text,
            indicator.get().selector(),
            indicator.get().indicator(),
            target.get(),
            window);
    Place at = named.orElse(document).place();
    return Optional.of(
        new Read(
            new Draft.Goal(at, objective),
            hasPolicy ? Optional.of(DefaultPolicy.of(objective, at)) : Optional.empty()));
  }

  private static Optional<String> name(YamlNode node) {
    return node.text()
        .filter(text -> {
          boolean isOne = NAME.matcher(text).matches();
          if (!isOne) {
            node.wrong(
                "must be 1 to 63 lower case letters, digits and -, is " + FileProblems.shown(text));
          }
          return isOne;
        });
  }

  private static Objective.Text text(String name, Members metadata, Members spec, String file) {
    Map<String, String> labels = metadata.find("labels").map(Values::labels).orElse(Map.of());
    labels.keySet().stream()
        .filter(OWN_LABELS::contains)
        .forEach(label ->
            metadata.refuse(
                "labels", "must have no " + label + ", which its alerts get by themselves"));
    return new Objective.Text(
        metadata.read("displayName", ObjectiveReader::plainText).orElse(name),
        spec.read("description", ObjectiveReader::plainText).orElse(""),
        new TreeMap<>(labels),
        file);
  }

  /** It goes into annotations, which are templates. */
  private static Optional<String> plainText(YamlNode node) {
    Optional<String> text = node.text();
    if (text.isPresent() && text.get().contains("{{")) {
      node.wrong("must be a plain text, without {{");
    }
    return text;
  }

  private static Duration window(Members spec) {
    Optional<YamlNode> list = spec.find("timeWindow");
    if (list.isEmpty()) {
      return WINDOW_DEFAULT;
    }
    List<YamlNode> windows = list.get().elements(LIST_MAX);
    if (windows.size() != 1) {
      list.get().wrong("must have exactly one window, such as [{duration: 30d, isRolling: true}]");
      return WINDOW_DEFAULT;
    }
    Members window = windows.getFirst().members(TIME_WINDOW);
    window.refuse("calendar", "is not possible: windows roll; write isRolling: true instead");
    window
        .find("isRolling")
        .flatMap(YamlNode::text)
        .filter(text -> !text.equals("true"))
        .ifPresent(text -> window.refuse("isRolling", "must be true: windows roll"));
    return window
        .need("duration", "30d")
        .flatMap(ObjectiveReader::windowDuration)
        .orElse(WINDOW_DEFAULT);
  }

  private static Optional<Duration> windowDuration(YamlNode node) {
    Optional<String> text = node.text();
    if (text.isPresent() && CALENDAR.matcher(text.get()).matches()) {
      node.wrong("must be of one length: write days, such as 30d for 1M, from 1h to 92d");
      return Optional.empty();
    }
    return Values.duration(node, WINDOW_MIN, WINDOW_MAX);
  }

  private static void method(YamlNode node) {
    node.text()
        .filter(text -> !text.equals("Occurrences"))
        .ifPresent(text ->
            node.wrong(
                "must be Occurrences, is "
                    + FileProblems.shown(text)
                    + ": requests are counted, not slices of time"));
  }

  private static Optional<Double> target(Members spec) {
    Optional<YamlNode> list = spec.need("objectives", "[{target: 0.999}]");
    if (list.isEmpty()) {
      return Optional.empty();
    }
    List<YamlNode> targets = list.get().elements(LIST_MAX);
    if (targets.size() != 1) {
      list.get().wrong("must have exactly one target: write an SLO for each");
      return Optional.empty();
    }
    Members target = targets.getFirst().members(TARGET);
    if (target.has("targetPercent")) {
      target.refuse("targetPercent", "is not read: write target, such as 0.999 for 99.9 percent");
      return Optional.empty();
    }
    return target
        .need("target", "0.999")
        .flatMap(node -> Values.number(node, Values.Range.open(0, 1)));
  }

  private static boolean hasPolicy(Members spec) {
    Optional<YamlNode> list = spec.find("alertPolicies");
    if (list.isEmpty()) {
      return true;
    }
    List<YamlNode> policies = list.get().elements(LIST_MAX);
    if (policies.isEmpty()) {
      return true;
    }
    boolean isNone =
        policies.size() == 1
            && policies.getFirst().isScalar()
            && policies.getFirst().text().filter("none"::equals).isPresent();
    if (!isNone) {
      list.get()
          .wrong(
              "must be [] for the default policy or [none] for no alerts; your own are"
                  + " rules with expr: {burnRate: {objective: …, factor: …, …}}");
    }
    return false;
  }
}
