package dev.meshscope.collector.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.normalize.Normalized.Accepted;
import dev.meshscope.collector.normalize.WorkerStream.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Connections of a proxy's worker whose stream moves between two collectors that restart now and
 * then: whatever happens, no byte counts twice and every connection counts once.
 */
class OpenStreamLawTest {
  private static final int INTERVAL = 60;
  private static final int SPAN = 7_200;
  private static final int CONNECTIONS = 400;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void neverCountsAByteTwice(long seed) {
    World world = new World(new Random(seed), true);
    world.moves(30);
    world.run();
    assertThat(world.followed)
        .allSatisfy(one -> {
          assertThat(one.counted).as("%s, seed %d", one, seed).isBetween(0L, one.total);
          if (one.homes == 1 && one.isAfterFirstEnd) {
            assertThat(one.counted).as("%s, seed %d", one, seed).isEqualTo(one.total);
          }
        });
    assertThat(world.requests()).isEqualTo(CONNECTIONS);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {21, 22, 23, 24})
  void countsEveryByteOfAProxyThatStays(long seed) {
    World world = new World(new Random(seed), true);
    world.run();
    assertThat(world.followed.stream().filter(one -> one.isAfterFirstEnd))
        .hasSizeGreaterThan(CONNECTIONS / 2)
        .allSatisfy(one -> assertThat(one.counted).as("%s", one).isEqualTo(one.total));
    assertThat(world.followed.stream().filter(one -> one.rows > 2)).isNotEmpty();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {31, 32, 33, 34})
  void countsEveryByteOfAProxyThatTellsNothingBeforeTheEndOrSaysSo(long seed) {
    World world = new World(new Random(seed), false);
    world.moves(30);
    world.run();
    long withheld = world.runs.stream().mapToLong(run -> run.ledger().bytesWithheld()).sum();
    long counted = world.followed.stream().mapToLong(one -> one.counted).sum();
    long total = world.followed.stream().mapToLong(one -> one.total).sum();
    assertThat(counted + withheld).isEqualTo(total);
    assertThat(counted).isGreaterThan(total / 2);
  }

  /** A connection with what was counted of it. */
  private static final class Followed {
    private final Connection connection;
    private final double ended;
    private final long total;
    private long counted;
    private int rows;
    private int homes;
    private boolean isAfterFirstEnd;

    private Followed(Connection connection, double ended, long total) {
      this.connection = connection;
      this.ended = ended;
      this.total = total;
    }

    long bytes(double at) {
      double lasted = ended - connection.began();
      return (long) (total * Math.min(1, (at - connection.began()) / lasted));
    }

    @Override
    public String toString() {
      return "%s ended %.3f, counted %d of %d".formatted(connection, ended, counted, total);
    }
  }

  /** What happens at a time. */
  private record Event(double at, Runnable happens) {}

  private static final class World {
    private final Random random;
    private final boolean isTelling;
    private final List<WorkerStream.Collector> runs = new ArrayList<>();
    private final WorkerStream.Collector[] collectors = new WorkerStream.Collector[2];
    private final List<Followed> followed = new ArrayList<>();
    private final List<Followed> open = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private WorkerStream stream;
    private double streamSince = Double.MAX_VALUE;

    World(Random random, boolean isTelling) {
      this.random = random;
      this.isTelling = isTelling;
      restart(0);
      restart(1);
      stream = collectors[0].stream();
      for (int i = 0; i < CONNECTIONS; i++) {
        connection(i);
      }
    }

    void moves(int count) {
      for (int i = 0; i < count; i++) {
        events.add(new Event(random.nextDouble(SPAN), this::move));
      }
    }

    void run() {
      events.sort(Comparator.comparingDouble(Event::at));
      events.forEach(event -> event.happens().run());
    }

    long requests() {
      return runs.stream().mapToLong(run -> run.ledger().accepted(Accepted.REPORT)).sum();
    }

    private void connection(int number) {
      double began = random.nextDouble(SPAN);
      boolean isLong = random.nextInt(3) == 0;
      double ended = began + 0.001 + random.nextDouble(isLong ? 1_500 : 20);
      Connection connection = new Connection("c" + number, began);
      Followed one = new Followed(connection, ended, random.nextInt(1_000_000));
      followed.add(one);
      events.add(new Event(began, () -> begin(one)));
      for (double at = began + INTERVAL; isTelling && at < ended; at += INTERVAL) {
        double told = at;
        events.add(
            new Event(told, () -> count(one, stream.goesOn(connection, told, one.bytes(told)))));
      }
      events.add(new Event(ended, () -> end(one)));
    }

    private void begin(Followed one) {
      one.homes = 1;
      one.isAfterFirstEnd = one.connection.began() > streamSince;
      open.add(one);
    }

    private void end(Followed one) {
      count(one, stream.end(one.connection, one.ended, one.total));
      open.remove(one);
      streamSince = Math.min(streamSince, one.ended);
    }

    private static void count(Followed one, long bytes) {
      one.counted += bytes;
      one.rows++;
    }

    private void move() {
      int to = random.nextInt(2);
      if (random.nextInt(4) == 0) {
        restart(to);
      }
      stream = collectors[to].stream();
      streamSince = Double.MAX_VALUE;
      open.forEach(one -> one.homes++);
    }

    private void restart(int collector) {
      collectors[collector] = new WorkerStream.Collector();
      runs.add(collectors[collector]);
    }
  }
}
