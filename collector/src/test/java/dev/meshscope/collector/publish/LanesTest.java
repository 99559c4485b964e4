package dev.meshscope.collector.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshscope.model.RequestBatch;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LanesTest {
  /** As many lanes as streams: one that gets a second stream leaves another without any. */
  private static final int STREAMS = 512;

  private static final int THREADS = 8;
  private static final int ROUNDS = 50;

  @Test
  void spreadsStreamsThatComeTogether() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Lanes lanes = lanes(STREAMS);
      attachTogether(lanes);
      assertThat(lanes.all()).extracting(Lane::streams).containsOnly(1);
    }
  }

  @Test
  void fillsTheLaneThatStreamsHaveLeft() throws Exception {
    Lanes lanes = lanes(2);
    Lane first = lanes.attach();
    Lane second = lanes.attach();
    second.detach();

    assertThat(second).isNotSameAs(first);
    assertThat(lanes.attach()).isSameAs(second);
  }

  @Test
  void refusesStreamsWhereThereIsNoLane() {
    assertThatThrownBy(() -> lanes(0).attach()).isInstanceOf(PublisherClosedException.class);
  }

  private static void attachTogether(Lanes lanes) throws Exception {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    try (ExecutorService executor = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> attached = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        attached.add(
            executor.submit(() -> {
              start.await();
              for (int stream = 0; stream < STREAMS / THREADS; stream++) {
                lanes.attach();
              }
              return null;
            }));
      }
      for (Future<?> done : attached) {
        done.get();
      }
    }
  }

  private static Lanes lanes(int count) {
    return new Lanes(
        IntStream.range(0, count)
            .mapToObj(partition ->
                new Lane(
                    new RequestBatch.Origin("collector", 1, partition),
                    PublishConfig.defaults(),
                    new Lane.Ledgers("tenant", () -> 0, () -> 0),
                    InstantSource.system(),
                    (batch, acknowledged) -> {}))
            .toList());
  }
}
