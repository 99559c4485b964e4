package dev.meshscope.queryapi.alert.evaluate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A way to a broker on this machine that can be cut: then it takes everything, passes nothing on
 * and answers nothing, like a network that drops packets. Where the broker names its own address,
 * this one's is put, so that clients do not go around it.
 */
final class KafkaGate implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final int FRAME_BYTES_MAX = 64 << 20;

  private final ServerSocket gate = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final int brokerPort;
  private volatile boolean isCut;

  KafkaGate(int brokerPort) throws IOException {
    this.brokerPort = brokerPort;
    Thread.ofVirtual().start(this::accept);
  }

  String bootstrapServers() {
    return HOST + ":" + gate.getLocalPort();
  }

  void cut() {
    isCut = true;
  }

  /** Connections of before are of no more use. */
  void heal() {
    isCut = false;
    open.forEach(KafkaGate::close);
  }

  @Override
  public void close() throws IOException {
    gate.close();
    open.forEach(KafkaGate::close);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = gate.accept();
        Socket broker = new Socket(InetAddress.getLoopbackAddress(), brokerPort);
        open.addAll(List.of(client, broker));
        AtomicBoolean hasLost = new AtomicBoolean();
        Thread.ofVirtual().start(() -> pass(client, broker, hasLost, false));
        Thread.ofVirtual().start(() -> pass(broker, client, hasLost, true));
      }
    } catch (IOException e) {
      // it is closed
    }
  }

  private void pass(Socket from, Socket to, AtomicBoolean hasLost, boolean isAnswer) {
    try (from;
        to) {
      var in = new DataInputStream(from.getInputStream());
      var out = new DataOutputStream(to.getOutputStream());
      while (true) {
        int size = in.readInt();
        if (size < 0 || size > FRAME_BYTES_MAX) {
          throw new IOException("no frame of Kafka: " + size);
        }
        byte[] frame = in.readNBytes(size);
        if (isAnswer) {
          putOwnAddress(frame);
        }
        hasLost.compareAndSet(false, isCut); // nothing comes behind what is lost
        if (!hasLost.get()) {
          out.write(ByteBuffer.allocate(4 + size).putInt(size).put(frame).array());
          out.flush();
        }
      }
    } catch (IOException e) {
      // one of the two ends is closed, and so is the other
    }
  }

  private void putOwnAddress(byte[] frame) {
    byte[] host = HOST.getBytes(US_ASCII);
    byte[] address = ByteBuffer.allocate(host.length + 4).put(host).putInt(brokerPort).array();
    ByteBuffer answer = ByteBuffer.wrap(frame);
    for (int at = 0; at + address.length <= frame.length; at++) {
      if (answer.slice(at, address.length).equals(ByteBuffer.wrap(address))) {
        answer.putInt(at + host.length, gate.getLocalPort());
      }
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
