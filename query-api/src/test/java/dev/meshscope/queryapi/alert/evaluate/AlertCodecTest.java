package dev.meshscope.queryapi.alert.evaluate;

import static dev.meshscope.queryapi.alert.evaluate.Rules.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshscope.model.WireFormatException;
import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AlertCodecTest {
  private static final AlertCodec CODEC = new AlertCodec("acme");

  static List<AlertRecord> records() {
    Tracked full =
        tracked(
            AlertState.RESOLVED,
            new Alert.Times(at(0), at(5), at(10).plusNanos(1)),
            new Alert.Evidence(at(10), 0.25, 0.5, false, true, List.of("a", "b")));
    Tracked bare =
        tracked(
            AlertState.PENDING,
            new Alert.Times(at(0), null, null),
            new Alert.Evidence(at(10), null, null, true, false, List.of()));
    Tracked infinite =
        new Tracked(
            tracked(
                    AlertState.FIRING,
                    new Alert.Times(at(0), at(5), null),
                    new Alert.Evidence(
                        at(10), Double.POSITIVE_INFINITY, 1.0, true, false, List.of()))
                .alert(),
            at(7),
            at(8),
            null);
    Tracked again =
        new Tracked(bare.alert(), null, null, new Alert.Times(at(-20), at(-15), at(-10)));
    return List.of(
        state(again),
        state(full),
        state(bare),
        state(infinite),
        new AlertRecord.State("g", "0000000000000000", null),
        new AlertRecord.Progress("g", at(0)),
        new AlertRecord.Progress("g", at(0), at(-60)),
        new AlertRecord.Progress("g", null),
        new AlertRecord.Lead(3));
  }

  @ParameterizedTest
  @MethodSource("records")
  void whatIsWrittenIsRead(AlertRecord record) throws Exception {
    assertThat(CODEC.decode(CODEC.key(record), CODEC.value(record))).contains(record);
    assertThat(CODEC.key(record)).isEqualTo(new AlertCodec("acme").key(record));
  }

  @Test
  void keysAreWrittenInOneWay() {
    AlertRecord record = new AlertRecord.State("g", "00000000000000ff", null);

    assertThat(new String(CODEC.key(record), UTF_8))
        .isEqualTo("{\"tenant\":\"acme\",\"group\":\"g\",\"fingerprint\":\"00000000000000ff\"}");
  }

  @Test
  void recordsOfOthersArePassedOver() throws Exception {
    AlertRecord record = new AlertRecord.Progress("g", at(0));
    AlertCodec other = new AlertCodec("other");

    assertThat(CODEC.decode(other.key(record), other.value(record))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "7", "{}", "{\"tenant\":\"acme\"}"})
  void keysThatAreNoneAreRefused(String key) {
    assertThatThrownBy(() -> CODEC.decode(key.getBytes(UTF_8), null))
        .isInstanceOf(WireFormatException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "[]",
        "{\"rule\":\"r\",\"labels\":{},\"state\":{},\"evidence\":{}}",
        "{\"rule\":\"r\",\"labels\":{\"a\":\"b\"},"
            + "\"state\":{\"name\":\"FIRING\",\"activeAt\":\"2026-01-31T12:00:00Z\"},"
            + "\"evidence\":{\"evaluatedAt\":\"2026-01-31T12:00:00Z\"}}",
        "{\"rule\":\"r\",\"labels\":{\"a\":\"b\"},"
            + "\"state\":{\"name\":\"PENDING\",\"activeAt\":\"2026-01-31T12:00:00Z\"},"
            + "\"evidence\":{\"evaluatedAt\":\"2026-01-31T12:00:00Z\"}}",
        "{\"rule\":\"r\",\"labels\":{\"a\":\"b\"},"
            + "\"state\":{\"name\":\"PENDING\",\"activeAt\":\"2026-01-31T12:00:00Z\","
            + "\"ended\":{\"activeAt\":\"2026-01-31T11:00:00Z\"}},"
            + "\"evidence\":{\"evaluatedAt\":\"2026-01-31T12:00:00Z\"}}"
      })
  void valuesThatAreNoneAreRefused(String value) {
    byte[] key = CODEC.key(new AlertRecord.State("g", "00", null));

    assertThatThrownBy(() -> CODEC.decode(key, value.getBytes(UTF_8)))
        .isInstanceOf(WireFormatException.class);
  }

  @Test
  void aRecordWithoutKeyIsRefused() {
    assertThatThrownBy(() -> CODEC.decode(null, null)).isInstanceOf(WireFormatException.class);
  }

  private static AlertRecord state(Tracked tracked) {
    return new AlertRecord.State("g", tracked.alert().fingerprint(), tracked);
  }

  private static Tracked tracked(AlertState state, Alert.Times times, Alert.Evidence evidence) {
    return new Tracked(
        new Alert(
            new Alert.Rule("g", "r"),
            new TreeMap<>(Map.of("alertname", "r", "service", "cärt")),
            new TreeMap<>(Map.of("summary", "something is \"wrong\"")),
            state,
            times,
            evidence),
        null,
        null,
        null);
  }
}
