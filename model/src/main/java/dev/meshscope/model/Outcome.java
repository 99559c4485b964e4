package dev.meshscope.model;

/**
 * How a request ended, as one integer: response code, gRPC status and cause are stored jointly
 * because the success rule needs them together.
 *
 * <p>The integer is {@code code·1024 + grpc·32 + cause}; code 0–999 (0 = none was sent), gRPC
 * status 0–16 or {@link #NO_GRPC_STATUS}, cause by ordinal.
 */
public final class Outcome {
  /** The gRPC status of a request that had none. */
  public static final int NO_GRPC_STATUS = 31;

  /** The greatest outcome there is. */
  static final int MAX = 999 << 10 | 31 << 5 | 31;

  private static final int CODE_MAX = 999;
  private static final int GRPC_MAX = 16;
  private static final int CODE_SHIFT = 10;
  private static final int GRPC_SHIFT = 5;
  private static final int FIVE_BITS = 31;
  private static final int SERVER_ERROR_MIN = 500;
  private static final Cause[] CAUSES = Cause.values();

  private Outcome() {}

  /** Joins the three; a code or status out of range counts as none. */
  public static int of(int responseCode, int grpcStatus, Cause cause) {
    int code = responseCode < 0 || responseCode > CODE_MAX ? 0 : responseCode;
    int grpc = grpcStatus < 0 || grpcStatus > GRPC_MAX ? NO_GRPC_STATUS : grpcStatus;
    return code << CODE_SHIFT | grpc << GRPC_SHIFT | cause.wire();
  }

  /** Response code as sent, 0 when none was. */
  public static int responseCode(int outcome) {
    return outcome >>> CODE_SHIFT;
  }

  /** gRPC status 0–16, or {@link #NO_GRPC_STATUS}. */
  public static int grpcStatus(int outcome) {
    return outcome >>> GRPC_SHIFT & FIVE_BITS;
  }

  /** The cause; {@link Cause#OTHER} where a newer writer knows one that we do not. */
  public static Cause cause(int outcome) {
    int ordinal = outcome & FIVE_BITS;
    return ordinal < CAUSES.length ? CAUSES[ordinal] : Cause.OTHER;
  }

  /**
   * Whether it counts as an error by default: code ≥ 500, code 0 of an HTTP request, or a failed
   * gRPC status, unless the client left or a fault was injected. A TCP connection is an error by
   * its cause alone.
   */
  public static boolean isError(int outcome, Protocol protocol) {
    Cause cause = cause(outcome);
    if (cause == Cause.CLIENT_GONE || cause == Cause.FAULT_INJECTED) {
      return false;
    }
    if (protocol == Protocol.TCP) {
      return cause != Cause.NONE;
    }
    int code = responseCode(outcome);
    int grpc = grpcStatus(outcome);
    return code >= SERVER_ERROR_MIN || code == 0 || (grpc != 0 && grpc != NO_GRPC_STATUS);
  }
}
