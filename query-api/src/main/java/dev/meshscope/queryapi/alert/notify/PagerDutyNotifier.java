package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.notify.NotifyConfig.PagerDutyConfig;
import dev.meshscope.runtime.config.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A service of PagerDuty: one incident for each group, which ends when nothing of it fires. */
final class PagerDutyNotifier implements Notifier {
  static final int SUMMARY_MAX = 1_024;

  private static final int FIELD_MAX = 255;
  private static final int TEXT_MAX = 512;
  private static final int ALERTS_MAX = 20;
  private static final String ERROR = "error";

  /** From the worst. */
  private static final List<String> SEVERITIES = List.of("critical", ERROR, "warning", "info");

  private final URI url;
  private final Secret routingKey;
  private final Matchers matchers;
  private final Pace pace;
  private final HttpSender sender;
  private final Links links;

  PagerDutyNotifier(
      Secret routingKey, PagerDutyConfig config, Pace pace, HttpSender sender, Links links) {
    this.routingKey = routingKey;
    this.pace = pace;
    this.sender = sender;
    this.links = links;
    url = config.url();
    matchers = Matchers.of(config.matchers());
  }

  @Override
  public String name() {
    return "pagerduty";
  }

  @Override
  public Matchers matchers() {
    return matchers;
  }

  @Override
  public Pace pace() {
    return pace;
  }

  @Override
  public Verdict tell(Notice notice, Instant now) {
    return sender.send(url, Map.of(), body(notice));
  }

  byte[] body(Notice notice) {
    ObjectNode node = Bodies.object();
    node.put("event_action", notice.isFiring() ? "trigger" : "resolve");
    node.put("dedup_key", Bodies.sha256(notice.group().key()));
    node.put("client", "Meshscope");
    links.home().ifPresent(home -> node.put("client_url", home));
    node.set("payload", payload(notice));
    if (links.home().isPresent()) {
      ArrayNode list = node.putArray("links");
      notice.alerts().stream()
          .limit(ALERTS_MAX)
          .forEach(alert ->
              list.addObject()
                  .put("href", links.alerts().orElse(""))
                  .put("text", text(alert.labels(), "alertname")));
    }
    node.put("routing_key", routingKey.reveal()); // last: an answer may repeat how it begins
    return Bodies.bytes(node);
  }

  private ObjectNode payload(Notice notice) {
    SortedMap<String, String> labels = notice.group().labels();
    ObjectNode node = Bodies.object();
    node.put("summary", Bodies.clip(Titles.of(notice), SUMMARY_MAX));
    node.put("source", links.home().orElse("meshscope"));
    node.put("severity", severity(notice));
    node.put("timestamp", notice.since().toString());
    if (labels.containsKey("service")) {
      node.put("component", text(labels, "service"));
    }
    node.put("group", Bodies.clip(Bodies.sane(notice.group().ruleGroup()), FIELD_MAX));
    node.put("class", text(notice.alerts().getFirst().labels(), "alertname"));
    ObjectNode details = node.putObject("custom_details");
    details.put("num_firing", notice.firing().count());
    details.put("num_resolved", notice.resolved().count());
    details.set("firing", details(notice.firing()));
    details.set("resolved", details(notice.resolved()));
    return node;
  }

  private static ArrayNode details(Stream<Alert> alerts) {
    ArrayNode list = Bodies.object().putArray("alerts");
    alerts
        .limit(ALERTS_MAX)
        .forEach(alert -> {
          SortedMap<String, String> annotations = Evidence.annotations(alert);
          ObjectNode node = list.addObject();
          node.put("alertname", text(alert.labels(), "alertname"));
          for (String name : List.of("summary", "description", Evidence.COMPLETENESS)) {
            if (annotations.containsKey(name)) {
              node.put(
                  name, Bodies.clip(Bodies.sane(annotations.getOrDefault(name, "")), TEXT_MAX));
            }
          }
        });
    return list;
  }

  /** The worst of what fires; of what is over, if nothing does. */
  private static String severity(Notice notice) {
    Stream<Alert> alerts = notice.isFiring() ? notice.firing() : notice.resolved();
    return alerts
        .map(alert -> severity(alert.labels().getOrDefault("severity", "")))
        .min(Comparator.comparingInt(SEVERITIES::indexOf))
        .orElse(ERROR);
  }

  private static String severity(String label) {
    return switch (label) {
      case "page" -> "critical";
      case "ticket" -> "warning";
      default -> SEVERITIES.contains(label) ? label : ERROR;
    };
  }

  private static String text(SortedMap<String, String> labels, String name) {
    return Bodies.clip(Bodies.sane(labels.getOrDefault(name, "")), FIELD_MAX);
  }
}
