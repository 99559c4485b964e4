package dev.meshscope.collector.receive.nginx;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.meshscope.model.Cause;

/**
 * Why a request ended as it did, by nginx's code and what the lists say. First match wins; <i>u</i>
 * is the code of the last try, which nginx makes up (502, 504) where the host gave none.
 *
 * <table>
 * <caption>Precedence</caption>
 * <tr><th>#</th><th>Test</th><th>Cause</th></tr>
 * <tr><td>1</td><td>499, 0; 400 when nothing was sent (the client left while it sent its request)
 *   </td><td>client-gone</td></tr>
 * <tr><td>2</td><td>444 (closed without an answer), 495, 496</td><td>denied</td></tr>
 * <tr><td>3</td><td>a limit of requests or connections says REJECTED</td><td>rate-limited</td></tr>
 * <tr><td>4</td><td>the group had no host left to ask</td><td>no-healthy-upstream</td></tr>
 * <tr><td colspan="3">Nobody was asked:</td></tr>
 * <tr><td>5</td><td>429</td><td>rate-limited</td></tr>
 * <tr><td>6</td><td>401, 403</td><td>denied</td></tr>
 * <tr><td>7</td><td>404</td><td>no-route</td></tr>
 * <tr><td>8</td><td>400, 494, 497</td><td>protocol-error</td></tr>
 * <tr><td>9</td><td>503 where an Ingress named a service: it has no endpoints</td>
 *   <td>no-healthy-upstream</td></tr>
 * <tr><td>10</td><td>408, and everything from 500 on</td><td>other</td></tr>
 * <tr><td colspan="3">Somebody was asked:</td></tr>
 * <tr><td>11</td><td>404 of the default backend</td><td>no-route</td></tr>
 * <tr><td>12</td><td>a code from 500 on, u 502 or 504, and no connection</td>
 *   <td>upstream-connect-failure</td></tr>
 * <tr><td>13</td><td>the same, u 504, unless the host is known to have answered it</td>
 *   <td>upstream-timeout</td></tr>
 * <tr><td>14</td><td>the same, u 502, a connection and no answer</td><td>upstream-reset</td></tr>
 * <tr><td>15</td><td>the same, u 502, and the format tells neither; u below 500 or untold; an
 *   error page of the default backend</td><td>other</td></tr>
 * <tr><td>16</td><td>any other code from 500 on</td><td>upstream-error</td></tr>
 * <tr><td>17</td><td>everything else</td><td>none</td></tr>
 * </table>
 */
final class NginxCauses {
  private static final int BAD_REQUEST = 400;
  private static final int SERVER_ERROR_MIN = 500;
  private static final int BAD_GATEWAY = 502;
  private static final int UNAVAILABLE = 503;
  private static final int GATEWAY_TIMEOUT = 504;
  private static final byte[] REJECTED = "REJECTED".getBytes(US_ASCII);
  private static final byte[] ZERO = {'0'};

  private NginxCauses() {}

  /** What the line was written for. */
  enum Backend {
    /** A location whose upstream has no service's name. */
    OTHER,
    /** A service that an Ingress named. */
    SERVICE,
    /** The default backend, asked for itself and not for an error page. */
    DEFAULT
  }

  /** Decides the cause of a request that the client got that code for. */
  static Cause of(Line line, int code, Attempts attempts, Backend backend) {
    Cause own = ownDecision(line, code);
    if (own != Cause.NONE) {
      return own;
    }
    if (attempts.isNoneLive()) {
      return code < SERVER_ERROR_MIN ? Cause.NONE : Cause.NO_HEALTHY_UPSTREAM;
    }
    return attempts.tries() == 0 ? unasked(code, backend) : asked(code, attempts, backend);
  }

  private static Cause ownDecision(Line line, int code) {
    boolean isGone =
        code == 0 || code == 499 || (code == BAD_REQUEST && line.is(Variable.BYTES_SENT, ZERO));
    if (isGone) {
      return Cause.CLIENT_GONE;
    }
    if (code == 444 || code == 495 || code == 496) {
      return Cause.DENIED;
    }
    boolean isLimited =
        line.is(Variable.LIMIT_REQ_STATUS, REJECTED)
            || line.is(Variable.LIMIT_CONN_STATUS, REJECTED);
    return isLimited ? Cause.RATE_LIMITED : Cause.NONE;
  }

  private static Cause unasked(int code, Backend backend) {
    return switch (code) {
      case 429 -> Cause.RATE_LIMITED;
      case 401, 403 -> Cause.DENIED;
      case 404 -> Cause.NO_ROUTE;
      case BAD_REQUEST, 494, 497 -> Cause.PROTOCOL_ERROR;
      case 408 -> Cause.OTHER;
      case UNAVAILABLE -> backend == Backend.SERVICE ? Cause.NO_HEALTHY_UPSTREAM : Cause.OTHER;
      default -> code < SERVER_ERROR_MIN ? Cause.NONE : Cause.OTHER;
    };
  }

  private static Cause asked(int code, Attempts attempts, Backend backend) {
    if (code < SERVER_ERROR_MIN) {
      return backend == Backend.DEFAULT && code == 404 ? Cause.NO_ROUTE : Cause.NONE;
    }
    int last = attempts.status();
    boolean isMadeUp = last == BAD_GATEWAY || last == GATEWAY_TIMEOUT;
    if (isMadeUp && attempts.isUnconnected()) {
      return Cause.UPSTREAM_CONNECT_FAILURE;
    }
    if (last == GATEWAY_TIMEOUT && !attempts.isAnswered()) {
      return Cause.UPSTREAM_TIMEOUT;
    }
    if (last == BAD_GATEWAY && !attempts.isAnswered()) {
      return attempts.isUnanswered() ? Cause.UPSTREAM_RESET : Cause.OTHER;
    }
    return last < SERVER_ERROR_MIN || backend == Backend.DEFAULT
        ? Cause.OTHER
        : Cause.UPSTREAM_ERROR;
  }
}
