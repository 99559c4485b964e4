package dev.meshscope.queryapi.alert.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import dev.meshscope.queryapi.alert.notify.Verdict.Failure;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Receivers that behave badly, on real sockets. */
class HttpSenderTest {
  private static final Duration TIMEOUT = Duration.ofMillis(500);
  private static final int ANSWER_MAX = 1 << 16;
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  private final HttpSender sender = sender(List.of("127.0.0.0/8"));

  @AfterEach
  void close() {
    sender.close();
  }

  @Test
  void givesUpOnOneThatHangs() throws IOException {
    try (RawServer server = RawServer.silent()) {
      assertLater(server, Failure.TIMEOUT, 0);
    }
  }

  @Test
  void cutsAFloodOff() throws IOException {
    AtomicLong written = new AtomicLong();
    AtomicBoolean hasEnded = new AtomicBoolean();
    try (RawServer server = new RawServer(socket -> flood(socket, written, hasEnded))) {
      Verdict verdict = send(server);

      assertThat(verdict).isEqualTo(new Verdict.Taken(200));
      await().untilTrue(hasEnded);
      assertThat(written.get()).isLessThan(64 << 20);
    }
  }

  @Test
  void cutsAFloodOfHeadersOff() throws IOException {
    AtomicLong written = new AtomicLong();
    AtomicBoolean hasEnded = new AtomicBoolean();
    try (RawServer server =
        new RawServer(socket -> {
          RawServer.read(socket);
          socket.getOutputStream().write((OK + "x: ").getBytes(UTF_8));
          pour(socket, written, hasEnded);
        })) {
      assertThat(send(server)).isInstanceOf(Verdict.Later.class);
      await().untilTrue(hasEnded);
      assertThat(written.get()).isLessThan(64 << 20);
    }
  }

  @Test
  void doesNotFollowARedirect() throws IOException {
    try (RecordingReceiver secret = new RecordingReceiver();
        RawServer server =
            RawServer.saying(
                "HTTP/1.1 307 Temporary Redirect\r\nContent-Length: 0\r\nLocation: "
                    + secret.url()
                    + "\r\n\r\n")) {
      assertLater(server, Failure.ANSWER, 307);
      assertThat(secret.calls()).isEmpty();
    }
  }

  @Test
  void triesAgainIfTheAnswerBreaksOffBeforeItSaysAnything() throws IOException {
    try (RawServer server = RawServer.saying("HTTP/1.1 20")) {
      assertLater(server, Failure.CONNECTION, 0);
    }
  }

  @Test
  void takesTheStatusOfAnAnswerThatBreaksOff() throws IOException {
    try (RawServer server = RawServer.saying(OK + "Content-Length: 100\r\n\r\nhalf")) {
      assertThat(send(server)).isEqualTo(new Verdict.Taken(200));
    }
  }

  @Test
  void takesTheStatusOfAnAnswerThatNeverEnds() throws IOException {
    try (RawServer server =
        new RawServer(socket -> {
          RawServer.read(socket);
          socket.getOutputStream().write((OK + "Content-Length: 9\r\n\r\n").getBytes(UTF_8));
          socket.getInputStream().readAllBytes();
        })) {
      assertThat(send(server)).isEqualTo(new Verdict.Taken(200));
    }
  }

  @Test
  void triesAgainIfNobodyListens() throws IOException {
    URI url;
    try (RawServer server = RawServer.silent()) {
      url = server.url();
    }
    assertThat(send(sender, url))
        .asInstanceOf(type(Verdict.Later.class))
        .extracting(Verdict.Later::failure)
        .isEqualTo(Failure.CONNECTION);
  }

  @Test
  void triesAgainIfTheNameHasNoAddress() {
    assertThat(send(sender, URI.create("http://nowhere.invalid/")))
        .asInstanceOf(type(Verdict.Later.class))
        .extracting(Verdict.Later::problem)
        .isEqualTo("no address for nowhere.invalid");
  }

  @Test
  void connectsToNothingThatIsNotPublic() throws IOException {
    try (RawServer server = RawServer.silent();
        HttpSender strict = sender(List.of())) {
      for (String host : List.of("127.0.0.1", "localhost")) {
        URI url = URI.create(server.url().toString().replace("127.0.0.1", host));

        assertThat(send(strict, url))
            .asInstanceOf(type(Verdict.Never.class))
            .extracting(Verdict.Never::failure)
            .isEqualTo(Failure.FORBIDDEN);
      }
      assertThat(server.connections()).isZero();
    }
  }

  private void assertLater(RawServer server, Failure failure, int status) {
    assertThat(send(server))
        .asInstanceOf(type(Verdict.Later.class))
        .satisfies(later -> {
          assertThat(later.failure()).isEqualTo(failure);
          assertThat(later.status()).isEqualTo(status);
        });
  }

  private Verdict send(RawServer server) {
    return send(sender, server.url());
  }

  private static Verdict send(HttpSender by, URI url) {
    return by.send(url, Map.of(), "{}".getBytes(UTF_8));
  }

  private static HttpSender sender(List<String> allowed) {
    return new HttpSender(
        new HttpSender.Limits(TIMEOUT, ANSWER_MAX),
        Optional.of(new TargetGuard(allowed)),
        Redaction.of(Configs.nobody()),
        InstantSource.system());
  }

  private static void flood(Socket socket, AtomicLong written, AtomicBoolean hasEnded)
      throws IOException {
    RawServer.read(socket);
    socket.getOutputStream().write((OK + "Content-Length: 1073741824\r\n\r\n").getBytes(UTF_8));
    pour(socket, written, hasEnded);
  }

  private static void pour(Socket socket, AtomicLong written, AtomicBoolean hasEnded)
      throws IOException {
    byte[] block = "x".repeat(1 << 16).getBytes(UTF_8);
    try {
      while (written.get() < 1L << 30) {
        socket.getOutputStream().write(block);
        written.addAndGet(block.length);
      }
    } finally {
      hasEnded.set(true);
    }
  }
}
