package dev.meshscope.collector.receive.nginx;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.collector.normalize.ReportingNode;
import dev.meshscope.model.Cause;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A line that was read, or put together and then read.
 *
 * @param unusable what became of it; null if it is a request
 * @param entry the request
 * @param node who wrote it
 */
record ReadLine(@Nullable Normalized unusable, ProtocolEntry entry, ReportingNode node) {
  private static final Cause[] CAUSES = Cause.values();

  static ReadLine of(String line) {
    return of(line, LineSource.NONE, Optional.empty());
  }

  static ReadLine of(String line, LineSource source, Optional<String> format) {
    NginxLines lines = new NginxLines(NginxConfig.defaults(), format);
    byte[] bytes = ("##" + line + "##").getBytes(UTF_8);
    Normalized unusable = lines.read(source, bytes, 2, bytes.length - 4);
    return new ReadLine(unusable, lines.entry(), lines.node());
  }

  String text(int text) {
    return entry.string(text);
  }

  long number(int number) {
    return entry.number(number);
  }

  /** What the receiver decided; none where it leaves that to everybody's rules. */
  Cause cause() {
    int given = (int) entry.number(ProtocolEntry.GIVEN_CAUSE);
    return given == 0 ? Cause.NONE : CAUSES[given - 1];
  }

  String cluster() {
    return text(ProtocolEntry.UPSTREAM_CLUSTER);
  }

  /** Address and port of the host that was asked last. */
  String upstream() {
    return text(ProtocolEntry.UPSTREAM_ADDRESS) + ":" + number(ProtocolEntry.UPSTREAM_PORT);
  }

  /** A line of our JSON; by default a GET that one host answered with 200. */
  static final class Json {
    private final Map<String, String> values = new LinkedHashMap<>();

    Json() {
      with("msec", "1795616924.962");
      with("request_time", "0.250");
      with("status", "200");
      with("request_method", "GET");
      with("request_uri", "/reviews/1?full=yes");
      with("server_protocol", "HTTP/1.1");
      with("http_host", "shop.example:30080");
      with("bytes_sent", "321");
      with("request_length", "123");
      upstream("10.0.1.5:8080", "200", "0.001", "0.240");
    }

    Json with(String key, String value) {
      values.put(key, value);
      return this;
    }

    Json without(String key) {
      values.remove(key);
      return this;
    }

    Json status(int status) {
      return with("status", String.valueOf(status));
    }

    /** The lists of the tries. */
    Json upstream(String addresses, String statuses, String connectTimes, String headerTimes) {
      return with("upstream_addr", addresses)
          .with("upstream_status", statuses)
          .with("upstream_connect_time", connectTimes)
          .with("upstream_header_time", headerTimes);
    }

    /** Nobody was asked. */
    Json unasked() {
      return upstream("", "", "", "");
    }

    /** A location that ingress-nginx made for a service. */
    Json service(String namespace, String service, String port) {
      return with("namespace", namespace)
          .with("service_name", service)
          .with("service_port", port)
          .with("location_path", "/")
          .with("proxy_upstream_name", namespace + "-" + service + "-" + port);
    }

    @Override
    public String toString() {
      StringBuilder line = new StringBuilder("{");
      values.forEach((key, value) ->
          line.append(line.length() > 1 ? "," : "")
              .append('"')
              .append(key)
              .append("\":\"")
              .append(value)
              .append('"'));
      return line.append('}').toString();
    }

    ReadLine read() {
      return ReadLine.of(toString());
    }
  }
}
