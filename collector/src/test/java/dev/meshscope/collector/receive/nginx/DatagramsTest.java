package dev.meshscope.collector.receive.nginx;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.receive.nginx.Datagrams.Batch;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DatagramsTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  @Test
  void comeOutAsTheyWentIn() throws InterruptedException {
    Datagrams datagrams = new Datagrams(4_096);
    for (String text : List.of("one", "", "three")) {
      put(datagrams, text);
    }
    assertThat(texts(Objects.requireNonNull(datagrams.take()))).containsExactly("one", "", "three");
    put(datagrams, "four");
    datagrams.end();
    Batch last = Objects.requireNonNull(datagrams.take());
    assertThat(texts(last)).containsExactly("four");
    assertThat(last.source(0)).isEqualTo(HERE);
    assertThat(datagrams.take()).isNull();
  }

  @Test
  void keepTheTakensBytesWhileOthersAreAdded() throws InterruptedException {
    Datagrams datagrams = new Datagrams(4_096);
    put(datagrams, "mine");
    Batch mine = Objects.requireNonNull(datagrams.take());
    put(datagrams, "next");
    assertThat(texts(mine)).containsExactly("mine");
  }

  @Test
  void waitForRoomAndAreAllThere() throws Exception {
    Datagrams datagrams = new Datagrams(4_096);
    int count = 1_000;
    CompletableFuture<Void> putter =
        CompletableFuture.runAsync(() -> {
          try {
            for (int i = 0; i < count; i++) {
              put(datagrams, "datagram " + i + "x".repeat(i % 200));
            }
            datagrams.end();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    List<String> taken = new ArrayList<>();
    for (Batch batch = datagrams.take(); batch != null; batch = datagrams.take()) {
      taken.addAll(texts(batch));
    }
    putter.get(30, TimeUnit.SECONDS);
    assertThat(taken).hasSize(count).startsWith("datagram 0").doesNotHaveDuplicates();
  }

  private static void put(Datagrams datagrams, String text) throws InterruptedException {
    byte[] bytes = text.getBytes(US_ASCII);
    datagrams.put(bytes, bytes.length, HERE);
  }

  private static List<String> texts(Batch batch) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      texts.add(new String(batch.bytes(), batch.from(i), batch.to(i) - batch.from(i), US_ASCII));
    }
    return texts;
  }
}
