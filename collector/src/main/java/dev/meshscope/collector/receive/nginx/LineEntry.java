package dev.meshscope.collector.receive.nginx;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.collector.receive.nginx.NginxCauses.Backend;
import dev.meshscope.model.Cause;
import org.jspecify.annotations.Nullable;

/** Understands the values of a line: fills a protocol entry. One owner, not thread-safe. */
final class LineEntry {
  /** Envoy's {@code AccessLogType} of a request that ended: nginx writes nothing else. */
  private static final int DOWNSTREAM_END = 6;

  private static final int CODE_MAX = 1_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** The name of servers for hosts that no other takes, by custom. */
  private static final byte[] ANY_SERVER = {'_'};

  private static final byte[] SUCCESS = "SUCCESS".getBytes(US_ASCII);

  private final Attempts attempts = new Attempts();
  private final Called called = new Called();

  /** Fills an entry whose texts stand in the line; null when it is usable. */
  @Nullable Rejected fill(Line line, ProtocolEntry entry) {
    Rejected rejected = times(line, entry);
    long code = number(line, Variable.STATUS);
    if (rejected != null || code < 0) {
      return rejected == null ? Rejected.ENTRY_MALFORMED : rejected;
    }
    entry.number(ProtocolEntry.LOG_TYPE, DOWNSTREAM_END);
    entry.number(ProtocolEntry.RESPONSE_CODE, code);
    request(line, entry);
    connection(line, entry);
    volume(line, entry);
    upstream(line, code, entry);
    return null;
  }

  /** The line is written when the request ends: it began as long before as it took. */
  private static @Nullable Rejected times(Line line, ProtocolEntry entry) {
    entry.reset(line.bytes());
    Variable variable = time(line);
    if (variable == null) {
      return Rejected.NO_START_TIME;
    }
    int from = line.from(variable);
    int to = line.to(variable);
    long end =
        switch (variable) {
          case MSEC -> Decimals.nanos(line.bytes(), from, to);
          case TIME_ISO8601 -> Decimals.isoTime(line.bytes(), from, to);
          default -> Decimals.localTime(line.bytes(), from, to);
        };
    long duration =
        line.isGiven(Variable.REQUEST_TIME)
            ? Decimals.nanos(
                line.bytes(), line.from(Variable.REQUEST_TIME), line.to(Variable.REQUEST_TIME))
            : Decimals.UNREADABLE;
    if (end < 0 || duration < 0) {
      return Rejected.ENTRY_MALFORMED;
    }
    time(entry, ProtocolEntry.START, end - duration);
    time(entry, ProtocolEntry.DURATION, duration);
    return null;
  }

  private static @Nullable Variable time(Line line) {
    if (line.has(Variable.MSEC)) {
      return Variable.MSEC;
    }
    if (line.has(Variable.TIME_ISO8601)) {
      return Variable.TIME_ISO8601;
    }
    return line.has(Variable.TIME_LOCAL) ? Variable.TIME_LOCAL : null;
  }

  private static void time(ProtocolEntry entry, int time, long nanos) {
    entry.presentTime(time);
    entry.seconds(time, Math.floorDiv(nanos, NANOS_PER_SECOND));
    entry.nanos(time, (int) Math.floorMod(nanos, NANOS_PER_SECOND));
  }

  private static void request(Line line, ProtocolEntry entry) {
    RequestLine.split(line);
    byte[] bytes = line.bytes();
    if (line.has(Variable.REQUEST_METHOD)) {
      Variable method = Variable.REQUEST_METHOD;
      entry.number(ProtocolEntry.METHOD, Methods.method(bytes, line.from(method), line.to(method)));
    }
    if (line.has(Variable.SERVER_PROTOCOL)) {
      Variable protocol = Variable.SERVER_PROTOCOL;
      entry.number(
          ProtocolEntry.PROTOCOL_VERSION,
          Methods.version(bytes, line.from(protocol), line.to(protocol)));
    }
    if (!text(line, Variable.REQUEST_URI, ProtocolEntry.PATH, entry)) {
      text(line, Variable.URI, ProtocolEntry.PATH, entry);
    }
    boolean hasHost =
        text(line, Variable.HTTP_HOST, ProtocolEntry.AUTHORITY, entry)
            || text(line, Variable.HOST, ProtocolEntry.AUTHORITY, entry)
            || text(line, Variable.SERVER_NAME, ProtocolEntry.AUTHORITY, entry);
    if (hasHost && entry.is(ProtocolEntry.AUTHORITY, ANY_SERVER)) {
      entry.text(ProtocolEntry.AUTHORITY, 0, 0);
    }
    text(line, Variable.HTTP_USER_AGENT, ProtocolEntry.USER_AGENT, entry);
    text(line, Variable.CONTENT_TYPE, ProtocolEntry.CONTENT_TYPE, entry);
    text(line, Variable.GRPC_STATUS_TRAILER, ProtocolEntry.GRPC_STATUS_TRAILER, entry);
    text(line, Variable.GRPC_STATUS_HEADER, ProtocolEntry.GRPC_STATUS_HEADER, entry);
    if (line.length(Variable.LOCATION_PATH) > 1) { // the root tells no routes apart
      text(line, Variable.LOCATION_PATH, ProtocolEntry.ROUTE_NAME, entry);
    }
  }

  private static void connection(Line line, ProtocolEntry entry) {
    text(line, Variable.REMOTE_ADDR, ProtocolEntry.REMOTE_ADDRESS, entry);
    if (!text(line, Variable.REALIP_REMOTE_ADDR, ProtocolEntry.PEER_ADDRESS, entry)) {
      text(line, Variable.REMOTE_ADDR, ProtocolEntry.PEER_ADDRESS, entry);
    }
    text(line, Variable.SERVER_ADDR, ProtocolEntry.LOCAL_ADDRESS, entry);
    text(line, Variable.SSL_SERVER_NAME, ProtocolEntry.SNI, entry);
    port(entry, ProtocolEntry.LOCAL_PORT, number(line, Variable.SERVER_PORT));
    boolean isVerified =
        !line.isGiven(Variable.SSL_CLIENT_VERIFY) || line.is(Variable.SSL_CLIENT_VERIFY, SUCCESS);
    boolean isShown = isVerified && line.has(Variable.SSL_CLIENT_S_DN);
    entry.number(ProtocolEntry.PEER_HAS_CERTIFICATE, isShown ? 1 : 0);
    boolean isTold = line.isGiven(Variable.SSL_CLIENT_S_DN);
    entry.number(ProtocolEntry.CERTIFICATE_UNTOLD, isTold ? 0 : 1);
  }

  private static void volume(Line line, ProtocolEntry entry) {
    Variable sent = line.has(Variable.BYTES_SENT) ? Variable.BYTES_SENT : Variable.BODY_BYTES_SENT;
    entry.number(ProtocolEntry.BODY_BYTES_SENT, Math.max(0, number(line, sent)));
    long received = number(line, Variable.REQUEST_LENGTH);
    entry.number(ProtocolEntry.BODY_BYTES_RECEIVED, Math.max(0, received));
  }

  private void upstream(Line line, long code, ProtocolEntry entry) {
    boolean isDefault = called.isDefaultBackend(line);
    boolean isService = called.isService(line);
    attempts.read(line, code, isDefault);
    boolean isAlone = isDefault && !attempts.hasGroups();
    boolean isErrorPage = isAlone && isService; // its own upstream could not be asked
    if (isErrorPage || (isAlone && attempts.isSelf(line))) {
      attempts.forget();
    }
    Backend backend = isService ? Backend.SERVICE : Backend.OTHER;
    if (isAlone && !isService) {
      backend = Backend.DEFAULT;
    }
    Cause cause = NginxCauses.of(line, (int) Math.min(code, CODE_MAX), attempts, backend);
    if (cause != Cause.NONE) {
      entry.number(ProtocolEntry.GIVEN_CAUSE, place(cause) + 1L);
    }
    entry.number(ProtocolEntry.ATTEMPTS, attempts.tries());
    if (attempts.tries() > 0 || cause == Cause.NO_HEALTHY_UPSTREAM) {
      called.write(line, attempts, isErrorPage || !attempts.isOfLastGroup(), entry);
    }
    int length = attempts.addressTo() - attempts.addressFrom();
    if (attempts.tries() > 0 && !attempts.isNoneLive() && length > 0) {
      entry.text(ProtocolEntry.UPSTREAM_ADDRESS, attempts.addressFrom(), length);
      port(entry, ProtocolEntry.UPSTREAM_PORT, attempts.port());
    }
  }

  @SuppressWarnings("EnumOrdinal") // The entry is defined so, and never leaves the process.
  private static int place(Cause cause) {
    return cause.ordinal();
  }

  private static void port(ProtocolEntry entry, int number, long port) {
    if (port > 0 && port <= 0xFFFF) {
      entry.number(number, port);
    }
  }

  private static long number(Line line, Variable variable) {
    return line.isGiven(variable)
        ? Decimals.number(line.bytes(), line.from(variable), line.to(variable))
        : Decimals.UNREADABLE;
  }

  /** Gives the entry a text; false if the line does not have it. */
  private static boolean text(Line line, Variable variable, int text, ProtocolEntry entry) {
    if (!line.has(variable)) {
      return false;
    }
    line.unescape(variable);
    entry.text(text, line.from(variable), line.length(variable));
    return true;
  }
}
