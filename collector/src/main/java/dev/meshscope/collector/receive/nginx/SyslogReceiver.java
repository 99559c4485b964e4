package dev.meshscope.collector.receive.nginx;

import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.receive.NodeSessions;
import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.Part;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Access logs in datagrams of syslog. One thread does nothing but read the socket, so that the
 * kernel's buffer, which is small, is emptied also while the other one waits for Kafka.
 */
public final class SyslogReceiver implements Part {
  private static final Logger log = LoggerFactory.getLogger(SyslogReceiver.class);

  /** More than a datagram can hold. */
  private static final int DATAGRAM_BYTES = 64 * 1024;

  /** After such a silence all that had come before is read. */
  private static final Duration QUIET = Duration.ofMillis(100);

  private final Settings settings;
  private final Ledger ledger;
  private final Datagrams datagrams;
  private final SyslogWorker worker;
  private final KernelDrops kernelDrops = new KernelDrops();
  private final LongAdder received = new LongAdder();
  private volatile @Nullable DatagramSocket socket;
  private volatile @Nullable Thread reading;
  private volatile @Nullable Thread working;
  private volatile long stopNanos;
  private volatile boolean isStopping;
  private volatile String failure = "";

  /**
   * Makes a receiver that does not listen yet.
   *
   * @param sessions of this receiver alone
   * @param ledger the protocol's
   */
  public SyslogReceiver(Settings settings, NodeSessions sessions, Ledger ledger) {
    this.settings = settings;
    this.ledger = ledger;
    NginxConfig nginx = settings.nginx();
    datagrams = new Datagrams(nginx.bufferBytes().bytesAsInt());
    NginxLines lines = new NginxLines(nginx, settings.format());
    worker =
        new SyslogWorker(
            datagrams, sessions, ledger, new DatagramReader(lines, nginx.announceSource()));
  }

  /**
   * What a receiver is told.
   *
   * @param port 0 for any free one
   * @param format a described format of lines, beside those that are known
   * @param nginx the controllers, and limits
   */
  public record Settings(int port, Optional<String> format, NginxConfig nginx) {}

  /** Shows what came in, and what the kernel dropped before. */
  public void register(Telemetry telemetry) {
    String prefix = telemetry.prefix() + "receive_";
    var _ =
        telemetry
            .meter()
            .counterBuilder(prefix + "datagrams")
            .setDescription("Datagrams that came in.")
            .buildWithCallback(measurement -> measurement.record(received()));
    var _ =
        telemetry
            .meter()
            .counterBuilder(prefix + "dropped_datagrams")
            .setDescription("Datagrams that the kernel dropped because its buffer was full.")
            .buildWithCallback(measurement -> kernelDrops().ifPresent(measurement::record));
  }

  @Override
  public String name() {
    return "syslog-receiver";
  }

  @Override
  public void start() throws IOException {
    DatagramSocket bound = new DatagramSocket(null);
    socket = bound;
    bound.setReceiveBufferSize(settings.nginx().socketBytes().bytesAsInt());
    bound.setSoTimeout((int) QUIET.toMillis());
    bind(bound, settings.port());
    working = Thread.ofVirtual().name("syslog-worker").start(this::work);
    reading = Thread.ofVirtual().name("syslog-reader").start(() -> read(bound));
    log.atInfo()
        .addKeyValue("port", bound.getLocalPort())
        .addKeyValue("socketBytes", bound.getReceiveBufferSize())
        .log("listening for syslog");
  }

  private static void bind(DatagramSocket socket, int port) throws IOException {
    try {
      socket.bind(new InetSocketAddress(port));
    } catch (SocketException e) {
      socket.close();
      throw new BindException(
          "cannot listen on UDP port %d (MESHSCOPE_SYSLOG_PORT, %s)"
              .formatted(port, e.getMessage()));
    }
  }

  /** The port that is listened on, which is the configured one unless that is 0. */
  public int port() {
    return Objects.requireNonNull(socket, "not started").getLocalPort();
  }

  /** Datagrams that came in. */
  public long received() {
    return received.sum();
  }

  /** Datagrams that the kernel dropped; empty where it does not say, and before the start. */
  public OptionalLong kernelDrops() {
    DatagramSocket current = socket;
    return current == null || current.getLocalPort() <= 0
        ? OptionalLong.empty()
        : kernelDrops.of(current.getLocalPort());
  }

  @Override
  public Health check() {
    Thread reader = reading;
    Thread understander = working;
    if (reader == null || understander == null) {
      return Health.notReady("not listening");
    }
    if (isStopping) {
      return Health.notReady("stopping");
    }
    return reader.isAlive() && understander.isAlive()
        ? Health.ready("listening")
        : Health.dead("cannot go on: " + failure);
  }

  /** Reads what came before, and hands it over, as long as that is allowed to take. */
  @Override
  public void close() {
    stopNanos = System.nanoTime();
    isStopping = true;
    try {
      end(reading);
      datagrams.end();
      end(working);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      DatagramSocket current = socket;
      if (current != null) {
        current.close();
      }
    }
  }

  private void end(@Nullable Thread thread) throws InterruptedException {
    if (thread != null && !thread.join(Duration.ofNanos(Math.max(1, untilDrained())))) {
      thread.interrupt();
      thread.join(QUIET);
    }
  }

  private long untilDrained() {
    return settings.nginx().drainTimeout().toNanos() - (System.nanoTime() - stopNanos);
  }

  private void work() {
    try {
      worker.run();
    } catch (RuntimeException e) {
      failure = e.toString();
      log.atError().setCause(e).log("lines cannot be understood any more");
    }
  }

  private void read(DatagramSocket bound) {
    byte[] bytes = new byte[DATAGRAM_BYTES];
    DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
    try {
      while (!isStopping || untilDrained() > 0) {
        packet.setLength(bytes.length);
        if (isReceived(bound, packet)) {
          received.increment();
          put(packet);
        } else if (isStopping) {
          return;
        }
      }
    } catch (IOException e) {
      failure = e.toString();
      log.atDebug().setCause(e).log("the socket is closed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // close() waits no longer
    }
  }

  /** Waits for a datagram; false if none came for a while. */
  private static boolean isReceived(DatagramSocket bound, DatagramPacket packet)
      throws IOException {
    try {
      bound.receive(packet);
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  private void put(DatagramPacket packet) throws InterruptedException {
    try {
      datagrams.put(packet.getData(), packet.getLength(), packet.getAddress());
    } catch (InterruptedException e) {
      ledger.count(Rejected.STOPPING);
      throw e;
    }
  }
}
