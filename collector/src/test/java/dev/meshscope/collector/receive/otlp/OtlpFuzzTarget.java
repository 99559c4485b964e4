package dev.meshscope.collector.receive.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.fuzz.FuzzTarget;
import dev.meshscope.collector.fuzz.Reports;
import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.Normalization;
import dev.meshscope.collector.normalize.NormalizeConfig;
import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Bodies of one signal, as the protocol's ports take them: gRPC in protobuf, HTTP also in JSON, and
 * both also packed.
 */
public final class OtlpFuzzTarget implements FuzzTarget {
  private static final Instant START = Instant.parse("2026-11-25T23:08:23Z");
  private static final long ARRIVAL_MICROS = START.getEpochSecond() * 1_000_000 + 1_000_000;
  private static final int BODY_BYTES_MAX = 1 << 20;
  private static final int GZIP_MAGIC = 0x1F;
  private static final int PACKED_ONE_IN = 8;

  private final Signal signal;
  private final boolean isJson;
  private final Ledger ledger = new Ledger();
  private final Reports reports =
      new Reports(
          Normalization.ofMessages(NormalizeConfig.defaults(), new PeerText(), ledger), ledger);
  private final BodyIntake intake = new BodyIntake(BODY_BYTES_MAX, BODY_BYTES_MAX);
  private final JsonTranscoder transcoder = new JsonTranscoder();
  private final ExportReader reader;

  private OtlpFuzzTarget(Signal signal, boolean isJson) {
    this.signal = signal;
    this.isJson = isJson;
    reader = signal == Signal.LOGS ? ExportReader.ofLogs(BodyReader.NONE) : ExportReader.ofSpans();
  }

  /** Log records in protobuf. */
  public static FuzzTarget logs() {
    return new OtlpFuzzTarget(Signal.LOGS, false);
  }

  /** Log records in JSON. */
  public static FuzzTarget jsonLogs() {
    return new OtlpFuzzTarget(Signal.LOGS, true);
  }

  /** Spans in protobuf. */
  public static FuzzTarget spans() {
    return new OtlpFuzzTarget(Signal.SPANS, false);
  }

  /** Spans in JSON. */
  public static FuzzTarget jsonSpans() {
    return new OtlpFuzzTarget(Signal.SPANS, true);
  }

  @Override
  public byte[] sample(RandomGenerator random) {
    RandomLogs messages = new RandomLogs(Random.from(random));
    boolean isLogs = signal == Signal.LOGS;
    byte[] body;
    if (isJson) {
      body = SampleJson.of(isLogs, START, 1 + random.nextInt(4)).getBytes(UTF_8);
    } else {
      body = isLogs ? messages.logs(START) : messages.spans(START);
    }
    return random.nextInt(PACKED_ONE_IN) == 0 ? packed(body) : body;
  }

  @Override
  public void check(byte[] message) {
    reports.begin();
    long records = 1;
    switch (transcoded(read(message))) {
      case Body.Whole whole -> {
        records = records(whole);
        intake.giveBack(whole.charged());
      }
      case Body.Unread unread -> {
        assertThat(unread).isIn(Body.Unread.UNREADABLE, Body.Unread.TOO_LARGE);
        boolean isTooLarge = unread == Body.Unread.TOO_LARGE;
        reports.count(isTooLarge ? Rejected.MESSAGE_TOO_LARGE : Rejected.MESSAGE_MALFORMED);
      }
    }
    reports.end(records);
    assertThat(intake.takenBytes()).as("room that was not given back").isZero();
  }

  @Override
  public long accepted() {
    return ledger.accepted();
  }

  @Override
  public long rejected() {
    return ledger.rejected();
  }

  private Body read(byte[] message) {
    boolean isPacked = message.length > 0 && message[0] == GZIP_MAGIC;
    ByteArrayInputStream in = new ByteArrayInputStream(message);
    return isPacked
        ? intake.read(() -> new GZIPInputStream(in), 2 * message.length)
        : intake.read(() -> in, message.length);
  }

  private Body transcoded(Body body) {
    if (!isJson || !(body instanceof Body.Whole json)) {
      return body;
    }
    try {
      ProtobufWriter out = transcoder.transcode(signal.request(), json.bytes(), json.length());
      return intake.taken(out.bytes(), out.length());
    } catch (JsonTranscoder.JsonException e) {
      return Body.Unread.UNREADABLE;
    } finally {
      intake.giveBack(json.charged());
    }
  }

  private long records(Body.Whole body) {
    int records = reader.count(body.bytes(), body.length());
    if (records == ExportScanner.MALFORMED) {
      reports.count(Rejected.MESSAGE_MALFORMED);
      return 1;
    }
    reader.over(body.bytes(), body.length(), "10.0.1.5");
    assertThat(reader.earliestMicros(ARRIVAL_MICROS)).isLessThanOrEqualTo(ARRIVAL_MICROS);
    while (reader.next()) {
      Normalized fate = reader.read();
      if (fate == null) {
        reports.take(reader.node(), reader.entry(), ARRIVAL_MICROS);
      } else {
        reports.count(fate);
      }
    }
    reader.end();
    return records;
  }

  private static byte[] packed(byte[] body) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
