package dev.meshscope.testkit.mesh;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks one line over a TCP connection of its own, from a pod's address to a port of that pod. */
final class LineClient {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final InetAddress address;

  LineClient(InetAddress address) {
    this.address = address;
  }

  /** The line that came back, or why none came. */
  String ask(int port, String line) {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(address, 0));
      socket.connect(new InetSocketAddress(address, port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      InputStreamReader in = new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8);
      return String.valueOf(new BufferedReader(in).readLine());
    } catch (IOException e) {
      return "no answer: " + e.getMessage();
    }
  }
}
