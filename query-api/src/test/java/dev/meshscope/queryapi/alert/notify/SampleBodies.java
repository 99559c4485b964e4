package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.notify.Delivery.Told;
import dev.meshscope.queryapi.alert.notify.NotifyConfig.AlertmanagerConfig;
import dev.meshscope.queryapi.alert.notify.NotifyConfig.PagerDutyConfig;
import dev.meshscope.queryapi.alert.notify.NotifyConfig.SlackConfig;
import dev.meshscope.queryapi.alert.notify.NotifyConfig.WebhookConfig;
import dev.meshscope.runtime.Backoff;
import dev.meshscope.runtime.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** All notifiers without their connections: for what they would say. */
final class SampleBodies implements AutoCloseable {
  static final URI NOWHERE = URI.create("https://receiver.example/");
  static final Secret ROUTING_KEY = Secret.of("0123456789abcdef0123456789abcdef");
  static final Secret OTHER = Secret.of("whsec_" + "A".repeat(32));

  private final HttpSender sender =
      new HttpSender(
          new HttpSender.Limits(Duration.ofSeconds(1), 1),
          Optional.of(new TargetGuard(List.of())),
          Redaction.of(Configs.nobody()),
          InstantSource.system());
  private final NotifyConfig config = Configs.nobody();
  private final Links links = new Links(config.externalUrl());
  private final Notifier.Pace pace = Notifier.Pace.of(config);

  AlertmanagerNotifier alertmanager() {
    var members = List.of("http://a:9093", "http://b:9093/prefix/");
    return new AlertmanagerNotifier(
        new AlertmanagerConfig(members, Duration.ofMinutes(1), Duration.ofDays(1), List.of()),
        sender,
        links);
  }

  WebhookNotifier webhook() {
    var webhook =
        new WebhookConfig(
            Optional.of(Secret.of(NOWHERE.toString())),
            Optional.of(Secret.of(Configs.SECRET)),
            Optional.of(OTHER),
            List.of());
    return new WebhookNotifier(NOWHERE, webhook, pace, sender, links);
  }

  SlackNotifier slack() {
    return new SlackNotifier(
        NOWHERE, new SlackConfig(Optional.empty(), List.of()), pace, sender, links);
  }

  PagerDutyNotifier pagerDuty() {
    var pager = new PagerDutyConfig(Optional.of(ROUTING_KEY), NOWHERE, List.of());
    return new PagerDutyNotifier(ROUTING_KEY, pager, pace, sender, links);
  }

  /** News of all of them, cut nowhere. */
  Notice notice(Alert... alerts) {
    Lane.Plan plan = plan(Told.NOTHING, alerts);
    return Notice.of("default", group(alerts), plan, plan.alerts().size());
  }

  /** News of as many of them as fit. */
  Notice notice(Notifier notifier, Alert... alerts) {
    return notice(notifier, Told.NOTHING, alerts);
  }

  /** What is told next of them, to somebody who knows something already. */
  Notice notice(Notifier notifier, Told told, Alert... alerts) {
    Lane.Plan plan = plan(told, alerts);
    Group group = group(alerts);
    return Notice.of("default", group, plan, notifier.fitting(plan.alerts(), group));
  }

  private Lane.Plan plan(Told told, Alert... alerts) {
    var backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), new Random(1));
    Lane lane = new Lane("default", group(alerts), backoff);
    lane.see(List.of(alerts), Set.of());
    return lane.plan(told, pace, SampleAlerts.START).orElseThrow();
  }

  private Group group(Alert... alerts) {
    return Group.of("webhook", alerts[0], config.groupBy());
  }

  @Override
  public void close() {
    sender.close();
  }
}
