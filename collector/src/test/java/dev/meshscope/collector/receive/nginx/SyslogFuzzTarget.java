package dev.meshscope.collector.receive.nginx;

import dev.meshscope.collector.fuzz.FuzzTarget;
import dev.meshscope.collector.fuzz.Reports;
import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.Normalization;
import dev.meshscope.collector.normalize.NormalizeConfig;
import dev.meshscope.collector.normalize.Normalized;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Datagrams of real nginxes, taken as the receiver takes them. */
public final class SyslogFuzzTarget implements FuzzTarget {
  private final List<byte[]> originals = new ArrayList<>();
  private final Ledger ledger = new Ledger();
  private final Reports reports =
      new Reports(
          Normalization.ofMessages(NormalizeConfig.defaults(), new NoPeers(), ledger), ledger);
  private final DatagramReader reader =
      new DatagramReader(new NginxLines(NginxConfig.defaults(), Optional.empty()), true);

  /** When the last of the originals was written, and a second more. */
  private long arrivalMicros;

  private SyslogFuzzTarget(String... files) {
    try {
      for (String file : files) {
        originals.addAll(NginxLinesTest.datagrams(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (byte[] original : originals) {
      if (read(original) == null) {
        long startMicros = reader.startMicros() + TimeUnit.SECONDS.toMicros(1);
        arrivalMicros = Math.max(arrivalMicros, startMicros);
      }
    }
  }

  /** The JSON that we recommend. */
  public static FuzzTarget json() {
    return new SyslogFuzzTarget("plain.log", "ingress-json.log");
  }

  /** What ingress-nginx writes by default. */
  public static FuzzTarget text() {
    return new SyslogFuzzTarget("ingress-text.log");
  }

  @Override
  public byte[] sample(RandomGenerator random) {
    return originals.get(random.nextInt(originals.size()));
  }

  @Override
  public void check(byte[] message) {
    reports.begin();
    Normalized unusable = read(message);
    if (unusable == null) {
      reports.take(reader.node(), reader.entry(), arrivalMicros);
    } else {
      reports.count(unusable);
    }
    reports.end(1);
  }

  @Override
  public long accepted() {
    return ledger.accepted();
  }

  @Override
  public long rejected() {
    return ledger.rejected();
  }

  private @Nullable Normalized read(byte[] datagram) {
    return reader.read(datagram, 0, datagram.length, InetAddress.getLoopbackAddress());
  }
}
