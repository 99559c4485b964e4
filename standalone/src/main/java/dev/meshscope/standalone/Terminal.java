package dev.meshscope.standalone;

import java.io.PrintStream;

/**
 * What a person who started the standalone sees: lines that stay, and one line below them that is
 * written over. Without a terminal the live line becomes ordinary lines.
 */
final class Terminal {
  private static final String ERASE_LINE = "\r\u001b[2K";

  private final PrintStream out;
  private final boolean isInteractive;
  private boolean hasLive;

  Terminal(PrintStream out, boolean isInteractive) {
    this.out = out;
    this.isInteractive = isInteractive;
  }

  /** On standard output; interactive if that is a terminal. */
  @SuppressWarnings("SystemConsoleNull") // With java.base's console it is null again (JDK 25).
  static Terminal standard() {
    boolean isTerminal = System.console() != null;
    return new Terminal(System.out, isTerminal);
  }

  boolean isInteractive() {
    return isInteractive;
  }

  /** A line that stays. */
  synchronized void say(String line) {
    eraseLive();
    out.println(line);
    out.flush();
  }

  /** The line that is written over by the next one. */
  synchronized void live(String line) {
    eraseLive();
    if (isInteractive) {
      out.print(line);
      hasLive = true;
    } else {
      out.println(line);
    }
    out.flush();
  }

  private void eraseLive() {
    if (hasLive) {
      out.print(ERASE_LINE);
      hasLive = false;
    }
  }
}
