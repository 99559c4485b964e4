package dev.meshscope.embedded.clickhouse;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An error as ClickHouse reports it: a code of its {@code ErrorCodes.cpp} and a message that names
 * it.
 */
record EngineError(int code, String message) {

  static final int BAD_ARGUMENTS = 36;
  static final int CHECKSUM_DOESNT_MATCH = 40;
  static final int NOT_IMPLEMENTED = 48;
  static final int SYNTAX_ERROR = 62;
  static final int UNKNOWN_SETTING = 115;
  static final int TOO_MANY_SIMULTANEOUS_QUERIES = 202;
  static final int QUERY_IS_TOO_LARGE = 229;
  static final int CANNOT_DECOMPRESS = 271;
  static final int AUTHENTICATION_FAILED = 516;

  private static final Pattern CODE = Pattern.compile("Code: (\\d{1,9})\\. ");
  private static final int UNKNOWN_EXCEPTION = 1002;

  /** Values and statements that cannot be parsed. */
  private static final Set<Integer> BAD_REQUEST =
      Set.of(
          6, 8, 15, 25, 26, 27, 36, 37, 38, 41, 44, 53, 62, 72, 117, 123, 167, 168, 223, 321, 376,
          427, 441, 675, 676);

  /** Unknown table, function, identifier, type, storage, database, setting, format and such. */
  private static final Set<Integer> NOT_FOUND =
      Set.of(46, 47, 50, 56, 60, 63, 73, 78, 81, 115, 152, 336, 511);

  /** Out of what the library says, {@code Code: 60. DB::Exception: … (UNKNOWN_TABLE)}. */
  static EngineError parse(String said) {
    Matcher code = CODE.matcher(said);
    if (!code.find()) {
      return new EngineError(
          UNKNOWN_EXCEPTION,
          "Code: %d. DB::Exception: %s (UNKNOWN_EXCEPTION)".formatted(UNKNOWN_EXCEPTION, said));
    }
    return new EngineError(Integer.parseInt(code.group(1)), said.substring(code.start()));
  }

  /** One of our own, in the engine's form. */
  static EngineError of(int code, String name, String detail) {
    return new EngineError(code, "Code: %d. DB::Exception: %s (%s)".formatted(code, detail, name));
  }

  EngineException exception() {
    return new EngineException(this);
  }

  /**
   * As {@code exceptionCodeToHTTPStatus.cpp} of ClickHouse, but 503 when all connections are taken
   * (ClickHouse: 500), which its clients know as worth another try.
   */
  int httpStatus() {
    if (BAD_REQUEST.contains(code)) {
      return 400;
    }
    if (NOT_FOUND.contains(code)) {
      return 404;
    }
    return switch (code) {
      case 194 -> 401;
      case 192, 193, 497, 512, AUTHENTICATION_FAILED -> 403;
      case 159 -> 408;
      case 381 -> 411;
      case QUERY_IS_TOO_LARGE -> 413;
      case NOT_IMPLEMENTED -> 501;
      case 76, 209, 439, TOO_MANY_SIMULTANEOUS_QUERIES -> 503;
      default -> 500;
    };
  }
}
