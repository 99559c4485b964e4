package dev.meshscope.queryapi.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshscope.queryapi.alert.notify.NotifyConfig.AlertmanagerConfig;
import dev.meshscope.runtime.config.ConfigContract;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NotifyConfigTest {
  private static final String SECRET = "whsec_" + "A".repeat(32);

  private final ConfigContract contract = new ConfigContract(NotifyConfig.defaults());

  @Test
  void hasDefaults() {
    contract.hasDefaults(
        Map.ofEntries(
            Map.entry("externalUrl", ""),
            Map.entry("groupBy", "alertname,service,objective,severity"),
            Map.entry("groupWait", "1s"),
            Map.entry("groupInterval", "1m"),
            Map.entry("repeatInterval", "4h"),
            Map.entry("timeout", "15s"),
            Map.entry("giveUpAfter", "15m"),
            Map.entry("answerMax", "64KiB"),
            Map.entry("allowPrivate", ""),
            Map.entry("logMax", "1000"),
            Map.entry("groupsMax", "10000"),
            Map.entry("alertmanager.urls", ""),
            Map.entry("alertmanager.resend", "1m"),
            Map.entry("alertmanager.endsAfter", "1d"),
            Map.entry("alertmanager.matchers", ""),
            Map.entry("webhook.url", ""),
            Map.entry("webhook.secret", ""),
            Map.entry("webhook.secretBefore", ""),
            Map.entry("webhook.matchers", ""),
            Map.entry("slack.url", ""),
            Map.entry("slack.matchers", ""),
            Map.entry("pagerDuty.routingKey", ""),
            Map.entry("pagerDuty.url", "https://events.pagerduty.com/v2/enqueue"),
            Map.entry("pagerDuty.matchers", "")));
  }

  @Test
  void takesEveryKey() {
    contract.maps(
        Map.ofEntries(
            Map.entry("externalUrl", "https://meshscope.example"),
            Map.entry("groupBy", "team,alertname"),
            Map.entry("groupWait", "0"),
            Map.entry("groupInterval", "5m"),
            Map.entry("repeatInterval", "1h"),
            Map.entry("timeout", "5s"),
            Map.entry("giveUpAfter", "30m"),
            Map.entry("answerMax", "4KiB"),
            Map.entry("allowPrivate", "10.1.0.0/16,fd00::/8"),
            Map.entry("logMax", "100"),
            Map.entry("groupsMax", "500"),
            Map.entry("alertmanager.urls", "http://am-0:9093,http://am-1:9093"),
            Map.entry("alertmanager.resend", "30s"),
            Map.entry("alertmanager.endsAfter", "6h"),
            Map.entry("alertmanager.matchers", "severity!=info"),
            Map.entry("webhook.url", "https://hooks.example/meshscope"),
            Map.entry("webhook.secret", SECRET),
            Map.entry("webhook.secretBefore", SECRET),
            Map.entry("webhook.matchers", "service=~check.*,severity=page"),
            Map.entry("slack.url", "https://hooks.slack.com/services/T/B/x"),
            Map.entry("slack.matchers", "severity=page"),
            Map.entry("pagerDuty.routingKey", "0123456789abcdef0123456789abcdef"),
            Map.entry("pagerDuty.url", "https://events.eu.pagerduty.com/v2/enqueue"),
            Map.entry("pagerDuty.matchers", "severity=page")));
  }

  @Test
  void anAlertThatFiresLivesForFourResends() {
    Duration resend = Duration.ofMinutes(30);

    assertThatThrownBy(
            () -> new AlertmanagerConfig(List.of(), resend, Duration.ofMinutes(119), List.of()))
        .hasMessage("endsAfter must be at least 4 times resend");
    assertThat(new AlertmanagerConfig(List.of(), resend, Duration.ofHours(2), List.of()))
        .isNotNull();
  }

  @Test
  void refusesWhatIsOutOfRange() {
    contract.rejects(
        Map.ofEntries(
            Map.entry("externalUrl", List.of("ftp://meshscope.example", "https:///x")),
            Map.entry("groupBy", List.of("a b", "1a")),
            Map.entry("groupWait", List.of("301s")),
            Map.entry("groupInterval", List.of("999ms", "61m")),
            Map.entry("repeatInterval", List.of("59s", "73h")),
            Map.entry("timeout", List.of("99ms", "61s")),
            Map.entry("giveUpAfter", List.of("999ms", "61m")),
            Map.entry("answerMax", List.of("1023B", "2MiB")),
            Map.entry("allowPrivate", List.of("10.0.0.1", "10.0.0.0/33", "localhost/8")),
            Map.entry("logMax", List.of("9", "100001")),
            Map.entry("groupsMax", List.of("99", "100001")),
            Map.entry("alertmanager.urls", List.of("am:9093", "http://u:p@am:9093", "not a url")),
            Map.entry("alertmanager.resend", List.of("999ms", "61m")),
            Map.entry("alertmanager.endsAfter", List.of("4m", "8d")),
            Map.entry("alertmanager.matchers", List.of("severity")),
            Map.entry("webhook.url", List.of("https://user@hooks.example/")),
            Map.entry("webhook.secret", List.of("secret", "whsec_c2hvcnQ=")),
            Map.entry("webhook.secretBefore", List.of("secret")),
            Map.entry("webhook.matchers", List.of("a=~(")),
            Map.entry("slack.url", List.of("hooks.slack.com", "file:///x")),
            Map.entry("slack.matchers", List.of("=x")),
            Map.entry("pagerDuty.routingKey", List.of("short")),
            Map.entry("pagerDuty.matchers", List.of("x"))));
  }
}
