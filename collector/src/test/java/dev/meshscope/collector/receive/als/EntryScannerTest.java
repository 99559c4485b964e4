package dev.meshscope.collector.receive.als;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.normalize.MemoryConfig;
import dev.meshscope.collector.normalize.ProtocolEntry;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.TCPAccessLogEntry;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Holds the scanner to the generated objects: same acceptance, same content. */
class EntryScannerTest {
  private static final int VALID = 4_000;
  private static final int MUTATED = 12_000;

  private final long seed = Long.getLong("meshscope.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final RandomEntries entries = new RandomEntries(random);
  private final EntryScanner scanner = new EntryScanner(MemoryConfig.defaults());
  private final ProtocolEntry entry = new ProtocolEntry();

  @Test
  void readsEveryValidHttpEntryAsTheGeneratedObjectsDo() throws Exception {
    for (int i = 0; i < VALID; i++) {
      byte[] bytes = entries.http();
      ScannedEntry expected = ScannedEntry.of(HTTPAccessLogEntry.parseFrom(bytes));
      assertThat(scan(bytes, false)).as("seed %d, entry %d", seed, i).isTrue();
      assertThat(ScannedEntry.of(entry)).as("seed %d, entry %d", seed, i).isEqualTo(expected);
    }
  }

  @Test
  void readsEveryValidTcpEntryAsTheGeneratedObjectsDo() throws Exception {
    for (int i = 0; i < VALID / 4; i++) {
      byte[] bytes = entries.tcp();
      ScannedEntry expected = ScannedEntry.of(TCPAccessLogEntry.parseFrom(bytes));
      assertThat(scan(bytes, true)).as("seed %d, entry %d", seed, i).isTrue();
      assertThat(ScannedEntry.of(entry)).as("seed %d, entry %d", seed, i).isEqualTo(expected);
    }
  }

  @Test
  void acceptsMutatedEntriesWhenTheGeneratedObjectsDo() {
    int accepted = 0;
    for (int i = 0; i < MUTATED; i++) {
      byte[] bytes = entries.mutated();
      boolean isAccepted = scan(bytes, false);
      Reference reference = Reference.of(bytes);
      assertThat(isAccepted)
          .as("seed %d, mutation %d: %s", seed, i, reference)
          .isEqualTo(reference.isAccepted());
      if (isAccepted) {
        accepted++;
        assertThat(ScannedEntry.of(entry))
            .as("seed %d, mutation %d", seed, i)
            .isEqualTo(reference.content());
      }
    }
    assertThat(accepted).as("mutations that stay valid, seed %d", seed).isBetween(1, MUTATED - 1);
  }

  @Test
  void neverReadsBehindItsEntry() {
    for (int i = 0; i < VALID / 4; i++) {
      byte[] whole = entries.http();
      int length = random.nextInt(whole.length + 1);
      byte[] alone = Arrays.copyOf(whole, length);
      boolean isAcceptedAlone = scan(alone, false);
      ScannedEntry read = isAcceptedAlone ? ScannedEntry.of(entry) : null;
      assertThat(scanner.scan(whole, 0, length, false, entry))
          .as("seed %d, entry %d", seed, i)
          .isEqualTo(isAcceptedAlone);
      if (isAcceptedAlone) {
        assertThat(ScannedEntry.of(entry)).as("seed %d, entry %d", seed, i).isEqualTo(read);
      }
    }
  }

  private boolean scan(byte[] bytes, boolean isTcp) {
    return scanner.scan(bytes, 0, bytes.length, isTcp, entry);
  }

  /**
   * What protobuf makes of bytes, with our documented differences: text may hold any bytes, groups
   * and wrong wire types of fields that we use are refused.
   */
  private record Reference(boolean isAccepted, @Nullable ScannedEntry content) {
    static Reference of(byte[] bytes) {
      try {
        return new Reference(true, ScannedEntry.of(ReducedProtobuf.parse(bytes)));
      } catch (IOException e) {
        return new Reference(false, null);
      }
    }
  }
}
