package dev.meshscope.queryapi.alert.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meshscope.model.Named;
import dev.meshscope.model.WireFormatException;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.notify.Delivery.Event;
import dev.meshscope.queryapi.alert.notify.Delivery.Outcome;
import dev.meshscope.queryapi.alert.notify.Delivery.Result;
import dev.meshscope.queryapi.alert.notify.Delivery.Told;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Deliveries as JSON, as topic {@code notifications} holds them. */
final class DeliveryCodec {
  private DeliveryCodec() {}

  static byte[] key(Delivery.Key key) {
    return key.text().getBytes(UTF_8);
  }

  static byte[] value(Delivery delivery) {
    ObjectNode node = Bodies.object();
    node.put("tenant", delivery.key().tenant());
    node.put("receiver", delivery.key().receiver());
    node.put("groupKey", delivery.key().groupKey());
    node.put("id", delivery.id());
    Result result = delivery.result();
    node.put("at", result.at().toString());
    node.put("outcome", result.outcome().text());
    node.put("attempts", result.attempts());
    node.put("status", result.status());
    node.put("problem", result.problem());
    node.set("alerts", events(delivery.alerts()));
    Told told = delivery.told();
    node.set("told", events(told.alerts()));
    if (told.at() != null) {
      node.put("toldAt", told.at().toString());
    }
    node.put("repeats", told.repeats());
    return Bodies.bytes(node);
  }

  static Delivery decode(byte @Nullable [] value) throws WireFormatException {
    if (value == null) {
      throw new WireFormatException("a notification without value");
    }
    try {
      JsonNode node = Bodies.read(value);
      Delivery.Key key =
          new Delivery.Key(text(node, "tenant"), text(node, "receiver"), text(node, "groupKey"));
      Told told =
          new Told(
              events(node.path("told")),
              node.has("toldAt") ? Instant.parse(text(node, "toldAt")) : null,
              node.path("repeats").asInt(0));
      Result result =
          new Result(
              Instant.parse(text(node, "at")),
              named(Outcome.class, text(node, "outcome")),
              node.path("attempts").asInt(0),
              node.path("status").asInt(0),
              node.path("problem").asString(""));
      return new Delivery(key, text(node, "id"), events(node.path("alerts")), told, result);
    } catch (JacksonException | DateTimeException e) {
      throw new WireFormatException("no notification: " + e.getMessage());
    }
  }

  private static ObjectNode events(SortedMap<String, Event> events) {
    ObjectNode node = Bodies.object();
    events.forEach((fingerprint, event) ->
        node.putObject(fingerprint)
            .put("state", event.state().text())
            .put("at", event.at().toString()));
    return node;
  }

  private static SortedMap<String, Event> events(JsonNode node) throws WireFormatException {
    SortedMap<String, Event> events = new TreeMap<>();
    for (Map.Entry<String, JsonNode> one : node.properties()) {
      AlertState state = named(AlertState.class, text(one.getValue(), "state"));
      events.put(one.getKey(), new Event(state, Instant.parse(text(one.getValue(), "at"))));
    }
    return events;
  }

  private static <E extends Enum<E> & Named> E named(Class<E> type, String text)
      throws WireFormatException {
    return Named.ofText(type, text)
        .orElseThrow(() -> new WireFormatException("no " + type.getSimpleName() + ": " + text));
  }

  private static String text(JsonNode node, String name) throws WireFormatException {
    JsonNode value = node.path(name);
    if (!value.isString()) {
      throw new WireFormatException("a notification without " + name);
    }
    return value.asString();
  }
}
