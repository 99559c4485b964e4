package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.notify.Delivery.Event;
import dev.meshscope.queryapi.alert.notify.NotifyConfig.WebhookConfig;
import dev.meshscope.runtime.config.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Anything that understands the webhooks of Alertmanager; signed as in Standard Webhooks. */
final class WebhookNotifier implements Notifier {
  /** What Standard Webhooks advises to stay below. */
  static final int BODY_MAX = 20_000;

  /** How much of each text is told: the first that fits is taken. */
  private static final List<Integer> TEXT_MAX = List.of(2_048, 512, 128, 32);

  private static final String NO_TIME = "0001-01-01T00:00:00Z";

  private final URI url;
  private final List<byte[]> keys;
  private final Matchers matchers;
  private final Pace pace;
  private final HttpSender sender;
  private final Links links;

  WebhookNotifier(URI url, WebhookConfig config, Pace pace, HttpSender sender, Links links) {
    this.url = url;
    this.pace = pace;
    this.sender = sender;
    this.links = links;
    keys =
        Stream.of(config.secret(), config.secretBefore())
            .flatMap(Optional::stream)
            .map((Secret secret) -> Signature.key(secret).orElseThrow())
            .toList();
    matchers = Matchers.of(config.matchers());
  }

  @Override
  public String name() {
    return "webhook";
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
    byte[] body = body(notice);
    return sender.send(url, headers(notice.id(), now, body), body);
  }

  /** The headers of an attempt, which is made now. */
  Map<String, String> headers(String id, Instant now, byte[] body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("webhook-id", id);
    headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
    if (!keys.isEmpty()) {
      headers.put("webhook-signature", Signature.of(keys, id, now.getEpochSecond(), body));
    }
    return headers;
  }

  /** Alertmanager's body of version 4, with as many alerts as fit, those that fire first. */
  byte[] body(Notice notice) {
    byte[] body = new byte[0];
    for (int textMax : TEXT_MAX) {
      ObjectNode head = head(notice, textMax);
      ArrayNode alerts = (ArrayNode) head.get("alerts");
      int room =
          BODY_MAX - Bodies.bytes(head).length - Integer.toString(Integer.MAX_VALUE).length();
      for (Alert alert : notice.alerts()) {
        ObjectNode node = alert(alert, textMax);
        room -= Bodies.bytes(node).length + 1;
        if (room < 0) {
          break;
        }
        alerts.add(node);
      }
      head.put("truncatedAlerts", notice.alerts().size() - alerts.size());
      body = Bodies.bytes(head);
      if (!alerts.isEmpty() && body.length <= BODY_MAX) {
        return body;
      }
    }
    return body.length <= BODY_MAX ? body : bare(notice);
  }

  private ObjectNode head(Notice notice, int textMax) {
    ObjectNode node = Bodies.object();
    node.put("version", "4");
    node.put("groupKey", notice.group().key());
    node.put("truncatedAlerts", 0);
    node.put("status", status(notice.isFiring()));
    node.put("receiver", name());
    node.set("groupLabels", Bodies.texts(notice.group().labels(), textMax));
    node.set("commonLabels", Bodies.texts(common(notice, Alert::labels), textMax));
    node.set("commonAnnotations", Bodies.texts(common(notice, Evidence::annotations), textMax));
    node.put("externalURL", links.home().orElse(""));
    node.putArray("alerts");
    return node;
  }

  /** Hundreds of labels: what is left is that something fires, and where to look. */
  private byte[] bare(Notice notice) {
    ObjectNode node = head(notice, TEXT_MAX.getLast());
    for (String member : List.of("groupLabels", "commonLabels", "commonAnnotations")) {
      node.putObject(member);
    }
    node.put("truncatedAlerts", notice.alerts().size());
    return Bodies.bytes(node);
  }

  private ObjectNode alert(Alert alert, int textMax) {
    boolean isFiring = alert.state() == AlertState.FIRING;
    ObjectNode node = Bodies.object();
    node.put("status", status(isFiring));
    node.set("labels", Bodies.texts(alert.labels(), textMax));
    node.set("annotations", Bodies.texts(Evidence.annotations(alert), textMax));
    node.put("startsAt", Notice.firingAt(alert).toString());
    node.put("endsAt", isFiring ? NO_TIME : Event.of(alert).at().toString());
    node.put("generatorURL", links.alerts().orElse(""));
    node.put("fingerprint", alert.fingerprint());
    return node;
  }

  private static String status(boolean isFiring) {
    return isFiring ? "firing" : "resolved";
  }

  private static SortedMap<String, String> common(
      Notice notice, Function<Alert, SortedMap<String, String>> texts) {
    List<Alert> rest = new ArrayList<>(notice.alerts());
    SortedMap<String, String> common = new TreeMap<>(texts.apply(rest.removeFirst()));
    rest.forEach(alert -> common.entrySet().retainAll(texts.apply(alert).entrySet()));
    return common;
  }
}
