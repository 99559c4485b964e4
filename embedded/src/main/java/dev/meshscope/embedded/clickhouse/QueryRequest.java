package dev.meshscope.embedded.clickhouse;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What a request asks for besides its statement: ClickHouse's URL parameters and headers (HTTP
 * interface of its documentation).
 *
 * @param clientRevision of the native protocol that the client speaks, 0 where it says none
 * @param parameters values of {@code {name:Type}} in the statement
 */
record QueryRequest(
    String queryId,
    Session session,
    String defaultFormat,
    long clientRevision,
    Map<String, byte[]> parameters,
    Transfer transfer) {

  /**
   * The state that the statement begins with.
   *
   * @param settings hold for this request only
   * @param isReadOnly a GET changes nothing
   */
  record Session(Optional<String> database, Map<String, String> settings, boolean isReadOnly) {}

  /** How the bodies of request and answer are packed. */
  record Transfer(boolean isRequestInBlocks, boolean isAnswerInBlocks, boolean isAnswerHeldBack) {}

  private static final Set<String> RESERVED =
      Set.of(
          "query",
          "database",
          "default_format",
          "query_id",
          "user",
          "password",
          "quota_key",
          "compress",
          "decompress",
          "buffer_size",
          "wait_end_of_query",
          "stacktrace",
          "session_timeout",
          "session_check",
          "close_session",
          "client_protocol_version");

  private static final String PARAMETER_PREFIX = "param_";
  private static final Pattern REVISION = Pattern.compile("\\d{1,9}");
  private static final Pattern SETTING_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]{0,127}");

  static QueryRequest of(HttpExchange exchange, UrlParameters url) throws EngineException {
    Headers headers = exchange.getRequestHeaders();
    requireDefaultUser(headers, url);
    requireNoSession(url);
    Transfer transfer =
        new Transfer(
            url.isSet("decompress"), url.isSet("compress"), url.isSet("wait_end_of_query"));
    return new QueryRequest(
        first(url.text("query_id"), headers, "X-ClickHouse-Query-Id")
            .orElseGet(() -> UUID.randomUUID().toString()),
        new Session(
            first(url.text("database"), headers, "X-ClickHouse-Database"),
            settings(url),
            exchange.getRequestMethod().equals("GET")),
        first(url.text("default_format"), headers, "X-ClickHouse-Format").orElse("TabSeparated"),
        clientRevision(url),
        parameters(url),
        transfer);
  }

  private static long clientRevision(UrlParameters url) throws EngineException {
    String revision = url.text("client_protocol_version").orElse("0");
    if (!REVISION.matcher(revision).matches()) {
      throw EngineError.of(
              EngineError.BAD_ARGUMENTS,
              "BAD_ARGUMENTS",
              "client_protocol_version must be a number, not '" + revision + "'")
          .exception();
    }
    return Long.parseLong(revision);
  }

  private static Optional<String> first(Optional<String> inUrl, Headers headers, String header) {
    return inUrl
        .or(() -> Optional.ofNullable(headers.getFirst(header)))
        .filter(value -> !value.isEmpty());
  }

  private static Map<String, String> settings(UrlParameters url) throws EngineException {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Map.Entry<String, byte[]> entry : url.values().entrySet()) {
      String name = entry.getKey();
      if (RESERVED.contains(name) || name.startsWith(PARAMETER_PREFIX)) {
        continue;
      }
      if (!SETTING_NAME.matcher(name).matches()) {
        throw EngineError.of(
                EngineError.UNKNOWN_SETTING, "UNKNOWN_SETTING", "Unknown setting '" + name + "'")
            .exception();
      }
      settings.put(name, new String(entry.getValue(), StandardCharsets.UTF_8));
    }
    return settings;
  }

  private static Map<String, byte[]> parameters(UrlParameters url) {
    Map<String, byte[]> parameters = new LinkedHashMap<>();
    url.values()
        .forEach((name, value) -> {
          if (name.startsWith(PARAMETER_PREFIX)) {
            parameters.put(name.substring(PARAMETER_PREFIX.length()), value);
          }
        });
    return parameters;
  }

  /** The engine has no users; a client that sends a password means another server. */
  private static void requireDefaultUser(Headers headers, UrlParameters url)
      throws EngineException {
    Optional<String> basic = Optional.ofNullable(headers.getFirst("Authorization"));
    String user = first(url.text("user"), headers, "X-ClickHouse-User").orElse("default");
    String password = first(url.text("password"), headers, "X-ClickHouse-Key").orElse("");
    boolean isKnown = user.equals("default") && password.isEmpty();
    if (!isKnown || !basic.map(QueryRequest::isDefaultUser).orElse(true)) {
      throw EngineError.of(
              EngineError.AUTHENTICATION_FAILED,
              "AUTHENTICATION_FAILED",
              user
                  + ": Authentication failed: the embedded engine knows the user default without a password")
          .exception();
    }
  }

  private static boolean isDefaultUser(String authorization) {
    if (!authorization.toLowerCase(Locale.ROOT).startsWith("basic ")) {
      return false;
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(authorization.substring(6).strip());
      return new String(decoded, StandardCharsets.UTF_8).equals("default:");
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  /** A session would outlive its request, and nothing here does. */
  private static void requireNoSession(UrlParameters url) throws EngineException {
    if (url.text("session_id").filter(id -> !id.isEmpty()).isPresent()) {
      throw EngineError.of(
              EngineError.NOT_IMPLEMENTED,
              "NOT_IMPLEMENTED",
              "The embedded engine keeps no sessions: leave session_id out")
          .exception();
    }
  }
}
