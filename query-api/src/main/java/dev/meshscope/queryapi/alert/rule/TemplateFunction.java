package dev.meshscope.queryapi.alert.rule;

/** What a template makes of a number, to the letter as Prometheus does. */
sealed interface TemplateFunction {
  /** Of the four digits that are shown. */
  int DIGITS = 4;

  String apply(double value);

  /** {@code 1234567} is {@code 1.235M}. */
  record Humanize() implements TemplateFunction {
    private static final String[] LARGE = {"k", "M", "G", "T", "P", "E", "Z", "Y"};
    private static final String[] SMALL = {"m", "u", "n", "p", "f", "a", "z", "y"};
    private static final double STEP = 1000;

    @Override
    public String apply(double value) {
      if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
        return GoNumbers.general(value, DIGITS);
      }
      if (Math.abs(value) < 1) {
        return small(value);
      }
      String prefix = "";
      double rest = value;
      for (int i = 0; i < LARGE.length && Math.abs(rest) >= STEP; i++) {
        prefix = LARGE[i];
        rest /= STEP;
      }
      return GoNumbers.general(rest, DIGITS) + prefix;
    }

    static String small(double value) {
      String prefix = "";
      double rest = value;
      for (int i = 0; i < SMALL.length && Math.abs(rest) < 1; i++) {
        prefix = SMALL[i];
        rest *= STEP;
      }
      return GoNumbers.general(rest, DIGITS) + prefix;
    }
  }

  /** {@code 0.0512} is {@code 5.12%}. */
  record HumanizePercentage() implements TemplateFunction {
    private static final double PERCENT = 100;

    @Override
    public String apply(double value) {
      return GoNumbers.general(value * PERCENT, DIGITS) + "%";
    }
  }

  /** Seconds: {@code 5025} is {@code 1h 23m 45s}. */
  record HumanizeDuration() implements TemplateFunction {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    @Override
    public String apply(double value) {
      if (Double.isNaN(value) || Double.isInfinite(value)) {
        return GoNumbers.general(value, DIGITS);
      }
      if (value == 0) {
        return "0s";
      }
      if (Math.abs(value) < 1) {
        return Humanize.small(value) + "s";
      }
      return (value < 0 ? "-" : "") + positive(Math.abs(value));
    }

    private static String positive(double value) {
      long all = (long) value;
      String seconds = all % MINUTE + "s";
      String minutes = all % HOUR / MINUTE + "m ";
      String hours = all % DAY / HOUR + "h ";
      if (all >= DAY) {
        return all / DAY + "d " + hours + minutes + seconds;
      }
      if (all >= HOUR) {
        return hours + minutes + seconds;
      }
      return all >= MINUTE ? minutes + seconds : GoNumbers.general(value, DIGITS) + "s";
    }
  }

  /**
   * A format with one place for a number.
   *
   * @param before the text before it
   * @param verb {@code f}, {@code e}, {@code g} or {@code v}
   * @param digits -1 for as many as it takes
   * @param after the text behind it
   */
  record Printf(String before, char verb, int digits, String after) implements TemplateFunction {
    private static final int DIGITS_DEFAULT = 6;

    @Override
    public String apply(double value) {
      return before + number(value) + after;
    }

    private String number(double value) {
      return switch (verb) {
        case 'f' -> GoNumbers.fixed(value, digits < 0 ? DIGITS_DEFAULT : digits);
        case 'e' -> GoNumbers.exponential(value, digits < 0 ? DIGITS_DEFAULT : digits);
        default -> digits < 0 ? GoNumbers.shortest(value) : GoNumbers.general(value, digits);
      };
    }
  }
}
