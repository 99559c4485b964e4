package dev.meshscope.queryapi.alert.notify;

import static dev.meshscope.queryapi.alert.notify.SampleAlerts.START;
import static dev.meshscope.queryapi.alert.notify.SampleAlerts.firing;
import static dev.meshscope.queryapi.alert.notify.SampleAlerts.labels;
import static dev.meshscope.queryapi.alert.notify.SampleAlerts.resolved;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.notify.Delivery.Told;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What receivers are sent. The whole bodies stand in docs/reference/alert-hooks.md. */
class BodyTest {
  private final SampleBodies sample = new SampleBodies();

  @AfterEach
  void close() {
    sample.close();
  }

  @Test
  void alertmanagerGetsBatches() {
    Alert[] alerts =
        IntStream.range(0, 600).mapToObj(number -> firing("s" + number)).toArray(Alert[]::new);

    List<byte[]> bodies = sample.alertmanager().bodies(sample.notice(alerts), START);

    assertThat(bodies.stream().map(body -> Bodies.read(body).size())).containsExactly(256, 256, 88);
  }

  @Test
  void alertmanagerGetsNoLabelThatItWouldRefuse() {
    SortedMap<String, String> labels = labels("a");
    labels.putAll(Map.of("empty", "", "with space", "x", "ok", "\ud800half"));

    JsonNode sent =
        Bodies.read(
            sample.alertmanager().bodies(sample.notice(firing(labels, START)), START).getFirst());

    assertThat(sent.at("/0/labels").propertyNames())
        .containsExactlyInAnyOrder("alertname", "ok", "service", "severity");
    assertThat(sent.at("/0/labels/ok").asString()).isEqualTo("?half");
  }

  @Test
  void theWebhookStaysSmallAndSaysWhatIsLeftOut() {
    Alert[] alerts = versions(500);
    alerts[0] = resolved(alerts[0], START.plusSeconds(5));
    Notice notice = sample.notice(sample.webhook(), alerts);

    byte[] body = sample.webhook().body(notice);

    JsonNode sent = Bodies.read(body);
    assertThat(body.length).isBetween(10_000, WebhookBody.BYTES_MAX);
    assertThat(sent.get("truncatedAlerts").asInt() + sent.get("alerts").size()).isEqualTo(500);
    assertThat(fingerprints(sent))
        .containsExactlyElementsOf(fingerprints(alerts, 1, notice.toldCount()));
    assertThat(notice.events().keySet()).containsExactlyInAnyOrderElementsOf(fingerprints(sent));
    assertThat(sent.at("/commonLabels").propertyNames())
        .containsExactly("alertname", "service", "severity");
  }

  @Test
  void whatTheReceiverDoesNotKnowComesFirst() {
    Alert[] alerts = versions(500);
    Notice all = sample.notice(alerts);
    alerts[300] = resolved(alerts[300], START.plusSeconds(900));

    JsonNode sent =
        Bodies.read(
            sample
                .webhook()
                .body(sample.notice(sample.webhook(), new Told(all.events(), START, 0), alerts)));

    assertThat(fingerprints(sent))
        .startsWith(alerts[300].fingerprint(), alerts[0].fingerprint(), alerts[1].fingerprint());
    assertThat(sent.at("/alerts/0/status").asString()).isEqualTo("resolved");
  }

  @Test
  void theStatusIsThatOfTheWholeGroup() {
    Alert[] alerts = versions(100);
    Notice begun = sample.notice(alerts);
    for (int number = 0; number < 99; number++) {
      alerts[number] = resolved(alerts[number], START.plusSeconds(900));
    }
    Told told = new Told(begun.events(), START, 0);

    JsonNode hook =
        Bodies.read(sample.webhook().body(sample.notice(sample.webhook(), told, alerts)));
    JsonNode note = Bodies.read(sample.slack().body(sample.notice(sample.slack(), told, alerts)));

    assertThat(hook.get("alerts").valueStream().map(one -> one.get("status").asString()))
        .containsOnly("resolved");
    assertThat(hook.get("status").asString()).isEqualTo("firing");
    assertThat(note.at("/attachments/0/text").asString()).doesNotContain("fires since");
    assertThat(note.at("/attachments/0/color").asString()).isEqualTo("danger");
    assertThat(note.at("/attachments/0/title").asString()).startsWith("[FIRING:1]");
  }

  @Test
  void whatFitsDoesNotDependOnTheNumbersInAnnotations() {
    Alert[] alerts = versions(500);
    Alert[] others =
        Stream.of(alerts)
            .map(alert ->
                SampleAlerts.annotated(alert, new TreeMap<>(Map.of("summary", "x".repeat(4_000)))))
            .toArray(Alert[]::new);

    for (Notifier notifier : List.of(sample.webhook(), sample.slack())) {
      assertThat(sample.notice(notifier, others).id())
          .isEqualTo(sample.notice(notifier, alerts).id());
    }
    Notice wordy = sample.notice(sample.webhook(), others);
    assertThat(sample.webhook().body(wordy)).hasSizeLessThanOrEqualTo(WebhookBody.BYTES_MAX);
  }

  @Test
  void oneHugeAlertIsToldInShort() {
    SortedMap<String, String> huge = new TreeMap<>(Map.of("summary", "x".repeat(1 << 16)));
    IntStream.range(0, 100).forEach(number -> huge.put("note" + number, "y".repeat(1_000)));

    byte[] body = sample.webhook().body(sample.notice(SampleAlerts.annotated(firing("a"), huge)));

    assertThat(body.length).isLessThanOrEqualTo(WebhookBody.BYTES_MAX);
    assertThat(Bodies.read(body).get("alerts")).hasSize(1);
    assertThat(Bodies.read(body).at("/alerts/0/annotations")).hasSize(102);
  }

  @Test
  void oneThatFitsNowhereIsToldByItsNameAlone() {
    SortedMap<String, String> labels = labels("a");
    IntStream.range(0, 1_000).forEach(number -> labels.put("label" + number, "y".repeat(100)));
    Alert huge = firing(labels, START);
    Notice notice = sample.notice(sample.webhook(), huge, firing("a"));

    byte[] body = sample.webhook().body(notice);

    JsonNode sent = Bodies.read(body);
    assertThat(body.length).isLessThanOrEqualTo(WebhookBody.BYTES_MAX);
    assertThat(sent.at("/alerts/0/labels").propertyNames()).containsExactly("alertname");
    assertThat(fingerprints(sent)).containsExactlyElementsOf(notice.events().keySet());
  }

  @Test
  void theWebhookIsSignedWithBothSecrets() {
    Map<String, String> headers = sample.webhook().headers("id", START, new byte[0]);

    assertThat(headers).containsEntry("webhook-id", "id");
    assertThat(headers).containsEntry("webhook-timestamp", "1769860800");
    assertThat(headers.get("webhook-signature")).matches("v1,[^ ]{44} v1,[^ ]{44}");
  }

  @Test
  void slackTextIsEscaped() {
    assertThat(SlackNotifier.escaped("<!channel> & a", 100)).isEqualTo("&lt;!channel&gt; &amp; a");
    assertThat(SlackNotifier.escaped("&&&", 10)).isEqualTo("&amp;…");
  }

  @Test
  void slackSaysThatItIsOver() {
    Alert over = resolved(firing("a"), START.plusSeconds(60));

    JsonNode sent = Bodies.read(sample.slack().body(sample.notice(over)));

    assertThat(sent.at("/attachments/0/color").asString()).isEqualTo("good");
    assertThat(sent.at("/attachments/0/title").asString())
        .startsWith("[RESOLVED] CheckoutErrors a");
    assertThat(sent.at("/attachments/0/text").asString()).contains("over; fired since 2026-01-31");
  }

  @Test
  void slackTextStaysShort() {
    Notice notice = sample.notice(sample.slack(), versions(500));

    JsonNode sent = Bodies.read(sample.slack().body(notice));

    assertThat(sent.at("/attachments/0/text").asString())
        .hasSizeLessThanOrEqualTo(SlackNotifier.TEXT_MAX)
        .endsWith("… and " + (500 - notice.events().size()) + " more");
    assertThat(sent.at("/attachments/0/color").asString()).isEqualTo("danger");
  }

  @ParameterizedTest
  @CsvSource({"page,critical", "ticket,warning", "info,info", "critical,critical", "odd,error"})
  void pagerDutyKnowsTheSeverity(String label, String severity) {
    SortedMap<String, String> labels = labels("a");
    labels.put("severity", label);

    JsonNode sent = Bodies.read(sample.pagerDuty().body(sample.notice(firing(labels, START))));

    assertThat(sent.at("/payload/severity").asString()).isEqualTo(severity);
  }

  @Test
  void pagerDutyResolvesWhenNothingFires() {
    Alert a = firing(versioned("v1"), START);
    Alert b = firing(versioned("v2"), START);
    Alert over = resolved(a, START.plusSeconds(60));

    JsonNode partly = Bodies.read(sample.pagerDuty().body(sample.notice(over, b)));
    JsonNode wholly =
        Bodies.read(
            sample.pagerDuty().body(sample.notice(over, resolved(b, START.plusSeconds(70)))));

    assertThat(partly.get("event_action").asString()).isEqualTo("trigger");
    assertThat(wholly.get("event_action").asString()).isEqualTo("resolve");
    assertThat(wholly.get("dedup_key")).isEqualTo(partly.get("dedup_key"));
  }

  @Test
  void everybodyHearsHowCompleteTheDataWere() {
    assertThat(completeness(1.0, false)).isEqualTo("all expected proxies heard");
    assertThat(completeness(0.9999, false))
        .isEqualTo("data incomplete: 99 % of the expected proxies heard");
    assertThat(completeness(null, false)).isEqualTo("no proxies were expected");
    assertThat(completeness(0.5, true))
        .isEqualTo(
            "data incomplete: it fires on because too little was heard to say that it is over"
                + " (50 % of the expected proxies heard)");
  }

  private static String completeness(
      @org.jspecify.annotations.Nullable Double share, boolean held) {
    var evidence = new Alert.Evidence(START, 1.0, share, true, held, List.of());
    return Evidence.annotations(SampleAlerts.with(firing("a"), evidence))
        .getOrDefault(Evidence.COMPLETENESS, "");
  }

  /** Of one group, each a second younger than the one before. */
  private static Alert[] versions(int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> firing(versioned("v" + number), START.plusSeconds(number)))
        .toArray(Alert[]::new);
  }

  private static List<String> fingerprints(Alert[] alerts, int from, int count) {
    return Stream.of(alerts).skip(from).limit(count).map(Alert::fingerprint).toList();
  }

  private static List<String> fingerprints(JsonNode body) {
    return body.get("alerts").valueStream().map(one -> one.get("fingerprint").asString()).toList();
  }

  private static SortedMap<String, String> versioned(String version) {
    SortedMap<String, String> labels = labels("a");
    labels.put("version", version);
    return labels;
  }
}
