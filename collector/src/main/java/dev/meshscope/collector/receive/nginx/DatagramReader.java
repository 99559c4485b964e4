package dev.meshscope.collector.receive.nginx;

import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.collector.normalize.ReportingNode;
import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads datagrams of syslog that hold lines of access logs. One owner, not thread-safe. */
public final class DatagramReader {
  private final NginxLines lines;
  private final boolean announceSource;
  private final SyslogHeader header = new SyslogHeader();
  private LineSource source = LineSource.NONE;
  private @Nullable InetAddress sourceAddress;
  private byte[] sourceWords = {};

  /**
   * Makes a reader.
   *
   * @param lines reads the lines
   * @param announceSource whether the address that a datagram comes from is its controller's
   */
  public DatagramReader(NginxLines lines, boolean announceSource) {
    this.lines = lines;
    this.announceSource = announceSource;
  }

  /**
   * Reads a datagram; null when {@link #entry}, {@link #node} and {@link #startMicros} tell of it,
   * else what became of it.
   *
   * @param address where it came from, null if that is not known
   */
  public @Nullable Normalized read(byte[] bytes, int from, int to, @Nullable InetAddress address) {
    if (!header.read(bytes, from, to)) {
      return Rejected.MESSAGE_MALFORMED;
    }
    takeSource(bytes, address);
    int message = header.messageFrom();
    return lines.read(source, bytes, message, to - message);
  }

  /** The request of the datagram that was read; until the next one is. */
  public ProtocolEntry entry() {
    return lines.entry();
  }

  /** The controller that sent it. */
  public ReportingNode node() {
    return lines.node();
  }

  /** When the request began, microseconds since the epoch. */
  public long startMicros() {
    return lines.startMicros();
  }

  /** All lines of one log have the same head but for the time. */
  private void takeSource(byte[] bytes, @Nullable InetAddress address) {
    int from = header.wordsFrom();
    int to = header.wordsTo();
    boolean isSame =
        address != null
            && address.equals(sourceAddress)
            && Arrays.equals(bytes, from, to, sourceWords, 0, sourceWords.length);
    if (isSame) {
      return;
    }
    sourceAddress = address;
    sourceWords = Arrays.copyOfRange(bytes, from, to);
    String own = address == null || !announceSource ? "" : text(address);
    source = new LineSource(header.host(), header.tag(), "", "", own);
  }

  /** The address without the interface that it was seen on. */
  private static String text(InetAddress address) {
    return address.getHostAddress().split("%", 2)[0];
  }
}
