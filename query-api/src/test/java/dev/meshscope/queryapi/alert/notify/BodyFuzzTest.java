package dev.meshscope.queryapi.alert.notify;

import static dev.meshscope.queryapi.alert.notify.SampleAlerts.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.WireFormatException;
import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.notify.Delivery.Outcome;
import dev.meshscope.queryapi.alert.notify.Delivery.Result;
import dev.meshscope.queryapi.alert.notify.Delivery.Told;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Whatever is in labels and annotations, bodies parse and keep their limits. */
class BodyFuzzTest {
  private static final int ROUNDS = 300;
  private static final int PAGER_DUTY_MAX = 512 * 1024;
  private static final String[] PIECES = {
    "\u0000",
    "\u001f",
    "\u007f",
    "\ud800",
    "\udc00",
    "\ud83d\ude00",
    "\"",
    "\\",
    "\n",
    "<",
    ">",
    "&",
    "€",
    "\u2028",
    "{{",
    "}}",
    "a",
    "/",
    "\ufffe",
    "'"
  };

  private final long seed = Long.getLong("meshscope.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void bodiesParseAndKeepTheirLimits() {
    try (SampleBodies sample = new SampleBodies()) {
      for (int round = 0; round < ROUNDS; round++) {
        Alert[] alerts = alerts();
        String seeded = "round " + round + " of seed " + seed;

        Notice hooked = sample.notice(sample.webhook(), alerts);
        byte[] webhook = sample.webhook().body(hooked);
        assertThat(webhook.length).as(seeded).isLessThanOrEqualTo(WebhookBody.BYTES_MAX);
        assertThat(Bodies.read(webhook).get("version").asString()).as(seeded).isEqualTo("4");
        assertThat(Bodies.read(webhook).get("alerts").size())
            .as(seeded)
            .isEqualTo(hooked.events().size())
            .isPositive();
        Notice noted = sample.notice(sample.slack(), alerts);
        JsonNode slack = Bodies.read(sample.slack().body(noted));
        assertThat(slack.at("/attachments/0/title").asString().length())
            .as(seeded)
            .isLessThanOrEqualTo(SlackNotifier.TITLE_MAX);
        assertThat(slack.at("/attachments/0/text").asString().length())
            .as(seeded)
            .isLessThanOrEqualTo(SlackNotifier.TEXT_MAX);
        Notice notice = sample.notice(alerts);
        byte[] pager = sample.pagerDuty().body(notice);
        assertThat(pager.length).as(seeded).isLessThan(PAGER_DUTY_MAX);
        assertThat(Bodies.read(pager).at("/payload/summary").asString().length())
            .as(seeded)
            .isBetween(1, PagerDutyNotifier.SUMMARY_MAX);
        sample
            .alertmanager()
            .bodies(notice, START)
            .forEach(body -> assertThat(Bodies.read(body).isArray()).as(seeded).isTrue());
        assertThat(notice.group().key().length()).as(seeded).isLessThan(1_100);
      }
    }
  }

  @Test
  void deliveriesSurviveTheirCodec() throws WireFormatException {
    try (SampleBodies sample = new SampleBodies()) {
      for (int round = 0; round < ROUNDS; round++) {
        Notice notice = sample.notice(alerts());
        Delivery delivery =
            new Delivery(
                new Delivery.Key("default", "webhook", notice.group().key()),
                notice.id(),
                notice.events(),
                new Told(notice.events(), round % 2 == 0 ? START : null, round),
                new Result(START, Outcome.GAVE_UP, round, 500, Bodies.sane(text())));

        assertThat(DeliveryCodec.decode(DeliveryCodec.value(delivery)))
            .as("round " + round + " of seed " + seed)
            .isEqualTo(delivery);
      }
    }
  }

  private Alert[] alerts() {
    return IntStream.rangeClosed(0, random.nextInt(5))
        .mapToObj(_ -> {
          Alert alert = SampleAlerts.annotated(SampleAlerts.firing(texts(), START), texts());
          return random.nextBoolean() ? alert : SampleAlerts.resolved(alert, START.plusSeconds(9));
        })
        .toArray(Alert[]::new);
  }

  private SortedMap<String, String> texts() {
    SortedMap<String, String> texts = new TreeMap<>();
    texts.put("alertname", text());
    texts.put("service", text());
    texts.put("summary", text());
    int more = random.nextInt(20) == 0 ? 500 : random.nextInt(5);
    IntStream.range(0, more).forEach(_ -> texts.put(text(), text()));
    return texts;
  }

  private String text() {
    if (random.nextInt(40) == 0) {
      return PIECES[random.nextInt(PIECES.length)].repeat(1 << 16);
    }
    StringBuilder text = new StringBuilder();
    int pieces = random.nextInt(12);
    for (int piece = 0; piece < pieces; piece++) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }
}
