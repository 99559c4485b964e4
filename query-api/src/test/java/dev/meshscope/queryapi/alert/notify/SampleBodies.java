package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.notify.NotifyConfig.AlertmanagerConfig;
import dev.meshscope.queryapi.alert.notify.NotifyConfig.PagerDutyConfig;
import dev.meshscope.queryapi.alert.notify.NotifyConfig.SlackConfig;
import dev.meshscope.queryapi.alert.notify.NotifyConfig.WebhookConfig;
import dev.meshscope.runtime.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** All notifiers without their connections: for what they would say. */
final class SampleBodies implements AutoCloseable {
  static final URI NOWHERE = URI.create("https://receiver.example/");
  static final Secret ROUTING_KEY = Secret.of("0123456789abcdef0123456789abcdef");
  static final Secret OTHER = Secret.of("whsec_" + "A".repeat(32));

  private final HttpSender sender =
      new HttpSender(
          new HttpSender.Limits(Duration.ofSeconds(1), 1),
          Optional.of(new TargetGuard(List.of())),
          InstantSource.system());
  private final NotifyConfig config = Configs.nobody();
  private final Links links = new Links(config.externalUrl());
  private final Notifier.Pace pace = Notifier.Pace.of(config);

  AlertmanagerNotifier alertmanager() {
    var members = List.of("http://a:9093", "http://b:9093/prefix/");
    return new AlertmanagerNotifier(
        new AlertmanagerConfig(members, Duration.ofMinutes(1), List.of()), sender, links);
  }

  WebhookNotifier webhook() {
    var webhook =
        new WebhookConfig(
            Optional.of(NOWHERE),
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

  Notice notice(Alert... alerts) {
    Group group = Group.of("webhook", alerts[0], config.groupBy());
    return Notice.of("default", group, List.of(alerts), 0);
  }

  @Override
  public void close() {
    sender.close();
  }
}
