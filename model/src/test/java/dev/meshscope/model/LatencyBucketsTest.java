package dev.meshscope.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LatencyBucketsTest {
  private static final double GAMMA = 1.01 / 0.99;
  private static final double NANOS_PER_MICRO = 1000;
  private static final double ROUNDING = 1e-9;
  private static final double[] QUANTILES = {0.001, 0.5, 0.9, 0.95, 0.99, 0.999, 1};

  enum Distribution {
    CONSTANT {
      @Override
      double millis(RandomGenerator random) {
        return 5;
      }
    },
    UNIFORM {
      @Override
      double millis(RandomGenerator random) {
        return 1 + 99 * random.nextDouble();
      }
    },
    LOG_NORMAL {
      @Override
      double millis(RandomGenerator random) {
        return 10 * Math.exp(1.5 * random.nextGaussian());
      }
    },
    HEAVY_TAILED {
      @Override
      double millis(RandomGenerator random) {
        return Math.min(3_600_000, 0.1 / Math.pow(1 - random.nextDouble(), 1.1));
      }
    },
    CACHED_OR_TIMED_OUT {
      @Override
      double millis(RandomGenerator random) {
        return random.nextInt(100) < 97 ? 0.05 + 0.01 * random.nextDouble() : 15_000;
      }
    };

    abstract double millis(RandomGenerator random);
  }

  @Test
  void theIndexIsTheLogarithmRoundedUp() {
    Laws.forAll(
        50,
        random -> {
          RandomRecords records = new RandomRecords(random);
          for (int i = 0; i < 1000; i++) {
            long nanos = records.durationNanos();
            double exact = Math.log(nanos / NANOS_PER_MICRO) / Math.log(GAMMA);
            if (Math.abs(exact - Math.rint(exact)) > 1e-6) {
              int expected = Math.clamp((long) Math.ceil(exact), 0, LatencyBuckets.MAX_INDEX);
              assertThat(LatencyBuckets.index(nanos)).as("%d ns", nanos).isEqualTo(expected);
            }
          }
        });
  }

  @Test
  void everyBoundIsExact() {
    BigInteger numerator = BigInteger.valueOf(1000);
    BigInteger denominator = BigInteger.ONE;
    for (int index = 0; index < LatencyBuckets.MAX_INDEX; index++) {
      long upper = numerator.divide(denominator).longValueExact();
      assertThat(LatencyBuckets.index(upper)).isEqualTo(index);
      assertThat(LatencyBuckets.index(upper + 1)).isEqualTo(index + 1);
      numerator = numerator.multiply(BigInteger.valueOf(101));
      denominator = denominator.multiply(BigInteger.valueOf(99));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-9223372036854775808, 0",
    "-1, 0",
    "0, 0",
    "1, 0",
    "999, 0",
    "1000, 0",
    "1001, 1",
    "1020, 1",
    "1021, 2",
    "1000000, 346",
    "1000000000, 691",
    "86400000000000, 1260",
    "9223372036854775807, 1260"
  })
  void knowsTheEnds(long nanos, int index) {
    assertThat(LatencyBuckets.index(nanos)).isEqualTo(index);
  }

  @Test
  void isMonotone() {
    Laws.forAll(
        100,
        random -> {
          RandomRecords records = new RandomRecords(random);
          long less = records.durationNanos();
          long more = less + records.durationNanos();
          assertThat(LatencyBuckets.index(less)).isLessThanOrEqualTo(LatencyBuckets.index(more));
        });
  }

  @Test
  void aBucketStandsForItsValues() {
    long day = Duration.ofDays(1).toNanos();
    Laws.forAll(
        100,
        random -> {
          long nanos = 1000 + new RandomRecords(random).durationNanos() % (day - 1000);
          double micros = nanos / NANOS_PER_MICRO;
          int index = LatencyBuckets.index(nanos);
          assertThat(LatencyBuckets.micros(index)).isCloseTo(micros, within(bound(micros)));
          assertThat(LatencyBuckets.millis(index))
              .isCloseTo(micros / 1000, within(bound(micros / 1000)));
        });
  }

  @ParameterizedTest
  @EnumSource
  void quantilesAreWithinOnePercent(Distribution distribution) {
    Laws.forAll(
        20,
        random -> {
          int count = 1 + random.nextInt(3000);
          long[] nanos = new long[count];
          Arrays.setAll(nanos, i -> (long) (distribution.millis(random) * 1e6));
          Counts buckets = new Counts();
          Arrays.stream(nanos).forEach(value -> buckets.add(LatencyBuckets.index(value), 1));
          Arrays.sort(nanos);
          for (double quantile : QUANTILES) {
            int rank = (int) Math.ceil(quantile * count);
            double exact = nanos[rank - 1] / 1e6;
            assertThat(quantileMillis(buckets, rank))
                .as("quantile %s of %d", quantile, count)
                .isCloseTo(exact, within(bound(exact)));
          }
        });
  }

  private static double bound(double value) {
    return value * (LatencyBuckets.RELATIVE_ERROR + ROUNDING);
  }

  private static double quantileMillis(Counts buckets, int rank) {
    long seen = 0;
    for (int index : buckets.sortedKeys()) {
      seen += buckets.get(index);
      if (seen >= rank) {
        return LatencyBuckets.millis(index);
      }
    }
    throw new AssertionError("there are only " + seen + " values");
  }
}
