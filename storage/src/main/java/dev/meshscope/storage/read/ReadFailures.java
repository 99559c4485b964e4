package dev.meshscope.storage.read;

import com.clickhouse.client.api.ServerException;
import dev.meshscope.storage.read.ReadException.Kind;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.util.Map;

/** The one place that says what a failure of the database means. */
final class ReadFailures {
  /** Codes of ClickHouse's own {@code ErrorCodes.cpp}; what is not listed is our fault. */
  private static final Map<Integer, Kind> KINDS =
      Map.ofEntries(
          Map.entry(60, Kind.AWAY), // UNKNOWN_TABLE: migrations have not run yet
          Map.entry(81, Kind.AWAY), // UNKNOWN_DATABASE: likewise
          Map.entry(158, Kind.TOO_BIG), // TOO_MANY_ROWS
          Map.entry(159, Kind.TIMED_OUT), // TIMEOUT_EXCEEDED
          Map.entry(160, Kind.TIMED_OUT), // TOO_SLOW
          Map.entry(191, Kind.TOO_BIG), // SET_SIZE_LIMIT_EXCEEDED
          Map.entry(202, Kind.BUSY), // TOO_MANY_SIMULTANEOUS_QUERIES
          Map.entry(241, Kind.TOO_BIG), // MEMORY_LIMIT_EXCEEDED
          Map.entry(242, Kind.AWAY), // TABLE_IS_READ_ONLY
          Map.entry(307, Kind.TOO_BIG), // TOO_MANY_BYTES
          Map.entry(396, Kind.TOO_BIG), // TOO_MANY_ROWS_OR_BYTES
          Map.entry(516, Kind.AWAY)); // AUTHENTICATION_FAILED: a person must act, we wait

  private ReadFailures() {}

  /** What the failure of that statement means. */
  static ReadException of(SQLException failure, String statement) {
    Kind kind = kind(failure);
    return new ReadException(kind, statement + " failed: " + kind, failure);
  }

  private static Kind kind(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ServerException server) {
        return KINDS.getOrDefault(server.getCode(), Kind.REFUSED);
      }
      if (cause instanceof SocketTimeoutException) {
        return Kind.TIMED_OUT;
      }
    }
    return Kind.AWAY;
  }
}
