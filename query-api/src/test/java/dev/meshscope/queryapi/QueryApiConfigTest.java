package dev.meshscope.queryapi;

import dev.meshscope.runtime.config.ConfigContract;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueryApiConfigTest {
  private final ConfigContract contract = new ConfigContract(QueryApiConfig.defaults());

  @Test
  void hasDefaults() {
    contract.hasDefaults(joined(usual(), usualOfAlerts()));
  }

  @Test
  void takesEveryKey() {
    contract.maps(joined(other(), otherOfAlerts()));
  }

  @Test
  void refusesWhatIsOutOfRange() {
    contract.rejects(joined(refused(), refusedOfAlerts()));
  }

  private static Map<String, String> usual() {
    return Map.ofEntries(
        Map.entry("apiHost", "0.0.0.0"),
        Map.entry("apiPort", "8080"),
        Map.entry("tenant", "default"),
        Map.entry("kafka.bootstrapServers", "127.0.0.1:9092"),
        Map.entry("clickhouse.url", "http://127.0.0.1:8123"),
        Map.entry("clickhouse.user", "default"),
        Map.entry("clickhouse.password", ""),
        Map.entry("clickhouse.database", "meshscope"),
        Map.entry("clickhouse.timeout", "30s"),
        Map.entry("retention.edges10s", "2d"),
        Map.entry("retention.edges1m", "30d"),
        Map.entry("retention.edges1h", "400d"),
        Map.entry("read.timeout", "10s"),
        Map.entry("read.scannedRowsMax", "50000000"),
        Map.entry("read.rowsMax", "200000"),
        Map.entry("read.memoryMax", "128MiB"),
        Map.entry("read.concurrentMax", "4"),
        Map.entry("read.queueTimeout", "2s"),
        Map.entry("range.longest", "400d"),
        Map.entry("range.tenSecondsLongest", "6h"),
        Map.entry("range.oneMinuteLongest", "7d"),
        Map.entry("range.pointsMax", "11000"),
        Map.entry("http.urlMax", "8KiB"),
        Map.entry("http.bodyMax", "64KiB"),
        Map.entry("http.valuesMax", "100"),
        Map.entry("http.connectionsMax", "1000"),
        Map.entry("http.idleTimeout", "30s"),
        Map.entry("inventory.file", ""),
        Map.entry("inventory.fileInterval", "5s"),
        Map.entry("inventory.writable", "true"),
        Map.entry("inventory.documentMax", "4MiB"),
        Map.entry("inventory.historyMax", "16MiB"),
        Map.entry("inventory.timeout", "10s"));
  }

  private static Map<String, String> usualOfAlerts() {
    return Map.ofEntries(
        Map.entry("evaluation.alertsMax", "100000"),
        Map.entry("evaluation.catchUpMax", "1h"),
        Map.entry("evaluation.parallelism", "2"),
        Map.entry("evaluation.patience", "10s"),
        Map.entry("evaluation.resolvedFor", "2h"),
        Map.entry("evaluation.sessionTimeout", "10s"),
        Map.entry("evaluation.settle", "2s"),
        Map.entry("evaluation.silenceFor", "1d"),
        Map.entry("notifications.alertmanager.endsAfter", "1d"),
        Map.entry("notifications.alertmanager.matchers", ""),
        Map.entry("notifications.alertmanager.resend", "1m"),
        Map.entry("notifications.alertmanager.urls", ""),
        Map.entry("notifications.allowPrivate", ""),
        Map.entry("notifications.answerMax", "64KiB"),
        Map.entry("notifications.externalUrl", ""),
        Map.entry("notifications.giveUpAfter", "15m"),
        Map.entry("notifications.groupBy", "alertname,service,objective,severity"),
        Map.entry("notifications.groupInterval", "1m"),
        Map.entry("notifications.groupWait", "1s"),
        Map.entry("notifications.groupsMax", "10000"),
        Map.entry("notifications.logMax", "1000"),
        Map.entry("notifications.pagerDuty.matchers", ""),
        Map.entry("notifications.pagerDuty.routingKey", ""),
        Map.entry("notifications.pagerDuty.url", "https://events.pagerduty.com/v2/enqueue"),
        Map.entry("notifications.repeatInterval", "4h"),
        Map.entry("notifications.slack.matchers", ""),
        Map.entry("notifications.slack.url", ""),
        Map.entry("notifications.timeout", "15s"),
        Map.entry("notifications.webhook.matchers", ""),
        Map.entry("notifications.webhook.secret", ""),
        Map.entry("notifications.webhook.secretBefore", ""),
        Map.entry("notifications.webhook.url", ""),
        Map.entry("rules.dir", ""),
        Map.entry("rules.fileMax", "1MiB"),
        Map.entry("rules.filesMax", "100"),
        Map.entry("rules.groupsMax", "1000"),
        Map.entry("rules.reloadInterval", "2s"),
        Map.entry("rules.rulesMax", "5000"));
  }

  private static Map<String, String> other() {
    return Map.ofEntries(
        Map.entry("apiHost", "127.0.0.1"),
        Map.entry("apiPort", "0"),
        Map.entry("tenant", "blue"),
        Map.entry("kafka.bootstrapServers", "kafka-1:9092,kafka-2:9092"),
        Map.entry("clickhouse.url", "https://clickhouse:8443"),
        Map.entry("clickhouse.user", "reader"),
        Map.entry("clickhouse.password", "s3cret"),
        Map.entry("clickhouse.database", "mesh"),
        Map.entry("clickhouse.timeout", "10s"),
        Map.entry("retention.edges10s", "3d"),
        Map.entry("retention.edges1m", "31d"),
        Map.entry("retention.edges1h", "401d"),
        Map.entry("read.timeout", "20s"),
        Map.entry("read.scannedRowsMax", "1000"),
        Map.entry("read.rowsMax", "100"),
        Map.entry("read.memoryMax", "1GiB"),
        Map.entry("read.concurrentMax", "16"),
        Map.entry("read.queueTimeout", "0"),
        Map.entry("range.longest", "30d"),
        Map.entry("range.tenSecondsLongest", "1h"),
        Map.entry("range.oneMinuteLongest", "1d"),
        Map.entry("range.pointsMax", "500"),
        Map.entry("http.urlMax", "16KiB"),
        Map.entry("http.bodyMax", "0"),
        Map.entry("http.valuesMax", "10"),
        Map.entry("http.connectionsMax", "50"),
        Map.entry("http.idleTimeout", "1m"),
        Map.entry("inventory.file", "/etc/meshscope/inventory.yaml"),
        Map.entry("inventory.fileInterval", "1s"),
        Map.entry("inventory.writable", "false"),
        Map.entry("inventory.documentMax", "64KiB"),
        Map.entry("inventory.historyMax", "1MiB"),
        Map.entry("inventory.timeout", "1m"));
  }

  private static Map<String, String> otherOfAlerts() {
    return Map.ofEntries(
        Map.entry("evaluation.alertsMax", "1000"),
        Map.entry("evaluation.catchUpMax", "2h"),
        Map.entry("evaluation.parallelism", "4"),
        Map.entry("evaluation.patience", "20s"),
        Map.entry("evaluation.resolvedFor", "30m"),
        Map.entry("evaluation.sessionTimeout", "15s"),
        Map.entry("evaluation.settle", "1s"),
        Map.entry("evaluation.silenceFor", "3d"),
        Map.entry("notifications.alertmanager.endsAfter", "6h"),
        Map.entry("notifications.alertmanager.matchers", "severity=page"),
        Map.entry("notifications.alertmanager.resend", "30s"),
        Map.entry("notifications.alertmanager.urls", "http://am-1:9093,http://am-2:9093"),
        Map.entry("notifications.allowPrivate", "10.1.0.0/16"),
        Map.entry("notifications.answerMax", "32KiB"),
        Map.entry("notifications.externalUrl", "https://meshscope.example.com"),
        Map.entry("notifications.giveUpAfter", "20m"),
        Map.entry("notifications.groupBy", "service"),
        Map.entry("notifications.groupInterval", "5m"),
        Map.entry("notifications.groupWait", "2s"),
        Map.entry("notifications.groupsMax", "500"),
        Map.entry("notifications.logMax", "100"),
        Map.entry("notifications.pagerDuty.matchers", "severity=page"),
        Map.entry("notifications.pagerDuty.routingKey", "0123456789abcdef0123456789abcdef"),
        Map.entry("notifications.pagerDuty.url", "https://events.eu.pagerduty.com/v2/enqueue"),
        Map.entry("notifications.repeatInterval", "6h"),
        Map.entry("notifications.slack.matchers", "severity=page"),
        Map.entry("notifications.slack.url", "https://hooks.slack.example.com/services/x"),
        Map.entry("notifications.timeout", "20s"),
        Map.entry("notifications.webhook.matchers", "severity=page"),
        Map.entry("notifications.webhook.secret", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"),
        Map.entry("notifications.webhook.secretBefore", "whsec_NzY1NDMyMTBmZWRjYmE5ODc2NTQzMjEw"),
        Map.entry("notifications.webhook.url", "https://hooks.example.com/meshscope"),
        Map.entry("rules.dir", "/etc/meshscope/rules"),
        Map.entry("rules.fileMax", "64KiB"),
        Map.entry("rules.filesMax", "10"),
        Map.entry("rules.groupsMax", "100"),
        Map.entry("rules.reloadInterval", "5s"),
        Map.entry("rules.rulesMax", "500"));
  }

  private static Map<String, List<String>> refused() {
    return Map.ofEntries(
        Map.entry("apiHost", List.of(" ")),
        Map.entry("apiPort", List.of("-1", "65536")),
        Map.entry("tenant", List.of(" ")),
        Map.entry("kafka.bootstrapServers", List.of(" ")),
        Map.entry("clickhouse.timeout", List.of("0", "6m")),
        Map.entry("retention.edges10s", List.of("0", "61d", "25h")),
        Map.entry("retention.edges1m", List.of("0", "732d")),
        Map.entry("retention.edges1h", List.of("0", "3654d")),
        Map.entry("read.timeout", List.of("99ms", "5m")),
        Map.entry("read.scannedRowsMax", List.of("999")),
        Map.entry("read.rowsMax", List.of("99", "10000001")),
        Map.entry("read.memoryMax", List.of("15MiB")),
        Map.entry("read.concurrentMax", List.of("0", "1001")),
        Map.entry("read.queueTimeout", List.of("61s")),
        Map.entry("range.longest", List.of("59s", "4001d")),
        Map.entry("range.tenSecondsLongest", List.of("4001d")),
        Map.entry("range.oneMinuteLongest", List.of("4001d")),
        Map.entry("range.pointsMax", List.of("0", "100001")),
        Map.entry("http.urlMax", List.of("255B", "65KiB")),
        Map.entry("http.bodyMax", List.of("65MiB")),
        Map.entry("http.valuesMax", List.of("0", "10001")),
        Map.entry("http.connectionsMax", List.of("0", "100001")),
        Map.entry("http.idleTimeout", List.of("999ms", "11m")),
        Map.entry("inventory.fileInterval", List.of("99ms", "61m")),
        Map.entry("inventory.documentMax", List.of("1023B", "5MiB")),
        Map.entry("inventory.historyMax", List.of("1023KiB", "257MiB")),
        Map.entry("inventory.timeout", List.of("999ms", "61s")));
  }

  private static Map<String, List<String>> refusedOfAlerts() {
    return Map.ofEntries(
        Map.entry("evaluation.alertsMax", List.of("99", "1000001")),
        Map.entry("evaluation.catchUpMax", List.of("59s", "25h")),
        Map.entry("evaluation.parallelism", List.of("0", "65")),
        Map.entry("evaluation.patience", List.of("999ms", "11m")),
        Map.entry("evaluation.resolvedFor", List.of("59s", "25h")),
        Map.entry("evaluation.sessionTimeout", List.of("5s", "6m")),
        Map.entry("evaluation.settle", List.of("61s")),
        Map.entry("evaluation.silenceFor", List.of("599s", "8d")),
        Map.entry("notifications.alertmanager.endsAfter", List.of("4m", "8d")),
        Map.entry("notifications.alertmanager.matchers", List.of("severity")),
        Map.entry("notifications.alertmanager.resend", List.of("999ms", "61m")),
        Map.entry("notifications.alertmanager.urls", List.of("ftp://am")),
        Map.entry("notifications.allowPrivate", List.of("10.1.0.0/33")),
        Map.entry("notifications.answerMax", List.of("1023B", "2MiB")),
        Map.entry("notifications.externalUrl", List.of("ftp://x")),
        Map.entry("notifications.giveUpAfter", List.of("999ms", "61m")),
        Map.entry("notifications.groupBy", List.of("no-label")),
        Map.entry("notifications.groupInterval", List.of("999ms", "61m")),
        Map.entry("notifications.groupWait", List.of("6m")),
        Map.entry("notifications.groupsMax", List.of("99", "100001")),
        Map.entry("notifications.logMax", List.of("9", "100001")),
        Map.entry("notifications.pagerDuty.matchers", List.of("severity")),
        Map.entry("notifications.pagerDuty.routingKey", List.of("short")),
        Map.entry("notifications.pagerDuty.url", List.of("ftp://x")),
        Map.entry("notifications.repeatInterval", List.of("59s", "73h")),
        Map.entry("notifications.slack.matchers", List.of("severity")),
        Map.entry("notifications.slack.url", List.of("hooks")),
        Map.entry("notifications.timeout", List.of("99ms", "61s")),
        Map.entry("notifications.webhook.matchers", List.of("severity")),
        Map.entry("notifications.webhook.secret", List.of("whsec_x")),
        Map.entry("notifications.webhook.secretBefore", List.of("whsec_x")),
        Map.entry("notifications.webhook.url", List.of("ftp://x")),
        Map.entry("rules.fileMax", List.of("1023B", "17MiB")),
        Map.entry("rules.filesMax", List.of("0", "10001")),
        Map.entry("rules.groupsMax", List.of("0", "10001")),
        Map.entry("rules.reloadInterval", List.of("99ms", "61m")),
        Map.entry("rules.rulesMax", List.of("0", "100001")));
  }

  private static <T> Map<String, T> joined(Map<String, T> some, Map<String, T> others) {
    Map<String, T> all = new HashMap<>(some);
    all.putAll(others);
    return all;
  }
}
