package dev.meshscope.collector.receive.nginx;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The head of a datagram as nginx writes it: {@code <190>Nov 25 13:55:35 host tag: message}, and
 * without the host where {@code nohostname} is set. Reused; one owner, not thread-safe.
 */
final class SyslogHeader {
  /** {@code d} is a digit, {@code s} a space or a digit, {@code a} a letter. */
  private static final String TIME = "aaa sd dd:dd:dd ";

  private static final int PRIORITY_DIGITS_MAX = 3;
  private static final int WORD_LENGTH_MAX = 255;

  private byte[] bytes = {};
  private int hostFrom;
  private int hostTo;
  private int tagFrom;
  private int tagTo;
  private int messageFrom;

  /** Reads the head of a datagram; false for one that nginx did not write. */
  boolean read(byte[] datagram, int from, int to) {
    bytes = datagram;
    int time = endOfPriority(from, to);
    if (time < 0 || !isTime(time, to)) {
      return false;
    }
    int word = time + TIME.length();
    int end = endOfWord(word, to);
    boolean hasHost = end < to && end > word && bytes[end - 1] != ':';
    hostFrom = word;
    hostTo = hasHost ? end : word;
    tagFrom = hasHost ? end + 1 : word;
    int tagEnd = hasHost ? endOfWord(tagFrom, to) : end;
    boolean isTag = tagEnd < to && tagEnd > tagFrom && bytes[tagEnd - 1] == ':';
    tagTo = tagEnd - 1;
    messageFrom = tagEnd + 1;
    return isTag;
  }

  /** The host; empty where there was none. */
  String host() {
    return new String(bytes, hostFrom, hostTo - hostFrom, UTF_8);
  }

  /** The tag without colon. */
  String tag() {
    return new String(bytes, tagFrom, tagTo - tagFrom, UTF_8);
  }

  /** Where host and tag start, which are the same for all lines of one log. */
  int wordsFrom() {
    return hostFrom;
  }

  /** Where they end. */
  int wordsTo() {
    return tagTo;
  }

  int messageFrom() {
    return messageFrom;
  }

  /** Where the time starts; negative if there is no priority before it. */
  private int endOfPriority(int from, int to) {
    if (from >= to || bytes[from] != '<') {
      return -1;
    }
    int at = from + 1;
    while (at < to && at - from <= PRIORITY_DIGITS_MAX && Decimals.isDigit(bytes[at])) {
      at++;
    }
    return at > from + 1 && at < to && bytes[at] == '>' ? at + 1 : -1;
  }

  private boolean isTime(int from, int to) {
    if (from + TIME.length() > to) {
      return false;
    }
    for (int i = 0; i < TIME.length(); i++) {
      byte b = bytes[from + i];
      boolean isIt =
          switch (TIME.charAt(i)) {
            case 'a' -> (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
            case 'd' -> Decimals.isDigit(b);
            case 's' -> b == ' ' || Decimals.isDigit(b);
            default -> b == TIME.charAt(i);
          };
      if (!isIt) {
        return false;
      }
    }
    return true;
  }

  private int endOfWord(int from, int to) {
    int at = from;
    int last = Math.min(to, from + WORD_LENGTH_MAX);
    while (at < last && bytes[at] != ' ') {
      at++;
    }
    return at < last ? at : to;
  }
}
