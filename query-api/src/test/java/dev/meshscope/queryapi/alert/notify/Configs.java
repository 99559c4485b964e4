package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.queryapi.alert.notify.NotifyConfig.AlertmanagerConfig;
import dev.meshscope.queryapi.alert.notify.NotifyConfig.PagerDutyConfig;
import dev.meshscope.queryapi.alert.notify.NotifyConfig.SlackConfig;
import dev.meshscope.queryapi.alert.notify.NotifyConfig.WebhookConfig;
import dev.meshscope.runtime.config.DataSize;
import dev.meshscope.runtime.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Configurations of tests: receivers are on this machine. */
public final class Configs {
  static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  static final URI EXTERNAL = URI.create("https://meshscope.example/");

  private Configs() {}

  static NotifyConfig nobody() {
    NotifyConfig usual = NotifyConfig.defaults();
    return new NotifyConfig(
        Optional.of(EXTERNAL),
        usual.groupBy(),
        usual.groupWait(),
        usual.groupInterval(),
        usual.repeatInterval(),
        Duration.ofSeconds(10),
        usual.giveUpAfter(),
        DataSize.ofKibibytes(1),
        List.of("127.0.0.0/8"),
        usual.logMax(),
        usual.groupsMax(),
        usual.alertmanager(),
        usual.webhook(),
        usual.slack(),
        usual.pagerDuty());
  }

  /** The same without a wait for further alerts of a group. */
  static NotifyConfig atOnce(NotifyConfig config) {
    return with(config, Duration.ZERO, config.groupInterval(), Receivers.of(config));
  }

  public static NotifyConfig webhook(URI url) {
    return with(
        nobody(),
        new WebhookConfig(
            Optional.of(Secret.of(url.toString())),
            Optional.of(Secret.of(SECRET)),
            Optional.empty(),
            List.of()));
  }

  static NotifyConfig with(NotifyConfig config, WebhookConfig webhook) {
    return with(
        config, new Receivers(config.alertmanager(), webhook, config.slack(), config.pagerDuty()));
  }

  public static NotifyConfig with(NotifyConfig config, AlertmanagerConfig alertmanager) {
    return with(
        config, new Receivers(alertmanager, config.webhook(), config.slack(), config.pagerDuty()));
  }

  /** The same with less time between two notifications about a group. */
  public static NotifyConfig with(NotifyConfig config, Duration groupInterval) {
    return with(config, config.groupWait(), groupInterval, Receivers.of(config));
  }

  static NotifyConfig with(NotifyConfig config, SlackConfig slack, PagerDutyConfig pagerDuty) {
    return with(config, new Receivers(config.alertmanager(), config.webhook(), slack, pagerDuty));
  }

  private static NotifyConfig with(NotifyConfig config, Receivers receivers) {
    return with(config, config.groupWait(), config.groupInterval(), receivers);
  }

  private static NotifyConfig with(
      NotifyConfig config, Duration groupWait, Duration groupInterval, Receivers receivers) {
    return new NotifyConfig(
        config.externalUrl(),
        config.groupBy(),
        groupWait,
        groupInterval,
        config.repeatInterval(),
        config.timeout(),
        config.giveUpAfter(),
        config.answerMax(),
        config.allowPrivate(),
        config.logMax(),
        config.groupsMax(),
        receivers.alertmanager(),
        receivers.webhook(),
        receivers.slack(),
        receivers.pagerDuty());
  }

  private record Receivers(
      AlertmanagerConfig alertmanager,
      WebhookConfig webhook,
      SlackConfig slack,
      PagerDutyConfig pagerDuty) {
    static Receivers of(NotifyConfig config) {
      return new Receivers(
          config.alertmanager(), config.webhook(), config.slack(), config.pagerDuty());
    }
  }
}
