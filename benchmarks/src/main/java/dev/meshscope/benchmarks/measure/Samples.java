package dev.meshscope.benchmarks.measure;

import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.util.ListStatistics;

/**
 * Measured values of one kind, and what is said about them.
 *
 * @param values at least one
 */
public record Samples(List<Double> values) {
  private static final double CONFIDENCE = 0.999;
  private static final double PERCENT = 100;

  public Samples {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured");
    }
  }

  public double mean() {
    return statistics().getMean();
  }

  /** Half of the 99.9 % confidence interval of the mean, as JMH has it; NaN below three values. */
  public double error() {
    return statistics().getMeanErrorAt(CONFIDENCE);
  }

  public double min() {
    return statistics().getMin();
  }

  public double max() {
    return statistics().getMax();
  }

  /** The value at a quantile from 0 to 1. */
  public double quantile(double quantile) {
    return statistics().getPercentile(quantile * PERCENT);
  }

  /** Mean and error: {@code 0.52 ± 0.03}. */
  public String meanText(int decimals) {
    String mean = text(mean(), decimals);
    return Double.isNaN(error()) ? mean : mean + " ± " + text(error(), decimals);
  }

  /** A number with that many decimals. */
  public static String text(double value, int decimals) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  private ListStatistics statistics() {
    return new ListStatistics(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
