package dev.meshscope.storage.read;

import dev.meshscope.storage.ClickHouseErrors;
import dev.meshscope.storage.read.ReadException.Kind;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.OptionalInt;

/** What a failure of the database means to whoever waits for the answer of a read. */
final class ReadFailures {
  /** Codes of ClickHouse's own {@code ErrorCodes.cpp}; what is not listed is our fault. */
  private static final Map<Integer, Kind> KINDS =
      Map.ofEntries(
          Map.entry(ClickHouseErrors.UNKNOWN_TABLE, Kind.AWAY), // migrations have not run yet
          Map.entry(ClickHouseErrors.UNKNOWN_DATABASE, Kind.AWAY), // likewise
          Map.entry(158, Kind.TOO_BIG), // TOO_MANY_ROWS
          Map.entry(159, Kind.TIMED_OUT), // TIMEOUT_EXCEEDED
          Map.entry(160, Kind.TIMED_OUT), // TOO_SLOW
          Map.entry(191, Kind.TOO_BIG), // SET_SIZE_LIMIT_EXCEEDED
          Map.entry(202, Kind.BUSY), // TOO_MANY_SIMULTANEOUS_QUERIES
          Map.entry(241, Kind.TOO_BIG), // MEMORY_LIMIT_EXCEEDED
          Map.entry(307, Kind.TOO_BIG), // TOO_MANY_BYTES
          Map.entry(394, Kind.AWAY), // QUERY_WAS_CANCELLED: the server stops
          Map.entry(396, Kind.TOO_BIG), // TOO_MANY_ROWS_OR_BYTES
          Map.entry(516, Kind.AWAY)); // AUTHENTICATION_FAILED: until a person has acted

  private ReadFailures() {}

  /** What the failure of that statement means. */
  static ReadException of(Exception failure, String statement) {
    Kind kind = kind(failure);
    return new ReadException(kind, statement + " failed: " + kind, failure);
  }

  private static Kind kind(Throwable failure) {
    OptionalInt code = ClickHouseErrors.code(failure);
    if (code.isPresent()) {
      return KINDS.getOrDefault(code.getAsInt(), Kind.REFUSED);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketTimeoutException) {
        return Kind.TIMED_OUT;
      }
    }
    return Kind.AWAY;
  }
}
