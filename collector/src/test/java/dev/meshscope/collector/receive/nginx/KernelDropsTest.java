package dev.meshscope.collector.receive.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class KernelDropsTest {
  private static final String TABLE =
      """
         sl  local_address rem_address   st tx_queue:rx_queue tr:tm->when inode ref pointer drops
       14764: 00000000:158A 00000000:0000 07 00000000:00001B00 00:00000000 168795 2 00 997
       14765: 0100007F:158A 00000000:0000 07 00000000:00001B00 00:00000000 168796 2 00 5
       14766: 00000000:1F3F 00000000:0000 07 00000000:00001B00 00:00000000 168797 2 00 6
      """;

  @Test
  void areThoseOfTheSocketOnAllAddresses(@TempDir Path directory) throws IOException {
    Path table = Files.writeString(directory.resolve("udp"), TABLE);
    KernelDrops drops = new KernelDrops(List.of(table, directory.resolve("missing")));
    assertThat(drops.of(5514)).hasValue(997);
    assertThat(drops.of(7999)).hasValue(6);
    assertThat(drops.of(7998)).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void areCountedByTheRealKernel() throws IOException {
    KernelDrops drops = new KernelDrops();
    try (DatagramSocket full = new DatagramSocket(0);
        DatagramSocket sender = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      full.setReceiveBufferSize(4_096);
      assertThat(drops.of(full.getLocalPort())).hasValue(0);
      byte[] bytes = new byte[1_000];
      for (int i = 0; i < 200; i++) {
        sender.send(
            new DatagramPacket(
                bytes, bytes.length, InetAddress.getLoopbackAddress(), full.getLocalPort()));
      }
      assertThat(drops.of(full.getLocalPort()).orElseThrow()).isPositive().isLessThan(200);
    }
  }
}
