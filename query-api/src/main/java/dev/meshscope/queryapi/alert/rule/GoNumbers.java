package dev.meshscope.queryapi.alert.rule;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as the templates of Prometheus print them: those are Go's. */
final class GoNumbers {
  private static final int EXPONENT_MIN = -4;

  /** From here on, the shortest form has an exponent. */
  private static final int SHORTEST_EXPONENT = 6;

  private GoNumbers() {}

  /** {@code %v}: as few digits as tell the number from its neighbors. */
  static String shortest(double value) {
    return isSpecial(value)
        ? special(value)
        : sign(value)
            + general(new BigDecimal(Double.toString(Math.abs(value))), SHORTEST_EXPONENT);
  }

  /** {@code %.Ng}. */
  static String general(double value, int digits) {
    if (isSpecial(value)) {
      return special(value);
    }
    int precision = Math.max(digits, 1);
    BigDecimal rounded =
        new BigDecimal(Math.abs(value)).round(new MathContext(precision, RoundingMode.HALF_EVEN));
    return sign(value) + general(rounded, precision);
  }

  /** {@code %.Nf}. */
  static String fixed(double value, int digits) {
    return isSpecial(value)
        ? special(value)
        : sign(value)
            + new BigDecimal(Math.abs(value))
                .setScale(digits, RoundingMode.HALF_EVEN)
                .toPlainString();
  }

  /** {@code %.Ne}. */
  static String exponential(double value, int digits) {
    if (isSpecial(value)) {
      return special(value);
    }
    BigDecimal rounded =
        new BigDecimal(Math.abs(value)).round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
    int exponent = rounded.signum() == 0 ? 0 : exponent(rounded);
    BigDecimal mantissa = rounded.movePointLeft(exponent).setScale(digits, RoundingMode.HALF_EVEN);
    return sign(value) + mantissa.toPlainString() + exponentText(exponent);
  }

  private static String general(BigDecimal value, int exponentMax) {
    if (value.signum() == 0) {
      return "0";
    }
    BigDecimal stripped = value.stripTrailingZeros();
    int exponent = exponent(stripped);
    if (exponent < EXPONENT_MIN || exponent >= exponentMax) {
      return stripped.movePointLeft(exponent).stripTrailingZeros().toPlainString()
          + exponentText(exponent);
    }
    return stripped.toPlainString();
  }

  private static int exponent(BigDecimal value) {
    return value.precision() - value.scale() - 1;
  }

  private static String exponentText(int exponent) {
    return (exponent < 0 ? "e-" : "e+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
  }

  private static String sign(double value) {
    return Double.compare(value, 0.0) < 0 ? "-" : "";
  }

  private static boolean isSpecial(double value) {
    return Double.isNaN(value) || Double.isInfinite(value);
  }

  private static String special(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    return value > 0 ? "+Inf" : "-Inf";
  }
}
