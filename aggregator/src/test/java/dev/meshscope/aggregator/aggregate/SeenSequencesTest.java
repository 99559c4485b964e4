package dev.meshscope.aggregator.aggregate;

import static dev.meshscope.aggregator.aggregate.TestMesh.NOW;
import static dev.meshscope.aggregator.aggregate.TestMesh.SECOND;
import static dev.meshscope.aggregator.aggregate.TestMesh.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeenSequencesTest {
  @Test
  void isOneRangeWhileBatchesComeInOrder() {
    SeenSequences seen = seen(0, 1, 2, 3);

    assertThat(seen.ranges()).containsExactly(new SeenSequences.Range(0, 3, NOW + 3 * SECOND));
    assertThat(seen.holes()).isZero();
  }

  @Test
  void joinsRangesWhenTheGapIsFilled() {
    assertThat(seen(0, 1, 4, 5).ranges()).hasSize(2);
    assertThat(seen(0, 1, 4, 5, 3).ranges()).hasSize(2);
    assertThat(seen(0, 1, 4, 5, 3, 2).ranges()).hasSize(1);
  }

  @Test
  void countsTheHoleBeforeTheFirst() {
    assertThat(seen(3).holes()).isEqualTo(1);
    assertThat(seen(3, 5).holes()).isEqualTo(2);
    assertThat(SeenSequences.NONE.holes()).isZero();
  }

  @Test
  void claimsOnlyWhatHasNoGap() {
    assertThat(SeenSequences.NONE.sentThroughMicros()).isZero();
    assertThat(seen(1, 2).sentThroughMicros()).isZero();
    assertThat(seen(0, 2).sentThroughMicros()).isEqualTo(NOW);
    assertThat(seen(0, 2, 1).sentThroughMicros()).isEqualTo(NOW + 2 * SECOND);
  }

  @Test
  void neverTakesACountBack() {
    SeenSequences seen = seen(7, 2);

    assertThat(seen.received()).isEqualTo(700);
    assertThat(seen.rejected()).isEqualTo(7);
  }

  @Test
  void closesTheOldestHoleBetweenRanges() {
    SeenSequences seen = seen(0, 4, 9);
    assertThat(seen.oldestHole()).isEqualTo(3);

    SeenSequences closed = seen.withoutOldestHole();

    assertThat(closed.contains(2)).isTrue();
    assertThat(closed.contains(7)).isFalse();
    assertThat(closed.sentThroughMicros()).isEqualTo(NOW + 4 * SECOND);
    assertThat(closed.withoutOldestHole().oldestHole()).isZero();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void knowsExactlyWhatItSaw(long seed) {
    Random random = new Random(seed);
    Set<Long> expected = new HashSet<>();
    SeenSequences seen = SeenSequences.NONE;
    for (int i = 0; i < 300; i++) {
      long sequence = random.nextInt(400);
      assertThat(seen.contains(sequence)).isEqualTo(expected.contains(sequence));
      if (expected.add(sequence)) {
        seen = seen.plus(header(sequence), i);
      }
    }
    for (long sequence = 0; sequence < 400; sequence++) {
      assertThat(seen.contains(sequence)).isEqualTo(expected.contains(sequence));
    }
  }

  @Test
  void survivesItsStore() {
    SeenSequences seen = seen(0, 1, 5, 9);
    var serde = SequenceSerdes.seen();

    byte[] kept = serde.serializer().serialize("", seen);

    assertThat(serde.deserializer().deserialize("", kept)).isEqualTo(seen);
  }

  @Test
  void keepsOriginsApartInItsStore() {
    var serde = SequenceSerdes.origin();

    byte[] kept = serde.serializer().serialize("", TestMesh.ORIGIN);

    assertThat(serde.deserializer().deserialize("", kept)).isEqualTo(TestMesh.ORIGIN);
  }

  @Test
  void refusesAnotherFormatInItsStore() {
    var serde = SequenceSerdes.seen();
    byte[] kept = serde.serializer().serialize("", SeenSequences.NONE);
    kept[0]++;

    assertThatThrownBy(() -> serde.deserializer().deserialize("", kept))
        .hasMessageContaining("format 2");
  }

  private static SeenSequences seen(long... sequences) {
    SeenSequences seen = SeenSequences.NONE;
    for (long sequence : sequences) {
      seen = seen.plus(header(sequence), sequence);
    }
    return seen;
  }
}
