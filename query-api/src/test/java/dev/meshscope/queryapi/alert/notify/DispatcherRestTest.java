package dev.meshscope.queryapi.alert.notify;

import static dev.meshscope.queryapi.alert.notify.SampleAlerts.START;
import static dev.meshscope.queryapi.alert.notify.SampleAlerts.labels;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.notify.NotifyConfig.SlackConfig;
import dev.meshscope.queryapi.alert.notify.RecordingReceiver.Call;
import dev.meshscope.runtime.config.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A group with more alerts than one notification has room for: the rest follows. */
class DispatcherRestTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration POLL = Duration.ofMillis(5);
  private static final Pattern LINE = Pattern.compile("number (\\d+)\\..*\\((fires|over)");

  private final InMemoryToldLog log = new InMemoryToldLog();
  private RecordingReceiver receiver;

  @BeforeEach
  void start() throws IOException {
    receiver = new RecordingReceiver();
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  @Test
  void theWebhookHearsOfEveryAlertAndOfEveryEnd() {
    Alert[] alerts = alerts(5_000);
    try (var running = new RunningDispatcher(Configs.webhook(receiver.url()), log)) {
      tellAll(running, alerts, AlertState.FIRING);
      tellAll(running, ends(alerts), AlertState.RESOLVED);
    }

    Map<String, Set<String>> heard = new HashMap<>();
    for (Call call : receiver.calls()) {
      assertThat(call.body().getBytes(UTF_8)).hasSizeLessThanOrEqualTo(WebhookBody.BYTES_MAX);
      for (JsonNode alert : call.json().get("alerts")) {
        heard
            .computeIfAbsent(alert.get("fingerprint").asString(), _ -> new LinkedHashSet<>())
            .add(alert.get("status").asString());
      }
    }
    assertThat(heard.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(alerts).map(Alert::fingerprint).collect(Collectors.toSet()));
    assertThat(heard.values())
        .allSatisfy(states -> assertThat(states).containsExactly("firing", "resolved"));
    assertThat(receiver.calls()).extracting(Call::id).doesNotHaveDuplicates();
  }

  @Test
  void slackHearsOfEveryAlertAndOfEveryEnd() {
    Alert[] alerts = alerts(500);
    try (var running = new RunningDispatcher(slack(), log)) {
      tellAll(running, alerts, AlertState.FIRING);
      tellAll(running, ends(alerts), AlertState.RESOLVED);
    }

    Map<String, Set<String>> heard = new HashMap<>();
    for (Call call : receiver.calls()) {
      Matcher line = LINE.matcher(call.json().at("/attachments/0/text").asString());
      while (line.find()) {
        heard.computeIfAbsent(line.group(1), _ -> new LinkedHashSet<>()).add(line.group(2));
      }
    }
    assertThat(heard).hasSize(alerts.length);
    assertThat(heard.values())
        .allSatisfy(states -> assertThat(states).containsExactly("fires", "over"));
  }

  @Test
  void theRestFollowsAtOnceAndIsToldOnceToo() {
    Alert[] ends = ends(alerts(60));
    try (var running = new RunningDispatcher(Configs.webhook(receiver.url()), log)) {
      running.led(ends);
      running.passesAfterALook(SECOND);
      awaitKnown(AlertState.RESOLVED, ends.length);
      int all = receiver.calls().size();
      assertThat(all).isGreaterThan(1);

      running.passes(Duration.ofHours(9));
      running.looks();

      assertThat(receiver.calls()).hasSize(all);
    }
  }

  @Test
  void peopleAreToldTheRestAnIntervalLater() {
    Alert[] ends = ends(alerts(60));
    try (var running = new RunningDispatcher(slack(), log)) {
      running.led(ends);
      running.passesAfterALook(SECOND);
      awaitKnown(AlertState.RESOLVED, 1);
      running.passesAfterALook(MINUTE.minusSeconds(1));
      running.looks();
      assertThat(receiver.calls()).hasSize(1);

      tellAll(running, ends, AlertState.RESOLVED);

      assertThat(receiver.calls()).hasSizeGreaterThan(2);
    }
  }

  @Test
  void whatIsTriedAgainSaysTheSameAlsoWhenTheGroupHasGrown() {
    Alert[] alerts = alerts(120);
    IntStream.range(0, 3).forEach(_ -> receiver.next(500, Map.of()));
    try (var running = new RunningDispatcher(Configs.webhook(receiver.url()), log)) {
      running.led(Stream.of(alerts).limit(100).toArray(Alert[]::new));
      running.passesAfterALook(SECOND);
      awaitCalls(1);
      running.led(alerts);
      await()
          .until(() -> {
            running.passesAfterALook(MINUTE);
            return known(AlertState.FIRING) == alerts.length;
          });
    }

    Map<String, Set<String>> bodies = new HashMap<>();
    for (Call call : receiver.calls()) {
      bodies.computeIfAbsent(call.id(), _ -> new LinkedHashSet<>()).add(call.body());
    }
    assertThat(bodies).hasSize(receiver.calls().size() - 3);
    assertThat(bodies.values()).allSatisfy(of -> assertThat(of).hasSize(1));
  }

  @Test
  void afterGivingUpWhatIsNewIsTriedAtOnceAlsoIfItFitsNowhere() {
    Alert[] alerts = alerts(61);
    receiver.always(400);
    try (var running = new RunningDispatcher(Configs.webhook(receiver.url()), log)) {
      running.led(Stream.of(alerts).limit(60).toArray(Alert[]::new));
      running.passesAfterALook(SECOND);
      awaitCalls(1);
      running.passesAfterALook(MINUTE);
      running.looks();
      assertThat(receiver.calls()).hasSize(1);

      running.led(alerts);
      running.passesAfterALook(MINUTE);

      awaitCalls(2);
      assertThat(receiver.calls().getLast().id()).isEqualTo(receiver.calls().getFirst().id());
    }
  }

  /** These are true from now on, and time passes until the receiver knows all. */
  private void tellAll(RunningDispatcher running, Alert[] alerts, AlertState state) {
    running.led(alerts);
    running.passesAfterALook(SECOND);
    for (long known = known(state); known < alerts.length; known = known(state)) {
      running.passes(MINUTE);
      awaitKnown(state, Math.min(alerts.length, known + 1));
    }
  }

  private long known(AlertState state) {
    return log.recent().stream()
        .limit(1)
        .flatMap(delivery -> delivery.told().alerts().values().stream())
        .filter(event -> event.state() == state)
        .count();
  }

  private void awaitKnown(AlertState state, long count) {
    await().pollInterval(POLL).until(() -> known(state) >= count);
  }

  private void awaitCalls(int count) {
    await().untilAsserted(() -> assertThat(receiver.calls()).hasSizeGreaterThanOrEqualTo(count));
  }

  private NotifyConfig slack() {
    Secret url = Secret.of(receiver.url().toString());
    return Configs.with(
        Configs.nobody(),
        new SlackConfig(Optional.of(url), List.of()),
        NotifyConfig.defaults().pagerDuty());
  }

  private static Alert[] alerts(int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> {
          SortedMap<String, String> labels = labels("a");
          labels.put("version", "v" + number);
          return SampleAlerts.annotated(
              SampleAlerts.firing(labels, START.plusMillis(number)),
              new TreeMap<>(Map.of("summary", "number " + number)));
        })
        .toArray(Alert[]::new);
  }

  private static Alert[] ends(Alert[] alerts) {
    return Stream.of(alerts)
        .map(alert -> SampleAlerts.resolved(alert, START.plusSeconds(90)))
        .toArray(Alert[]::new);
  }
}
