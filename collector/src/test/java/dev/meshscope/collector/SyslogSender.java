package dev.meshscope.collector;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;

/** Sends datagrams to a collector as a controller on that address would. */
final class SyslogSender implements AutoCloseable {
  private final DatagramSocket socket;
  private final int port;

  SyslogSender(String address, int port) throws IOException {
    socket = new DatagramSocket(0, InetAddress.getByName(address));
    this.port = port;
  }

  /** A line with the head that nginx gives it. */
  void line(String host, String line) throws IOException {
    datagram(("<190>Nov 25 13:55:35 " + host + " nginx: " + line).getBytes(ISO_8859_1));
  }

  void datagram(byte[] bytes) throws IOException {
    InetAddress collector = InetAddress.getLoopbackAddress();
    socket.send(new DatagramPacket(bytes, bytes.length, collector, port));
  }

  @Override
  public void close() {
    socket.close();
  }
}
