package dev.meshscope.collector.receive.nginx;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * What the lists of a line say of the tries for its request. A request that went on to another
 * location has several groups of tries: those of an error page are not the request's own. Reused;
 * one owner, not thread-safe.
 */
final class Attempts {
  /** What a list does not say, because the format lacks it. */
  private static final int UNTOLD = -1;

  private static final int ERROR_MIN = 400;
  private static final byte[] UNIX = "unix:".getBytes(US_ASCII);
  private static final byte[] LOOPBACK = "127.0.0.1".getBytes(US_ASCII);

  private int items;
  private int firstGroupItems;
  private int lastGroupStart;
  private int tries;
  private boolean isOfLastGroup;
  private boolean isNoneLive;
  private int addressFrom;
  private int addressTo;
  private int port;
  private int status;
  private int isConnected;
  private int hasHeader;
  private int hasBody;

  /**
   * Reads the lists.
   *
   * @param code the code that the client got
   * @param isErrorPage whether the upstream that was asked last is known to serve error pages
   */
  void read(Line line, long code, boolean isErrorPage) {
    forget();
    if (!line.has(Variable.UPSTREAM_ADDR)) {
      return;
    }
    countItems(line);
    isOfLastGroup = !isFirstGroupMeant(line, code, isErrorPage);
    int start = isOfLastGroup ? lastGroupStart : 0;
    int last = (isOfLastGroup ? items : firstGroupItems) - 1;
    for (int i = start; i <= last; i++) {
      long item = Lists.item(line, Variable.UPSTREAM_ADDR, i);
      tries += isHost(line, (int) (item >>> Integer.SIZE), (int) item) ? 1 : 0;
    }
    readAddress(line, Lists.item(line, Variable.UPSTREAM_ADDR, last));
    status = (int) number(line, Variable.UPSTREAM_STATUS, last);
    isConnected = told(line, Variable.UPSTREAM_CONNECT_TIME, last);
    hasHeader = told(line, Variable.UPSTREAM_HEADER_TIME, last);
    hasBody = number(line, Variable.UPSTREAM_RESPONSE_LENGTH, last) > 0 ? 1 : 0;
  }

  /** Nobody was asked, whatever the lists say: they tell of an error page. */
  void forget() {
    items = 0;
    firstGroupItems = 0;
    lastGroupStart = 0;
    tries = 0;
    isOfLastGroup = true;
    isNoneLive = false;
    addressFrom = 0;
    addressTo = 0;
    port = 0;
    status = UNTOLD;
    isConnected = UNTOLD;
    hasHeader = UNTOLD;
    hasBody = 0;
  }

  /** How many hosts were asked, one after the other. */
  int tries() {
    return tries;
  }

  /** Whether several locations asked somebody. */
  boolean hasGroups() {
    return firstGroupItems < items;
  }

  /** Whether the tries are those of the location that the line was written in. */
  boolean isOfLastGroup() {
    return isOfLastGroup;
  }

  /** Whether the group had no host left to ask; its address is its name then. */
  boolean isNoneLive() {
    return isNoneLive;
  }

  /** Where the IP address of the last host starts, or the name of the group. */
  int addressFrom() {
    return addressFrom;
  }

  /** Where it ends; the same as the start if it has none. */
  int addressTo() {
    return addressTo;
  }

  /** Port of the last host, 0 if it has none. */
  int port() {
    return port;
  }

  /** Whether the last host is this nginx itself. */
  boolean isSelf(Line line) {
    return Arrays.equals(line.bytes(), addressFrom, addressTo, LOOPBACK, 0, LOOPBACK.length);
  }

  /** Code of the last try, which nginx makes up where the host gave none; negative if untold. */
  int status() {
    return status;
  }

  /** Whether the last host is known not to have taken the connection. */
  boolean isUnconnected() {
    return isConnected == 0;
  }

  /** Whether the last host took the connection and is known not to have answered. */
  boolean isUnanswered() {
    return hasHeader == 0 && isConnected == 1;
  }

  /** Whether the code of the last try is known to be the host's own. */
  boolean isAnswered() {
    return hasHeader == 1 || hasBody == 1;
  }

  private void countItems(Line line) {
    byte[] bytes = line.bytes();
    int to = line.to(Variable.UPSTREAM_ADDR);
    int at = line.from(Variable.UPSTREAM_ADDR);
    int separator;
    do {
      int end = Lists.endOfItem(bytes, at, to);
      items++;
      separator = Lists.separatorLength(bytes, end, to);
      if (Lists.isGroupEnd(bytes, end, to)) {
        firstGroupItems = firstGroupItems == 0 ? items : firstGroupItems;
        lastGroupStart = items;
      }
      at = end + separator;
    } while (separator > 0);
    firstGroupItems = firstGroupItems == 0 ? items : firstGroupItems;
  }

  /**
   * An error page keeps the code of what went wrong. Otherwise the request was handed on, and those
   * that were asked last have served it.
   */
  private boolean isFirstGroupMeant(Line line, long code, boolean isErrorPage) {
    if (!hasGroups()) {
      return false;
    }
    long first = number(line, Variable.UPSTREAM_STATUS, firstGroupItems - 1);
    return isErrorPage || (code >= ERROR_MIN && first == code);
  }

  private void readAddress(Line line, long item) {
    int from = (int) (item >>> Integer.SIZE);
    int length = (int) item;
    if (!isHost(line, from, length)) {
      isNoneLive = length > 0 && line.bytes()[from] != '-';
      addressFrom = from;
      addressTo = isNoneLive ? from + length : from;
      return;
    }
    byte[] bytes = line.bytes();
    int colon = from + length - 1;
    while (bytes[colon] != ':') {
      colon--;
    }
    long number = Decimals.number(bytes, colon + 1, from + length);
    if (number < 0 || number > 0xFFFF) {
      return; // a socket in the file system
    }
    port = (int) number;
    boolean isBracketed = colon - from > 2 && bytes[from] == '[' && bytes[colon - 1] == ']';
    addressFrom = isBracketed ? from + 1 : from;
    addressTo = isBracketed ? colon - 1 : colon;
  }

  /** Whether an item is a host; a group that has none left is listed by its name. */
  private static boolean isHost(Line line, int from, int length) {
    byte[] bytes = line.bytes();
    if (length >= UNIX.length && Arrays.equals(bytes, from, from + UNIX.length, UNIX, 0, 5)) {
      return true;
    }
    if (length == 0 || !(Decimals.isDigit(bytes[from]) || bytes[from] == '[')) {
      return false;
    }
    for (int at = from; at < from + length; at++) {
      if (bytes[at] == ':') {
        return true;
      }
    }
    return false;
  }

  private static long number(Line line, Variable variable, int index) {
    long item = Lists.item(line, variable, index);
    int from = (int) (item >>> Integer.SIZE);
    return Decimals.number(line.bytes(), from, from + (int) item);
  }

  /** 1 where a list has a time for a try, 0 where it has a dash. */
  private static int told(Line line, Variable variable, int index) {
    long item = Lists.item(line, variable, index);
    if ((int) item == 0) {
      return UNTOLD;
    }
    return line.bytes()[(int) (item >>> Integer.SIZE)] == '-' ? 0 : 1;
  }
}
