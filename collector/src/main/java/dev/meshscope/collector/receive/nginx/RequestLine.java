package dev.meshscope.collector.receive.nginx;

/**
 * The first line of a request, {@code GET /path HTTP/1.1}, for formats that have it in one piece.
 */
final class RequestLine {
  private static final int METHOD_LENGTH_MAX = 32;

  private RequestLine() {}

  /** Gives a line the values that its request line holds and its format does not have. */
  static void split(Line line) {
    if (!line.has(Variable.REQUEST)) {
      return;
    }
    byte[] bytes = line.bytes();
    int from = line.from(Variable.REQUEST);
    int to = line.to(Variable.REQUEST);
    int first = from;
    while (first < to && isMethodPart(bytes[first])) {
      first++;
    }
    boolean isMethod = first > from && first - from <= METHOD_LENGTH_MAX;
    if (!isMethod || first == to || bytes[first] != ' ') {
      return; // no HTTP
    }
    give(line, Variable.REQUEST_METHOD, from, first);
    int last = to;
    while (last > first && bytes[last - 1] != ' ') {
      last--;
    }
    boolean hasProtocol = last > first + 1 && Methods.version(bytes, last, to) > 0;
    if (hasProtocol) {
      give(line, Variable.SERVER_PROTOCOL, last, to);
    }
    give(line, Variable.REQUEST_URI, first + 1, hasProtocol ? last - 1 : to);
  }

  private static boolean isMethodPart(byte b) {
    return (b >= 'A' && b <= 'Z') || b == '-' || b == '_';
  }

  private static void give(Line line, Variable variable, int from, int to) {
    if (!line.isGiven(variable)) {
      line.value(variable, from, to);
    }
  }
}
