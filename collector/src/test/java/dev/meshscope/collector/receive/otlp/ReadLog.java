package dev.meshscope.collector.receive.otlp;

import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.collector.normalize.Unknown;
import dev.meshscope.model.ResponseFlag;
import io.envoyproxy.envoy.config.core.v3.RequestMethod;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogType;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All that a record says, as plain text: once read by the scanner, and once out of the generated
 * objects in the simplest way that comes to mind.
 */
record ReadLog(
    Map<Integer, String> texts,
    Map<Integer, Long> numbers,
    Map<Integer, Long> nanos,
    Map<Integer, String> node) {

  /** What the scanner has read. */
  static ReadLog of(EntryFiller filler) {
    ReadLog read = new ReadLog(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    ProtocolEntry entry = filler.entry();
    for (int text = 0; text < ProtocolEntry.TEXTS; text++) {
      read.text(text, entry.has(text) ? entry.string(text) : "");
    }
    for (int number = 0; number < ProtocolEntry.NUMBERS; number++) {
      read.number(number, entry.number(number));
    }
    for (int time = 0; time < ProtocolEntry.TIMES; time++) {
      if (entry.hasTime(time)) {
        read.nanos.put(time, entry.seconds(time) * 1_000_000_000 + entry.nanos(time));
      }
    }
    for (int text = 0; text <= NodeTexts.K8S_NAMESPACE; text++) {
      read.node(text, filler.node().string(text));
    }
    return read;
  }

  /** What the generated objects hold. */
  static ReadLog of(LogRecord log, List<KeyValue> resource) {
    ReadLog read = new ReadLog(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    resource.forEach(read::take);
    read.texts.clear();
    read.numbers.clear();
    read.nanos.clear();
    log.getAttributesList().forEach(read::take);
    read.finish(log.getTimeUnixNano());
    boolean isCertificateTold = log.getAttributesList().stream().anyMatch(ReadLog::isOfCaller);
    read.number(ProtocolEntry.CERTIFICATE_UNTOLD, isCertificateTold ? 0 : 1);
    return read;
  }

  /** Whether an attribute says by which certificate the caller came, or that it had none. */
  private static boolean isOfCaller(KeyValue attribute) {
    return attribute.getKey().equals(LogAttribute.DOWNSTREAM_PEER_URI_SAN.key())
        && attribute.getValue().hasStringValue();
  }

  private void take(KeyValue attribute) {
    Arrays.stream(LogAttribute.values())
        .filter(known ->
            known.key().equals(attribute.getKey()) || known.aliases().contains(attribute.getKey()))
        .forEach(known -> take(known, attribute.getValue()));
  }

  private void take(LogAttribute known, AnyValue value) {
    switch (value.getValueCase()) {
      case STRING_VALUE -> {
        if (!value.getStringValue().isEmpty() && !value.getStringValue().equals("-")) {
          take(known, value.getStringValue());
        }
      }
      case INT_VALUE -> take(known, value.getIntValue());
      case BOOL_VALUE -> take(known, value.getBoolValue() ? 1 : 0);
      case DOUBLE_VALUE -> take(known, (long) value.getDoubleValue());
      default -> {}
    }
  }

  private void take(LogAttribute known, String value) {
    switch (known.reading()) {
      case TEXT -> text(known.target(), value);
      case NODE -> node(known.target(), value);
      case ADDRESS -> address(known.target(), value);
      case NUMBER, NANOS, MILLIS -> take(known, number(value));
      case FLAGS -> number(known.target(), flags(value));
      case METHOD ->
          number(
              known.target(),
              Arrays.stream(RequestMethod.values())
                  .filter(method -> method.name().equals(value))
                  .mapToLong(RequestMethod::getNumber)
                  .findFirst()
                  .orElse(0));
      case VERSION ->
          listed(known.target(), List.of("HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/3"), value);
      case LOG_TYPE -> listed(known.target(), logTypes(), value);
      case URIS -> {
        List<String> uris = List.of(value.split(",", -1));
        text(
            known.target(),
            uris.stream().filter(u -> u.startsWith("spiffe://")).findFirst().orElse(uris.get(0)));
        if (known.target() == ProtocolEntry.PEER_SAN) {
          number(ProtocolEntry.PEER_HAS_CERTIFICATE, 1);
        }
      }
      case START -> nanos.put(-1, time(value));
      case URL, MARK -> throw new AssertionError(known);
    }
  }

  /** Those of the generated objects, and the one that is newer than they are. */
  private static List<String> logTypes() {
    return Stream.concat(
            Arrays.stream(AccessLogType.values())
                .filter(type -> type != AccessLogType.NotSet && type != AccessLogType.UNRECOGNIZED)
                .map(Enum::name),
            Stream.of("TcpConnectionStart"))
        .toList();
  }

  private void take(LogAttribute known, long value) {
    switch (known.reading()) {
      case NUMBER -> {
        boolean isBadCode = known == LogAttribute.RESPONSE_CODE && value < 0;
        number(known.target(), isBadCode ? Long.MAX_VALUE : Math.max(0, value));
      }
      case NANOS -> {
        if (value >= 0) {
          nanos.put(known.target(), value);
        }
      }
      case MILLIS -> nanos.put(-2, value);
      default -> {}
    }
  }

  private void finish(long recordNanos) {
    texts.computeIfAbsent(
        ProtocolEntry.PEER_ADDRESS, peer -> texts.get(ProtocolEntry.REMOTE_ADDRESS));
    if (texts.containsKey(ProtocolEntry.UPSTREAM_ADDRESS)
        && texts.containsKey(ProtocolEntry.TAGGED_CLUSTER)) {
      texts.put(ProtocolEntry.UPSTREAM_CLUSTER, texts.get(ProtocolEntry.TAGGED_CLUSTER));
    }
    Long millis = nanos.remove(-2);
    if (millis != null && millis >= 0 && !nanos.containsKey(ProtocolEntry.LAST_DOWNSTREAM_TX)) {
      nanos.put(
          ProtocolEntry.DURATION,
          millis > Long.MAX_VALUE / 1_000_000 ? Long.MAX_VALUE : millis * 1_000_000);
    }
    Long told = nanos.remove(-1);
    boolean isFiner = told != null && recordNanos - recordNanos % 1_000_000 == told;
    long start = told == null || told < 0 || isFiner ? recordNanos : told;
    if (start != 0) {
      nanos.put(ProtocolEntry.START, start);
    }
  }

  private void listed(int number, List<String> names, String value) {
    number(number, names.indexOf(value) + 1L);
    if (!names.contains(value)) {
      number(
          ProtocolEntry.UNKNOWNS,
          numbers.getOrDefault(ProtocolEntry.UNKNOWNS, 0L) | Unknown.ENUM_VALUE.bit());
    }
  }

  private void address(int text, String value) {
    if (value.startsWith("/") || value.startsWith("@")) {
      return;
    }
    String endpoint = value.substring(value.lastIndexOf('/') + 1);
    String host = endpoint;
    String port = "";
    int bracket = endpoint.indexOf(']');
    if (endpoint.startsWith("[")) {
      host = endpoint.substring(1, bracket < 0 ? endpoint.length() : bracket);
      port = bracket < 0 ? "" : endpoint.substring(bracket + 1);
    } else if (endpoint.indexOf(':') == endpoint.lastIndexOf(':') && endpoint.contains(":")) {
      host = endpoint.substring(0, endpoint.indexOf(':'));
      port = endpoint.substring(endpoint.indexOf(':'));
    }
    text(text, host);
    long number = port.startsWith(":") ? number(port.substring(1)) : 0;
    long real = number > 0xFFFF || number < 0 ? 0 : number;
    if (text == ProtocolEntry.LOCAL_ADDRESS) {
      number(ProtocolEntry.LOCAL_PORT, real);
    } else if (text == ProtocolEntry.UPSTREAM_ADDRESS) {
      number(ProtocolEntry.UPSTREAM_PORT, real);
    }
  }

  private static long flags(String value) {
    long flags = 0;
    for (String name : value.split(",", -1)) {
      if (!name.isEmpty() && !name.equals("-")) {
        flags |=
            Arrays.stream(ResponseFlag.values())
                .filter(flag -> flag.name().equals(name))
                .findFirst()
                .orElse(ResponseFlag.CUSTOM)
                .bit();
      }
    }
    return flags;
  }

  private static long number(String text) {
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
  }

  private static long time(String text) {
    try {
      return SampleRecords.nanos(Instant.parse(text));
    } catch (DateTimeException e) {
      return -1;
    }
  }

  private void text(int text, String value) {
    put(texts, text, value, "");
  }

  private void number(int number, long value) {
    put(numbers, number, value, 0L);
  }

  private void node(int text, String value) {
    put(node, text, value, "");
  }

  private static <V> void put(Map<Integer, V> values, int key, V value, V absent) {
    if (value.equals(absent)) {
      values.remove(key);
    } else {
      values.put(key, value);
    }
  }
}
