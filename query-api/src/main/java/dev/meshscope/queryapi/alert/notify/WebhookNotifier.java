package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.notify.NotifyConfig.WebhookConfig;
import dev.meshscope.runtime.config.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Anything that understands the webhooks of Alertmanager; signed as in Standard Webhooks. */
final class WebhookNotifier implements Notifier {
  private final URI url;
  private final List<byte[]> keys;
  private final Matchers matchers;
  private final Pace pace;
  private final HttpSender sender;
  private final WebhookBody bodies;

  WebhookNotifier(URI url, WebhookConfig config, Pace pace, HttpSender sender, Links links) {
    this.url = url;
    this.pace = pace;
    this.sender = sender;
    bodies = new WebhookBody(name(), links);
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
  public int fitting(List<Alert> alerts, Group group) {
    return bodies.fitting(alerts, group);
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

  byte[] body(Notice notice) {
    return bodies.of(notice);
  }
}
