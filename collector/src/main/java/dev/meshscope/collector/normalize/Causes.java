package dev.meshscope.collector.normalize;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.meshscope.model.Cause;
import dev.meshscope.model.Outcome;
import dev.meshscope.model.ResponseFlag;
import org.jspecify.annotations.Nullable;

/**
 * Why a request ended as it did. First match wins; <i>details</i> are {@code response_code_details}
 * of a request, {@code connection_termination_details} of a connection, both compared by their
 * beginning because Envoy does not promise them.
 *
 * <table>
 * <caption>Precedence</caption>
 * <tr><th>#</th><th>Test</th><th>Cause</th></tr>
 * <tr><td>1</td><td>FI</td><td>fault-injected</td></tr>
 * <tr><td>2</td><td>OM, DO, UDO; details overload, drop_overload, unconditional_drop_overload</td>
 *   <td>overload</td></tr>
 * <tr><td>3</td><td>UO of a connection, or with details that hold {overflow or are
 *   maintenance_mode. Any other UO is a refused <i>retry</i>: the answer was the upstream's, go on
 *   </td><td>circuit-breaker</td></tr>
 * <tr><td>4</td><td>NR of a connection at a sidecar that is called (no filter chain matched:
 *   plaintext before STRICT mTLS)</td><td>denied</td></tr>
 * <tr><td>5</td><td>NR, NC; details direct_response of route block_all: what Istio answers for
 *   hosts that are declared nowhere, under REGISTRY_ONLY</td><td>no-route</td></tr>
 * <tr><td>6</td><td>UH</td><td>no-healthy-upstream</td></tr>
 * <tr><td>7</td><td>UT, UMSDR; SI, and details max_duration_timeout, request_overall_timeout or
 *   request_header_timeout, unless the code is 408 (then the request never came in whole)</td>
 *   <td>upstream-timeout</td></tr>
 * <tr><td>8</td><td>UF, DF</td><td>upstream-connect-failure</td></tr>
 * <tr><td>9</td><td>UC, UR, UPE, LR; also after the response headers went out, whatever the code
 *   </td><td>upstream-reset</td></tr>
 * <tr><td>10</td><td>RL, RLSE; URX of a connection; RFCF with code 429 (a quota); details
 *   request_rate_limited, local_rate_limited, rate_limiter_error</td><td>rate-limited</td></tr>
 * <tr><td>11</td><td>URX, without a flag that says why (those come before)</td>
 *   <td>retry-limit</td></tr>
 * <tr><td>12</td><td>UAEX; details rbac_access_denied, jwt_authn_access_denied, ext_authz_,
 *   csrf_origin_mismatch: none of them but UAEX has a flag</td><td>denied</td></tr>
 * <tr><td>13</td><td>DC, DR; details downstream_remote_disconnect, http2.remote_reset</td>
 *   <td>client-gone</td></tr>
 * <tr><td>14</td><td>DPE, IH; details http1., http2., http3., codec_error</td>
 *   <td>protocol-error</td></tr>
 * <tr><td>15</td><td>NFCF</td><td>no-filter-config</td></tr>
 * <tr><td>16</td><td>code 0 of a request</td><td>client-gone</td></tr>
 * <tr><td>17</td><td>LH, SI and the timeouts of line 7 with code 408, DT, code ≥ 500 or a failed
 *   gRPC status that the proxy itself made</td><td>other</td></tr>
 * <tr><td>18</td><td>code ≥ 500 or a failed gRPC status, from upstream</td><td>upstream-error</td>
 *   </tr>
 * <tr><td>19</td><td>DI, RFCF, and everything else</td><td>none</td></tr>
 * </table>
 */
final class Causes {
  private static final int ERROR_MIN = 400;
  private static final int SERVER_ERROR_MIN = 500;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;

  private static final long SHED = set(ResponseFlag.OM, ResponseFlag.DO, ResponseFlag.UDO);
  private static final long NO_ROUTE = set(ResponseFlag.NR, ResponseFlag.NC);
  private static final long TIMEOUT = set(ResponseFlag.UT, ResponseFlag.UMSDR);
  private static final long CONNECT = set(ResponseFlag.UF, ResponseFlag.DF);
  private static final long RESET =
      set(ResponseFlag.UC, ResponseFlag.UR, ResponseFlag.UPE, ResponseFlag.LR);
  private static final long LIMITED = set(ResponseFlag.RL, ResponseFlag.RLSE);
  private static final long GONE = set(ResponseFlag.DC, ResponseFlag.DR);
  private static final long PROTOCOL = set(ResponseFlag.DPE, ResponseFlag.IH);
  private static final long OWN = set(ResponseFlag.LH, ResponseFlag.SI, ResponseFlag.DT);

  private static final byte[] VIA_UPSTREAM = ascii("via_upstream");
  private static final byte[] OVERFLOW = ascii("{overflow");
  private static final byte[] MAINTENANCE = ascii("maintenance_mode");
  private static final byte[] DIRECT_RESPONSE = ascii("direct_response");
  private static final byte[] BLOCK_ALL = ascii("block_all");
  private static final byte[][] OVERLOAD_DETAILS = {
    ascii("overload"), ascii("drop_overload"), ascii("unconditional_drop_overload")
  };
  private static final byte[] DROPPED = ascii("drop_overload");
  private static final byte[] DROPPED_ALWAYS = ascii("unconditional_drop_overload");
  private static final byte[][] TIMEOUT_DETAILS = {
    ascii("max_duration_timeout"), ascii("request_overall_timeout"), ascii("request_header_timeout")
  };
  private static final byte[][] LIMIT_DETAILS = {
    ascii("request_rate_limited"), ascii("local_rate_limited"), ascii("rate_limiter_error")
  };
  private static final byte[][] DENIAL_DETAILS = {
    ascii("rbac_access_denied"),
    ascii("jwt_authn_access_denied"),
    ascii("ext_authz_"),
    ascii("csrf_origin_mismatch")
  };
  private static final byte[][] GONE_DETAILS = {
    ascii("downstream_remote_disconnect"), ascii("http2.remote_reset")
  };
  private static final byte[][] PROTOCOL_DETAILS = {
    ascii("http1."), ascii("http2."), ascii("http3."), ascii("codec_error")
  };

  private static final Cause[] CAUSES = Cause.values();

  private Causes() {}

  /** The flags of a request: access log services have none for DO and UDO, only details. */
  static long flags(ProtocolEntry entry, int code) {
    long flags = entry.number(ProtocolEntry.FLAGS);
    int details = ProtocolEntry.RESPONSE_CODE_DETAILS;
    if (code < SERVER_ERROR_MIN || !entry.has(details)) {
      return flags;
    }
    if (entry.startsWith(details, DROPPED)) {
      return flags | ResponseFlag.DO.bit();
    }
    return entry.startsWith(details, DROPPED_ALWAYS) ? flags | ResponseFlag.UDO.bit() : flags;
  }

  /**
   * Decides the cause of a request.
   *
   * @param code response code, 0 when none was sent
   * @param grpc gRPC status or {@link Outcome#NO_GRPC_STATUS}
   */
  static Cause ofRequest(ProtocolEntry entry, int code, int grpc) {
    int given = (int) entry.number(ProtocolEntry.GIVEN_CAUSE);
    if (given != 0) {
      return CAUSES[given - 1];
    }
    long flags = entry.number(ProtocolEntry.FLAGS);
    boolean isFailed = grpc != 0 && grpc != Outcome.NO_GRPC_STATUS;
    int details = ProtocolEntry.RESPONSE_CODE_DETAILS;
    boolean isAnswer = code > 0 && code < ERROR_MIN && !isFailed;
    if (flags == 0
        && isAnswer
        && (!entry.has(details) || entry.startsWith(details, VIA_UPSTREAM))) {
      return Cause.NONE;
    }
    boolean isBroken =
        has(flags, ResponseFlag.UO)
            && (entry.contains(details, OVERFLOW) || entry.startsWith(details, MAINTENANCE));
    Cause cause = lines1To9(entry, details, flags, code, isBroken ? Cause.CIRCUIT_BREAKER : null);
    if (cause == Cause.NONE) {
      cause = lines10To15(entry, details, flags, code, Cause.RETRY_LIMIT);
    }
    if (cause == Cause.NONE && code == 0) {
      return Cause.CLIENT_GONE;
    }
    return cause == Cause.NONE ? plain(entry, flags, code, isFailed) : cause;
  }

  /**
   * Decides the cause of a connection.
   *
   * @param isCalledSidecar whether the reporter is a sidecar on the called side
   */
  static Cause ofConnection(ProtocolEntry entry, boolean isCalledSidecar) {
    long flags = entry.number(ProtocolEntry.FLAGS);
    int details = ProtocolEntry.TERMINATION_DETAILS;
    if (flags == 0 && !entry.has(details)) {
      return Cause.NONE;
    }
    Cause special = null;
    if (has(flags, ResponseFlag.UO)) {
      special = Cause.CIRCUIT_BREAKER;
    } else if (isCalledSidecar && has(flags, ResponseFlag.NR)) {
      special = Cause.DENIED;
    }
    Cause cause = lines1To9(entry, details, flags, 0, special);
    if (cause == Cause.NONE) {
      cause = lines10To15(entry, details, flags, 0, Cause.RATE_LIMITED);
    }
    return cause == Cause.NONE && any(flags, OWN) ? Cause.OTHER : cause;
  }

  /**
   * Goes through lines 1 to 9.
   *
   * @param special the cause of line 3 or 4 if it holds
   */
  private static Cause lines1To9(
      ProtocolEntry entry, int details, long flags, int code, @Nullable Cause special) {
    if (has(flags, ResponseFlag.FI)) {
      return Cause.FAULT_INJECTED;
    }
    if (any(flags, SHED) || starts(entry, details, OVERLOAD_DETAILS)) {
      return Cause.OVERLOAD;
    }
    if (special != null) {
      return special;
    }
    if (any(flags, NO_ROUTE) || isBlocked(entry, details)) {
      return Cause.NO_ROUTE;
    }
    if (has(flags, ResponseFlag.UH)) {
      return Cause.NO_HEALTHY_UPSTREAM;
    }
    if (any(flags, TIMEOUT) || isSlowUpstream(entry, details, flags, code)) {
      return Cause.UPSTREAM_TIMEOUT;
    }
    if (any(flags, CONNECT)) {
      return Cause.UPSTREAM_CONNECT_FAILURE;
    }
    return any(flags, RESET) ? Cause.UPSTREAM_RESET : Cause.NONE;
  }

  /**
   * Goes through lines 10 to 15.
   *
   * @param retriesUsedUp what URX without another flag means
   */
  private static Cause lines10To15(
      ProtocolEntry entry, int details, long flags, int code, Cause retriesUsedUp) {
    if (isLimited(entry, details, flags, code)) {
      return Cause.RATE_LIMITED;
    }
    if (has(flags, ResponseFlag.URX)) {
      return retriesUsedUp;
    }
    if (has(flags, ResponseFlag.UAEX) || starts(entry, details, DENIAL_DETAILS)) {
      return Cause.DENIED;
    }
    if (any(flags, GONE) || starts(entry, details, GONE_DETAILS)) {
      return Cause.CLIENT_GONE;
    }
    if (any(flags, PROTOCOL) || starts(entry, details, PROTOCOL_DETAILS)) {
      return Cause.PROTOCOL_ERROR;
    }
    return has(flags, ResponseFlag.NFCF) ? Cause.NO_FILTER_CONFIG : Cause.NONE;
  }

  /** Istio's route for hosts that are declared nowhere answers 502, without any flag. */
  private static boolean isBlocked(ProtocolEntry entry, int details) {
    return entry.startsWith(details, DIRECT_RESPONSE)
        && entry.is(ProtocolEntry.ROUTE_NAME, BLOCK_ALL);
  }

  private static boolean isSlowUpstream(ProtocolEntry entry, int details, long flags, int code) {
    return code != REQUEST_TIMEOUT
        && (has(flags, ResponseFlag.SI) || starts(entry, details, TIMEOUT_DETAILS));
  }

  private static boolean isLimited(ProtocolEntry entry, int details, long flags, int code) {
    return any(flags, LIMITED)
        || (has(flags, ResponseFlag.RFCF) && code == TOO_MANY_REQUESTS)
        || starts(entry, details, LIMIT_DETAILS);
  }

  private static Cause plain(ProtocolEntry entry, long flags, int code, boolean isFailed) {
    int details = ProtocolEntry.RESPONSE_CODE_DETAILS;
    if (any(flags, OWN) || starts(entry, details, TIMEOUT_DETAILS)) {
      return Cause.OTHER;
    }
    if (code < SERVER_ERROR_MIN && !isFailed) {
      return Cause.NONE;
    }
    boolean isUpstreams =
        entry.has(details)
            ? entry.startsWith(details, VIA_UPSTREAM)
            : entry.has(ProtocolEntry.UPSTREAM_ADDRESS);
    return isUpstreams ? Cause.UPSTREAM_ERROR : Cause.OTHER;
  }

  private static boolean starts(ProtocolEntry entry, int text, byte[][] prefixes) {
    if (entry.has(text)) {
      for (byte[] prefix : prefixes) {
        if (entry.startsWith(text, prefix)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean has(long flags, ResponseFlag flag) {
    return flag.isIn(flags);
  }

  private static boolean any(long flags, long set) {
    return (flags & set) != 0;
  }

  private static long set(ResponseFlag... flags) {
    long set = 0;
    for (ResponseFlag flag : flags) {
      set |= flag.bit();
    }
    return set;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
