package dev.meshscope.collector.receive.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Istio's access log as text. Nothing in it is escaped, and clients write some of its texts: it is
 * read from both ends, where none of those stand, towards the middle.
 *
 * <pre>
 * [START] "METHOD PATH PROTOCOL" CODE FLAGS DETAILS TERMINATION "FAILURE" RECEIVED SENT DURATION
 * UPSTREAM_TIME "FORWARDED_FOR" "USER_AGENT" "REQUEST_ID" "AUTHORITY" "HOST" CLUSTER
 * UPSTREAM_LOCAL DOWNSTREAM_LOCAL DOWNSTREAM_REMOTE SERVER_NAME ROUTE
 * </pre>
 *
 * <p>One owner, not thread-safe.
 */
final class TextLine {
  private static final byte[] REQUEST = "] \"".getBytes(US_ASCII);
  private static final byte[] BETWEEN = "\" \"".getBytes(US_ASCII);
  private static final byte[] HTTP = "HTTP/".getBytes(US_ASCII);
  private static final int MISSING = -1;

  private final EntryFiller filler;
  private byte[] bytes = {};
  private int at;

  /** End of the line; below 0 after something did not fit. */
  private int end;

  TextLine(EntryFiller filler) {
    this.filler = filler;
  }

  /** Fills the entry; false, and the entry is of no use, when the text is no such line. */
  boolean read(byte[] message, int offset, int length) {
    bytes = message;
    at = offset;
    end = offset + length;
    while (end > at && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
      end--;
    }
    if (at == end || bytes[at] != '[') {
      return false;
    }
    beginning();
    int middle = at;
    if (end >= 0) {
      ending(middle);
    }
    return end >= 0;
  }

  private void beginning() {
    int bracket = Texts.indexOf(bytes, ']', at, end);
    if (bracket < 0 || !Texts.startsWith(bytes, bracket, end, REQUEST)) {
      fail();
      return;
    }
    put(LogAttribute.START_TIME, at + 1, bracket);
    at = bracket + REQUEST.length;
    request();
    token(LogAttribute.RESPONSE_CODE);
    token(LogAttribute.RESPONSE_FLAGS);
    token(LogAttribute.RESPONSE_CODE_DETAILS);
    token(LogAttribute.CONNECTION_TERMINATION_DETAILS);
    int reason = quoteBeforeNumber(at);
    if (reason < 0) {
      fail();
      return;
    }
    at = reason + 2;
    token(LogAttribute.BYTES_RECEIVED);
    token(LogAttribute.BYTES_SENT);
    token(LogAttribute.DURATION);
    int time = Texts.indexOf(bytes, ' ', at, Math.max(at, end));
    if (time < 0) {
      fail();
      return;
    }
    at = time + 1;
  }

  /** {@code METHOD PATH PROTOCOL"}; a path holds no space. */
  private void request() {
    int method = Texts.indexOf(bytes, ' ', at, end);
    int path = method < 0 ? MISSING : Texts.indexOf(bytes, ' ', method + 1, end);
    int quote = path < 0 ? MISSING : Texts.indexOf(bytes, '"', path + 1, end);
    boolean isProtocol =
        quote >= 0
            && (Texts.startsWith(bytes, path + 1, quote, HTTP)
                || Texts.isMissing(bytes, path + 1, quote - path - 1));
    if (!isProtocol) {
      fail();
      return;
    }
    put(LogAttribute.METHOD, at, method);
    put(LogAttribute.PATH, method + 1, path);
    put(LogAttribute.PROTOCOL, path + 1, quote);
    at = quote + 2;
  }

  /** What stands up to the next space. */
  private void token(LogAttribute attribute) {
    int space = end < 0 ? MISSING : Texts.indexOf(bytes, ' ', at, end);
    if (space < 0) {
      fail();
      return;
    }
    put(attribute, at, space);
    at = space + 1;
  }

  /** The first quote with a space and a digit behind it. */
  private int quoteBeforeNumber(int from) {
    for (int quote = from; quote + 2 < end; quote++) {
      if (bytes[quote] == '"'
          && bytes[quote + 1] == ' '
          && bytes[quote + 2] >= '0'
          && bytes[quote + 2] <= '9') {
        return quote;
      }
    }
    return MISSING;
  }

  /** From the last quote on, which is that of the host; then back over the quoted texts. */
  private void ending(int middle) {
    int hostEnd = lastQuote(end, middle);
    int host = lastQuote(hostEnd, middle);
    int authority = lastQuote(host - 2, middle);
    int requestId = lastQuote(authority - 2, middle);
    if (requestId < 0 || !isBetween(host) || !isBetween(authority) || hostEnd + 2 > end) {
      fail();
      return;
    }
    put(LogAttribute.UPSTREAM_HOST, host + 1, hostEnd);
    put(LogAttribute.AUTHORITY, authority + 1, host - 2);
    userAgent(middle, requestId - 2);
    at = hostEnd + 2;
    token(LogAttribute.UPSTREAM_CLUSTER);
    int local = Texts.indexOf(bytes, ' ', at, Math.max(at, end));
    at = local + 1;
    token(LogAttribute.DOWNSTREAM_LOCAL_ADDRESS);
    token(LogAttribute.DOWNSTREAM_REMOTE_ADDRESS);
    token(LogAttribute.REQUESTED_SERVER_NAME);
    if (end >= 0) {
      put(LogAttribute.ROUTE_NAME, at, end);
    }
  }

  private void userAgent(int middle, int agentEnd) {
    for (int start = middle + 1; start + BETWEEN.length <= agentEnd; start++) {
      if (Texts.startsWith(bytes, start, agentEnd, BETWEEN)) {
        put(LogAttribute.USER_AGENT, start + BETWEEN.length, agentEnd);
        return;
      }
    }
  }

  private boolean isBetween(int quote) {
    return Texts.startsWith(bytes, quote - 2, quote + 1, BETWEEN);
  }

  /** The last quote before that place; -1 where there is none. */
  private int lastQuote(int before, int from) {
    for (int quote = before - 1; quote >= from; quote--) {
      if (bytes[quote] == '"') {
        return quote;
      }
    }
    return MISSING;
  }

  private void put(LogAttribute attribute, int from, int to) {
    filler.text(attribute.reading(), attribute.target(), from, to - from);
  }

  private void fail() {
    end = MISSING;
  }
}
