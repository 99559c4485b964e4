package dev.meshscope.queryapi.alert.notify;

import static dev.meshscope.queryapi.alert.notify.SampleAlerts.START;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshscope.model.WireFormatException;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.notify.Delivery.Event;
import dev.meshscope.queryapi.alert.notify.Delivery.Outcome;
import dev.meshscope.queryapi.alert.notify.Delivery.Result;
import dev.meshscope.queryapi.alert.notify.Delivery.Told;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveriesTest {
  private final Deliveries deliveries = new Deliveries(10, 100);

  @Test
  void keepsTheLatestAndTellsTheNewestFirst() {
    IntStream.range(0, 25).forEach(number -> deliveries.take(delivery("g" + number, number)));

    assertThat(deliveries.recent())
        .extracting(Delivery::id)
        .startsWith("id24", "id23")
        .endsWith("id15")
        .hasSize(10);
  }

  @Test
  void whatReceiversKnowIsKeptOncePerGroupAndNotPerDelivery() {
    Deliveries.Reading reading = deliveries.begin();
    for (int number = 0; number < 5; number++) {
      deliveries.take(delivery("g", number));
      deliveries.read(reading, delivery("g", number));
    }
    assertThat(deliveries.recent()).hasSize(5);
    assertThat(deliveries.recent()).extracting(Delivery::told).containsOnly(Told.NOTHING);
    deliveries.become(reading);

    assertThat(deliveries.recent()).hasSize(5);
    assertThat(deliveries.recent()).extracting(Delivery::told).containsOnly(Told.NOTHING);
    assertThat(deliveries.told(key("g")).repeats()).isEqualTo(4);
  }

  @Test
  void countsADeliveryOnceHoweverOftenItComes() {
    deliveries.take(delivery("g", 1));
    deliveries.take(delivery("g", 1));

    assertThat(deliveries.recent()).hasSize(1);
  }

  @Test
  void whatIsLaterInTheTopicCountsWhateverTheClocksSay() {
    Deliveries.Reading reading = deliveries.begin();
    deliveries.read(reading, delivery("g", 2)); // its clock is ahead
    deliveries.read(reading, delivery("g", 1));
    deliveries.become(reading);

    assertThat(deliveries.told(key("g")).repeats()).isEqualTo(1);
    assertThat(deliveries.told(key("other"))).isEqualTo(Told.NOTHING);
  }

  @Test
  void whatWasToldHereCountsUntilItIsReadBack() {
    Deliveries.Reading reading = deliveries.begin();
    deliveries.become(reading);
    deliveries.take(delivery("g", 1));
    deliveries.read(reading, delivery("g", 2)); // another told it in between
    deliveries.become(reading);
    assertThat(deliveries.told(key("g")).repeats()).isEqualTo(1);

    deliveries.read(reading, delivery("g", 1));
    deliveries.read(reading, delivery("g", 3));
    deliveries.become(reading);
    assertThat(deliveries.told(key("g")).repeats()).isEqualTo(3);
    assertThat(deliveries.recent()).extracting(Delivery::id).containsExactly("id3", "id2", "id1");
  }

  @Test
  void nothingIsForgottenWhileTheTopicIsReadAgain() {
    Deliveries.Reading first = deliveries.begin();
    deliveries.read(first, delivery("g", 1));
    deliveries.become(first);
    deliveries.take(delivery("g", 2));
    deliveries.read(first, delivery("g", 2));
    deliveries.become(first);

    Deliveries.Reading second = deliveries.begin();
    deliveries.read(second, delivery("g", 1));
    assertThat(deliveries.told(key("g")).repeats()).isEqualTo(2);

    deliveries.take(delivery("g", 3)); // not written yet
    deliveries.read(second, delivery("g", 2));
    deliveries.become(second);
    assertThat(deliveries.told(key("g")).repeats()).isEqualTo(3);
  }

  @Test
  void whatIsReadTwiceCountsWhereItCameFirst() {
    Deliveries.Reading reading = deliveries.begin();
    deliveries.read(reading, delivery("g", 1));
    deliveries.read(reading, delivery("g", 2));
    deliveries.read(reading, delivery("g", 1));
    deliveries.become(reading);

    assertThat(deliveries.told(key("g")).repeats()).isEqualTo(2);
  }

  @Test
  void whoHandsOverChangesNothingOfWhatIsKnown() {
    deliveries.take(delivery("g", 1));
    Delivery late = delivery("g", 2);
    var result = new Result(late.result().at(), Outcome.HANDED_OVER, 3, 500, "answered 500");
    deliveries.take(new Delivery(late.key(), late.id(), late.alerts(), Told.NOTHING, result));

    assertThat(deliveries.told(key("g")).repeats()).isEqualTo(1);
    assertThat(deliveries.recent()).hasSize(2);
  }

  @Test
  void forgetsTheGroupThatWasToldFirst() {
    IntStream.rangeClosed(0, 100)
        .forEach(number -> deliveries.take(delivery("g" + number, number)));

    assertThat(deliveries.told(key("g0"))).isEqualTo(Told.NOTHING);
    assertThat(deliveries.told(key("g1"))).isNotEqualTo(Told.NOTHING);
  }

  @Test
  void asManyAreKnownAsAllReceiversMayHave() {
    NotifyConfig config = Configs.nobody();
    var told = new Deliveries(config.logMax(), config.groupsOfAllMax());
    List<String> receivers = List.of("alertmanager", "webhook", "slack", "pagerduty");
    for (String receiver : receivers) {
      IntStream.range(0, config.groupsMax())
          .forEach(number -> told.take(delivery(key(receiver, "g" + number), number)));
    }

    assertThat(receivers)
        .hasSameSizeAs(Notifier.class.getPermittedSubclasses())
        .allSatisfy(
            receiver -> assertThat(told.told(key(receiver, "g0"))).isNotEqualTo(Told.NOTHING));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "7",
        "{}",
        "{\"tenant\": 7}",
        "{\"tenant\":\"t\",\"receiver\":\"r\",\"groupKey\":\"g\",\"id\":\"i\",\"at\":\"now\"}"
      })
  void refusesOtherRecords(String value) {
    assertThatThrownBy(() -> DeliveryCodec.decode(value.getBytes(UTF_8)))
        .isInstanceOf(WireFormatException.class);
  }

  @Test
  void refusesARecordWithoutValue() {
    assertThatThrownBy(() -> DeliveryCodec.decode(null)).isInstanceOf(WireFormatException.class);
  }

  private static Delivery.Key key(String group) {
    return key("webhook", group);
  }

  private static Delivery.Key key(String receiver, String group) {
    return new Delivery.Key("default", receiver, group);
  }

  private static Delivery delivery(String group, int number) {
    return delivery(key(group), number);
  }

  private static Delivery delivery(Delivery.Key key, int number) {
    var events = new TreeMap<>(Map.of("f", new Event(AlertState.FIRING, START)));
    var at = START.plusSeconds(number);
    return new Delivery(
        key,
        "id" + number,
        events,
        new Told(events, at, number),
        new Result(at, Outcome.DELIVERED, 1, 200, ""));
  }
}
