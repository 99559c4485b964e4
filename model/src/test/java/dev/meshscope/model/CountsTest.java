package dev.meshscope.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class CountsTest {
  private static final int CASES = 200;

  @Test
  void countsLikeAMap() {
    Laws.forAll(
        CASES,
        random -> {
          Counts counts = new Counts();
          Map<Integer, Long> model = fill(counts, random);
          assertThat(entries(counts)).isEqualTo(model);
          assertThat(counts.size()).isEqualTo(model.size());
          assertThat(counts.total()).isEqualTo(model.values().stream().mapToLong(n -> n).sum());
          for (int key = 0; key < 50; key++) {
            assertThat(counts.get(key)).isEqualTo(model.getOrDefault(key, 0L));
          }
        });
  }

  @Test
  void mergesLikeMaps() {
    Laws.forAll(
        CASES,
        random -> {
          Counts counts = new Counts();
          Map<Integer, Long> model = fill(counts, random);
          Counts other = new Counts();
          fill(other, random).forEach((key, count) -> model.merge(key, count, Long::sum));
          counts.merge(other);
          assertThat(entries(counts)).isEqualTo(model);
        });
  }

  @Test
  void mergesWithItself() {
    Counts counts = new Counts();
    for (int key = 0; key < 100; key++) {
      counts.add(key, key);
    }
    counts.merge(counts);
    assertThat(counts.get(99)).isEqualTo(198);
    assertThat(counts.size()).isEqualTo(100);
  }

  @Test
  void tellsKeysInRisingOrder() {
    Laws.forAll(
        CASES,
        random -> {
          Counts counts = new Counts();
          fill(counts, random);
          List<Integer> keys = new ArrayList<>();
          counts.forEach((key, count) -> keys.add(key));
          assertThat(keys).isSorted().doesNotHaveDuplicates();
          assertThat(counts.sortedKeys()).containsExactly(keys.stream().mapToInt(k -> k).toArray());
        });
  }

  @Test
  void isEqualWhateverTheOrder() {
    Laws.forAll(
        CASES,
        random -> {
          Counts one = new Counts();
          Map<Integer, Long> model = fill(one, random);
          Counts other = new Counts();
          model.forEach(other::add);
          assertThat(other).isEqualTo(one).hasSameHashCodeAs(one).hasToString(one.toString());
        });
  }

  @Test
  void differsInKeysAndInCounts() {
    Counts one = new Counts();
    one.add(7, 1);
    Counts more = new Counts();
    more.add(7, 2);
    Counts elsewhere = new Counts();
    elsewhere.add(8, 1);
    assertThat(one).isNotEqualTo(more).isNotEqualTo(elsewhere).isNotEqualTo(new Counts());
    assertThat(one).isNotEqualTo("{7=1}").hasToString("{7=1}");
  }

  @Test
  void refusesANegativeKey() {
    Counts counts = new Counts();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> counts.add(-1, 1))
        .withMessage("negative key -1");
  }

  private static Map<Integer, Long> fill(Counts counts, RandomGenerator random) {
    Map<Integer, Long> model = new HashMap<>();
    int keyBound = random.nextBoolean() ? 50 : Integer.MAX_VALUE;
    int additions = random.nextInt(500);
    for (int i = 0; i < additions; i++) {
      int key = random.nextInt(keyBound);
      long count = random.nextInt(1000);
      counts.add(key, count);
      model.merge(key, count, Long::sum);
    }
    return model;
  }

  private static Map<Integer, Long> entries(Counts counts) {
    Map<Integer, Long> entries = new HashMap<>();
    counts.forEach(entries::put);
    return entries;
  }
}
