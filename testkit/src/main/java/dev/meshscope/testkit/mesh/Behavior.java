package dev.meshscope.testkit.mesh;

import org.jspecify.annotations.Nullable;

/**
 * How an application treats one request, told by header {@code x-behavior} as {@code
 * <app>=<behavior>}: {@code status:<code>} (with {@code :first}: at the first try only), {@code
 * slow:<ms>}, {@code hang}, {@code close}. The header travels along, so that one application of the
 * chain can be made to fail.
 */
sealed interface Behavior {
  String HEADER = "x-behavior";

  /** What a hanging application waits before it gives up, so that no thread stays for ever. */
  long HANG_MILLIS = 5_000;

  long SLOW_MILLIS_MAX = 10_000;

  record Normal() implements Behavior {}

  record Status(int code) implements Behavior {}

  /** Waits and then answers. */
  record Slow(long millis) implements Behavior {}

  /** Closes the connection without an answer. */
  record Close() implements Behavior {}

  /**
   * What {@code app} is told to do at try number {@code attempt} (from 1).
   *
   * @throws IllegalArgumentException if the header is not in the grammar above
   */
  static Behavior of(@Nullable String header, String app, int attempt) {
    if (header == null || !header.startsWith(app + "=")) {
      return new Normal();
    }
    String[] words = header.substring(app.length() + 1).split(":", -1);
    return switch (words[0]) {
      case "status" -> status(words, attempt);
      case "slow" -> new Slow(Math.min(Long.parseLong(words[1]), SLOW_MILLIS_MAX));
      case "hang" -> new Slow(HANG_MILLIS);
      case "close" -> new Close();
      default -> throw new IllegalArgumentException("unknown behavior: " + header);
    };
  }

  private static Behavior status(String[] words, int attempt) {
    boolean firstOnly = words.length == 3 && words[2].equals("first");
    return firstOnly && attempt > 1 ? new Normal() : new Status(Integer.parseInt(words[1]));
  }
}
