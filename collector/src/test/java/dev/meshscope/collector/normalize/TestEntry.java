package dev.meshscope.collector.normalize;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meshscope.model.ResponseFlag;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** A protocol entry put together by hand; by default a finished GET that was answered with 200. */
final class TestEntry {
  static final Instant START = Instant.parse("2026-03-01T12:00:00.000500Z");
  static final long ARRIVAL_MICROS = START.getEpochSecond() * 1_000_000 + 2_000_000;

  private final Map<Integer, byte[]> texts = new LinkedHashMap<>();
  private final Map<Integer, Long> numbers = new LinkedHashMap<>();
  private final Map<Integer, long[]> times = new LinkedHashMap<>();

  static TestEntry http() {
    return new TestEntry()
        .number(ProtocolEntry.LOG_TYPE, 6)
        .number(ProtocolEntry.PROTOCOL_VERSION, 2)
        .number(ProtocolEntry.METHOD, 1)
        .number(ProtocolEntry.RESPONSE_CODE, 200)
        .text(ProtocolEntry.RESPONSE_CODE_DETAILS, "via_upstream")
        .startedAt(START)
        .time(ProtocolEntry.DURATION, 0, 5_000_000);
  }

  static TestEntry tcp() {
    return new TestEntry()
        .number(ProtocolEntry.FROM_TCP_LOGGER, 1)
        .number(ProtocolEntry.LOG_TYPE, 3)
        .startedAt(START)
        .time(ProtocolEntry.DURATION, 1, 0);
  }

  TestEntry text(int text, String value) {
    return bytes(text, value.getBytes(UTF_8));
  }

  TestEntry bytes(int text, byte[] value) {
    texts.put(text, value);
    return this;
  }

  TestEntry number(int number, long value) {
    numbers.put(number, value);
    return this;
  }

  TestEntry time(int time, long seconds, int nanos) {
    times.put(time, new long[] {seconds, nanos});
    return this;
  }

  TestEntry without(int time) {
    times.remove(time);
    return this;
  }

  TestEntry startedAt(Instant start) {
    return time(ProtocolEntry.START, start.getEpochSecond(), start.getNano());
  }

  TestEntry flags(ResponseFlag... flags) {
    long set = 0;
    for (ResponseFlag flag : flags) {
      set |= flag.bit();
    }
    return number(ProtocolEntry.FLAGS, set);
  }

  TestEntry code(int code, String details) {
    return number(ProtocolEntry.RESPONSE_CODE, code)
        .text(ProtocolEntry.RESPONSE_CODE_DETAILS, details);
  }

  /** The addresses of a connection to a sidecar or gateway. */
  TestEntry from(String peer, String local, int localPort) {
    return text(ProtocolEntry.PEER_ADDRESS, peer)
        .text(ProtocolEntry.REMOTE_ADDRESS, peer)
        .text(ProtocolEntry.LOCAL_ADDRESS, local)
        .number(ProtocolEntry.LOCAL_PORT, localPort);
  }

  /** The chosen host. */
  TestEntry to(String cluster, String address, int port) {
    return text(ProtocolEntry.UPSTREAM_CLUSTER, cluster)
        .text(ProtocolEntry.UPSTREAM_ADDRESS, address)
        .number(ProtocolEntry.UPSTREAM_PORT, port)
        .number(ProtocolEntry.ATTEMPTS, 1);
  }

  ProtocolEntry entry() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write('#'); // nothing starts at 0
    texts.values().forEach(bytes::writeBytes);
    ProtocolEntry entry = new ProtocolEntry();
    entry.reset(bytes.toByteArray());
    int offset = 1;
    for (Map.Entry<Integer, byte[]> text : texts.entrySet()) {
      entry.text(text.getKey(), offset, text.getValue().length);
      offset += text.getValue().length;
    }
    numbers.forEach(entry::number);
    times.forEach((time, value) -> {
      entry.presentTime(time);
      entry.seconds(time, value[0]);
      entry.nanos(time, (int) value[1]);
    });
    return entry;
  }
}
