package dev.meshscope.storage;

import com.clickhouse.client.api.ServerException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one place that decides whether a failure of ClickHouse passes by itself. Permanent are only
 * those codes that blame the statement, the schema or the rights; whatever else the server says,
 * and whatever happens to the connection, may be gone at the next try.
 *
 * <p>Codes as in ClickHouse's {@code src/Common/ErrorCodes.cpp}.
 */
public final class ClickHouseErrors {
  /** {@code UNKNOWN_TABLE}. */
  public static final int UNKNOWN_TABLE = 60;

  /** {@code UNKNOWN_DATABASE}. */
  public static final int UNKNOWN_DATABASE = 81;

  private static final Set<Integer> PERMANENT =
      Set.of(
          6, // CANNOT_PARSE_TEXT
          10, // NOT_FOUND_COLUMN_IN_BLOCK
          16, // NO_SUCH_COLUMN_IN_TABLE
          20, // NUMBER_OF_COLUMNS_DOESNT_MATCH
          36, // BAD_ARGUMENTS
          42, // NUMBER_OF_ARGUMENTS_DOESNT_MATCH
          43, // ILLEGAL_TYPE_OF_ARGUMENT
          44, // ILLEGAL_COLUMN
          46, // UNKNOWN_FUNCTION
          47, // UNKNOWN_IDENTIFIER
          48, // NOT_IMPLEMENTED
          50, // UNKNOWN_TYPE
          53, // TYPE_MISMATCH
          57, // TABLE_ALREADY_EXISTS
          UNKNOWN_TABLE,
          62, // SYNTAX_ERROR
          70, // CANNOT_CONVERT_TYPE
          80, // INCORRECT_QUERY
          UNKNOWN_DATABASE,
          115, // UNKNOWN_SETTING
          117, // INCORRECT_DATA
          164, // READONLY
          192, // UNKNOWN_USER
          193, // WRONG_PASSWORD
          194, // REQUIRED_PASSWORD
          344, // SUPPORT_IS_DISABLED
          457, // BAD_QUERY_PARAMETER
          497, // ACCESS_DENIED
          516); // AUTHENTICATION_FAILED

  private ClickHouseErrors() {}

  /**
   * What went wrong, as one exception.
   *
   * @param action what was tried and on what, e.g. {@code "insert into edges_10s"}
   * @param cause what the driver threw
   */
  public static StorageException of(String action, Throwable cause) {
    OptionalInt code = code(cause);
    boolean isRetryable = code.isEmpty() || !PERMANENT.contains(code.getAsInt());
    String what =
        code.isEmpty()
            ? "no answer: " + firstLine(root(cause))
            : "code %d: %s".formatted(code.getAsInt(), firstLine(cause));
    return new StorageException(action + ": " + what, isRetryable, cause);
  }

  /** The server's error code; empty when it did not answer. */
  public static OptionalInt code(Throwable failure) {
    for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof ServerException server) {
        return OptionalInt.of(server.getCode());
      }
      if (at instanceof SQLException sql && sql.getErrorCode() > 0) {
        return OptionalInt.of(sql.getErrorCode());
      }
    }
    return OptionalInt.empty();
  }

  /** Drivers wrap what happened to the connection in several layers that do not say it. */
  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    for (Throwable cause = root.getCause(); cause != null; cause = cause.getCause()) {
      root = cause;
    }
    return root;
  }

  private static String firstLine(Throwable cause) {
    return Objects.toString(cause.getMessage(), cause.toString()).lines().findFirst().orElse("");
  }
}
