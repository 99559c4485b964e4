package dev.meshscope.collector.receive.nginx;

import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.Normalized.Skipped;
import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.collector.normalize.ReportingNode;
import dev.meshscope.collector.receive.nginx.LineFormat.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines of access logs, whatever brought them here:
 *
 * <pre>{@code
 * Normalized unusable = lines.read(source, bytes, offset, length);
 * if (unusable != null) {
 *   ledger.count(unusable);
 * } else {
 *   try (NodeSessions.Turn turn = sessions.turn(lines.node(), lines.startMicros())) {
 *     turn.report(lines.entry());
 *   }
 * }
 * }</pre>
 *
 * <p>A line may be in the format that was described, in our JSON (any JSON object whose keys are
 * names of variables), or in ingress-nginx's own text. One owner, not thread-safe; made once and
 * used for many lines.
 */
public final class NginxLines {
  /** The longest line; it has come in a datagram. */
  private static final int LENGTH_MAX = 64 * 1024;

  /** {@code 2026/11/25 13:55:35 [error] …} */
  private static final String ERROR_LOG = "dddd/dd/dd dd:dd:dd [";

  private final List<LineFormat> formats = new ArrayList<>();
  private final Line line = new Line();
  private final LineEntry lineEntry = new LineEntry();
  private final ProtocolEntry entry = new ProtocolEntry();
  private final Controllers controllers;
  private LineSource source = LineSource.NONE;

  /**
   * Makes a reader.
   *
   * @param described a further format, as in {@code syslogFormat}
   * @throws IllegalArgumentException saying what is wrong with the format
   */
  public NginxLines(NginxConfig config, Optional<String> described) {
    described.ifPresent(format -> formats.add(LineFormat.of(format)));
    formats.add(JsonFormat.BY_NAME);
    formats.add(TextFormat.INGRESS_NGINX);
    controllers = new Controllers(config);
  }

  /**
   * Checks a description of a format.
   *
   * @throws IllegalArgumentException saying what is wrong, as the rest of a sentence
   */
  public static void check(String format) {
    LineFormat.of(format);
  }

  /**
   * Reads a line; null when {@link #entry}, {@link #node} and {@link #startMicros} tell of it, else
   * what became of it.
   *
   * @param lineSource what brought the line knows of its sender
   * @param bytes are copied
   */
  public @Nullable Normalized read(LineSource lineSource, byte[] bytes, int offset, int length) {
    if (length > LENGTH_MAX) {
      return Rejected.MESSAGE_TOO_LARGE;
    }
    source = lineSource;
    line.take(bytes, offset, length);
    boolean isBroken = false;
    for (LineFormat format : formats) {
      Match match = format.scan(line);
      if (match == Match.WHOLE) {
        return lineEntry.fill(line, entry);
      }
      isBroken |= match == Match.BROKEN;
      line.forget();
    }
    if (isOfErrorLog()) {
      return Skipped.ERROR_LOG;
    }
    return isBroken ? Rejected.ENTRY_MALFORMED : Rejected.UNKNOWN_FORMAT;
  }

  /** The request of the line that was read; until the next one is. */
  public ProtocolEntry entry() {
    return entry;
  }

  /** The controller that wrote the line that was read. */
  public ReportingNode node() {
    return controllers.of(line, source);
  }

  /** When the request of the line that was read began, microseconds since the epoch. */
  public long startMicros() {
    return TimeUnit.SECONDS.toMicros(entry.seconds(ProtocolEntry.START))
        + TimeUnit.NANOSECONDS.toMicros(entry.nanos(ProtocolEntry.START));
  }

  private boolean isOfErrorLog() {
    if (line.length() < ERROR_LOG.length()) {
      return false;
    }
    for (int i = 0; i < ERROR_LOG.length(); i++) {
      byte b = line.bytes()[i];
      char expected = ERROR_LOG.charAt(i);
      boolean isIt = expected == 'd' ? Decimals.isDigit(b) : b == expected;
      if (!isIt) {
        return false;
      }
    }
    return true;
  }
}
