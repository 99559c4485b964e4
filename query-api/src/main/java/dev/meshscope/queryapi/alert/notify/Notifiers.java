package dev.meshscope.queryapi.alert.notify;

import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Everybody whom the configuration names, and the connections to them. */
final class Notifiers implements AutoCloseable {
  /** One of each kind. */
  static final int MAX = 4;

  private final HttpSender vouched;
  private final HttpSender guarded;
  private final List<Notifier> all = new ArrayList<>();

  Notifiers(NotifyConfig config, InstantSource clock) {
    var limits = new HttpSender.Limits(config.timeout(), config.answerMax().bytesAsInt());
    var redaction = Redaction.of(config);
    var guard = new TargetGuard(config.allowPrivate());
    vouched = new HttpSender(limits, Optional.empty(), redaction, clock);
    guarded = new HttpSender(limits, Optional.of(guard), redaction, clock);
    var links = new Links(config.externalUrl());
    var pace = Notifier.Pace.of(config);
    if (!config.alertmanager().urls().isEmpty()) {
      all.add(new AlertmanagerNotifier(config.alertmanager(), vouched, links));
    }
    var webhook = config.webhook();
    webhook
        .url()
        .map(url -> URI.create(url.reveal()))
        .ifPresent(url -> all.add(new WebhookNotifier(url, webhook, pace, guarded, links)));
    var slack = config.slack();
    slack
        .url()
        .map(url -> URI.create(url.reveal()))
        .ifPresent(url -> all.add(new SlackNotifier(url, slack, pace, guarded, links)));
    var pager = config.pagerDuty();
    pager
        .routingKey()
        .ifPresent(key -> all.add(new PagerDutyNotifier(key, pager, pace, guarded, links)));
  }

  List<Notifier> all() {
    return List.copyOf(all);
  }

  @Override
  public void close() {
    vouched.close();
    guarded.close();
  }
}
