package dev.meshscope.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.aggregator.store.FaultyRowStore.Call;
import dev.meshscope.aggregator.store.FaultyRowStore.Crash;
import dev.meshscope.aggregator.store.FaultyRowStore.Faults;
import dev.meshscope.aggregator.store.TestServers.Servers;
import dev.meshscope.storage.StorageException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever breaks between commit, insert and answer: each delta is stored once. */
@Tag("broker")
@Tag("engine")
@ExtendWith(TestServers.class)
class StoreCrashIT {
  private static final Faults NONE = new Faults() {};
  private static final AtomicInteger WORLDS = new AtomicInteger();

  private final Servers servers;
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final RandomDeltas deltas = new RandomDeltas(random, Instant.now(), 20);
  private StoreWorld world;

  /** Where a writer dies; the call that is counted is that of the third block or so. */
  enum Point {
    AFTER_THE_INTENT(Call.PIECE, 1, true),
    AFTER_THE_FIRST_PIECE(Call.PIECE, 1, false),
    BETWEEN_PIECES(Call.PIECE, 2, false),
    AFTER_ALL_PIECES(Call.OTHER, 1, true),
    AFTER_PROGRESS(Call.OTHER, 1, false);

    private final Call call;
    private final int number;
    private final boolean isBefore;

    Point(Call call, int number, boolean isBefore) {
      this.call = call;
      this.number = number;
      this.isBefore = isBefore;
    }
  }

  StoreCrashIT(Servers servers) {
    this.servers = servers;
  }

  @BeforeEach
  void begin(TestInfo test) throws Exception {
    world = new StoreWorld(servers, "crash_" + WORLDS.incrementAndGet());
  }

  @AfterEach
  void end() {
    world.end();
  }

  @ParameterizedTest
  @EnumSource(Point.class)
  void storesOnceThroughTheCrashOfAWriter(Point point) throws Exception {
    AtomicBoolean isArmed = new AtomicBoolean();
    Store first = world.start(crashingAt(point, isArmed));
    send(20);
    world.awaitStored(first);
    isArmed.set(true);
    send(10);
    StoreWorld.awaitDead(first);
    send(10);
    world.awaitStored(world.start(NONE));
    world.assertStored(seed);
  }

  @Test
  void storesOnceThroughManyCrashes() throws Exception {
    for (int round = 0; round < 6; round++) {
      Store store =
          world.start(
              new Faults() {
                @Override
                public void before(Call call, String table, String token) {
                  dieSometimes();
                }

                @Override
                public void after(Call call, String table, String token) {
                  dieSometimes();
                }

                private void dieSometimes() {
                  if (random.nextInt(25) == 0) {
                    throw new Crash();
                  }
                }
              });
      for (int i = 0; i < 200 && store.check().isAlive(); i++) {
        world.send(i % 2, deltas.batch(30));
      }
      StoreWorld.awaitDead(store);
      world.close(store);
    }
    world.awaitStored(world.start(NONE));
    world.assertStored(seed);
  }

  @Test
  void storesOnceWhenAnswersAreLost() throws Exception {
    // Rare enough that a block which asks for all its pieces anew mostly gets through.
    AtomicInteger calls = new AtomicInteger();
    Store store =
        world.start(
            new Faults() {
              @Override
              public void before(Call call, String table, String token) throws StorageException {
                failSometimes();
              }

              @Override
              public void after(Call call, String table, String token) throws StorageException {
                failSometimes();
              }

              private void failSometimes() throws StorageException {
                if (calls.incrementAndGet() % 23 == 5 || random.nextInt(24) == 0) {
                  throw new StorageException("answer lost", true, null);
                }
              }
            });
    for (int i = 0; i < 100; i++) {
      world.send(i % 2, deltas.batch(30));
    }
    world.awaitStored(store);
    world.assertStored(seed);
  }

  @RepeatedTest(2)
  void storesOnceThroughAKillOfTheEngine() throws Exception {
    Store store = world.start(NONE);
    for (int round = 0; round < 3; round++) {
      send(30);
      await().atMost(StoreWorld.PATIENCE).until(() -> store.lag() < 30);
      send(random.nextInt(20));
      servers.killEngine();
      send(20);
      servers.restartEngine();
    }
    world.awaitStored(store);
    world.assertStored(seed);
  }

  @Test
  void storesOnceWhenWriterAndEngineDieTogether() throws Exception {
    AtomicBoolean isArmed = new AtomicBoolean();
    Store first = world.start(crashingAt(Point.BETWEEN_PIECES, isArmed));
    send(20);
    world.awaitStored(first);
    isArmed.set(true);
    send(10);
    StoreWorld.awaitDead(first);
    servers.killEngine();
    send(10);
    Store second = world.start(NONE);
    servers.restartEngine();
    world.awaitStored(second);
    world.assertStored(seed);
  }

  @Test
  void storesAPieceWhoseTokenIsBurntUnderANewOne() throws Exception {
    AtomicInteger burnt = new AtomicInteger();
    Store store =
        world.start(
            new Faults() {
              @Override
              public void after(Call call, String table, String token) throws StorageException {
                // The third one and its first repair: the token is used, and the rows are gone.
                boolean isRepair = token.endsWith("-r1");
                if (call == Call.PIECE && (isRepair ? burnt.get() == 3 : burnt.get() < 3)) {
                  if (burnt.incrementAndGet() >= 3) {
                    lose(table);
                    throw new StorageException("killed at the rename", true, null);
                  }
                }
              }
            });
    send(1);
    world.awaitStored(store);
    world.assertStored(seed);
    assertThat(world.telemetry().page("").body()).contains("store_repairs_total");
  }

  /** Takes the rows of the table away; what the engine knows of tokens stays. */
  private void lose(String table) {
    try {
      world.execute("ALTER TABLE %s DELETE WHERE 1 SETTINGS mutations_sync = 2".formatted(table));
    } catch (StorageException | SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void send(int batches) {
    for (int i = 0; i < batches; i++) {
      world.send(i % 2, deltas.batch(30));
    }
  }

  private static Faults crashingAt(Point point, AtomicBoolean isArmed) {
    // Rare enough that a block which asks for all its pieces anew mostly gets through.
    AtomicInteger calls = new AtomicInteger();
    return new Faults() {
      @Override
      public void before(Call call, String table, String token) {
        if (isArmed.get() && counts(call, table)) {
          calls.incrementAndGet();
          dieIf(point.isBefore);
        }
      }

      @Override
      public void after(Call call, String table, String token) {
        if (isArmed.get() && counts(call, table)) {
          dieIf(!point.isBefore);
        }
      }

      private boolean counts(Call call, String table) {
        return call == point.call && !table.equals("edges");
      }

      private void dieIf(boolean isHere) {
        if (isHere && calls.get() == point.number) {
          throw new Crash();
        }
      }
    };
  }
}
