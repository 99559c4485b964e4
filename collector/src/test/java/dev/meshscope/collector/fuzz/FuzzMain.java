package dev.meshscope.collector.fuzz;

import java.util.Map;
import java.util.function.Supplier;

/** {@code make fuzz}: many messages of one protocol, or of each, from a seed that is printed. */
final class FuzzMain {
  private static final int MESSAGES = 1_000_000;
  private static final int PART = 50_000;

  private FuzzMain() {}

  /**
   * Runs until the first failure.
   *
   * @param args protocol or {@code all}, number of messages, seed; all may be left out
   */
  @SuppressWarnings("SystemOut") // A command of its own.
  public static void main(String[] args) {
    String asked = args.length > 0 ? args[0] : "all";
    int messages = args.length > 1 ? Integer.parseInt(args[1]) : MESSAGES;
    long seed = args.length > 2 ? Long.parseLong(args[2]) : System.nanoTime();
    for (Map.Entry<String, Supplier<FuzzTarget>> one : Fuzzer.targets().entrySet()) {
      if (asked.equals("all") || asked.equals(one.getKey())) {
        System.out.printf("%s: %d messages, seed %d%n", one.getKey(), messages, seed);
        for (int done = 0; done < messages; done += PART) {
          int count = Math.min(PART, messages - done);
          FuzzTarget target = one.getValue().get();
          Fuzzer.run(target, seed + done, count);
          System.out.printf(
              "%s: %d done; of the last %d messages' entries %d accepted, %d rejected%n",
              one.getKey(), done + count, count, target.accepted(), target.rejected());
        }
      }
    }
  }
}
