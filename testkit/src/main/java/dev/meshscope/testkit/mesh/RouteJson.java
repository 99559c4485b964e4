package dev.meshscope.testkit.mesh;

import dev.meshscope.testkit.mesh.Route.Answer;
import dev.meshscope.testkit.mesh.Route.Fault;
import dev.meshscope.testkit.mesh.Route.Forward;
import dev.meshscope.testkit.mesh.Route.Match;
import dev.meshscope.testkit.mesh.Route.Policy;
import dev.meshscope.testkit.mesh.Route.Redirect;
import dev.meshscope.testkit.mesh.Route.Share;
import dev.meshscope.testkit.mesh.Route.Split;
import dev.meshscope.testkit.mesh.Route.VirtualHost;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Routes as Envoy's JSON. */
final class RouteJson {
  private RouteJson() {}

  static String configuration(List<VirtualHost> virtualHosts) {
    String hosts =
        virtualHosts.stream().map(RouteJson::virtualHost).collect(Collectors.joining(","));
    return """
    {"virtual_hosts": [%s]}\
    """
        .formatted(hosts);
  }

  /**
   * Where a request can have several tries, their number goes along as a header: the applications
   * fail by it. Set anywhere else it would start again at 1.
   */
  private static String virtualHost(VirtualHost host) {
    String domains =
        host.domains().stream().map(d -> '"' + d + '"').collect(Collectors.joining(","));
    String routes = host.routes().stream().map(RouteJson::route).collect(Collectors.joining(","));
    boolean retried = host.routes().stream().anyMatch(r -> r.policy().retries() > 0);
    return """
    {"name": "%s", "domains": [%s], "include_request_attempt_count": %s, "routes": [%s]}\
    """
        .formatted(host.name(), domains, retried, routes);
  }

  private static String route(Route route) {
    return """
    {"name": "%s", "match": %s, %s%s}\
    """
        .formatted(
            route.name(), match(route.match()), action(route), fault(route.policy().fault()));
  }

  private static String match(Match match) {
    Scenario scenario = match.scenario();
    if (scenario == null) {
      return """
      {"prefix": "%s"}\
      """
          .formatted(match.prefix());
    }
    return """
    {"prefix": "%s", "headers": [{"name": "%s", "string_match": {"exact": "%s"}}]}\
    """
        .formatted(match.prefix(), Scenario.HEADER, scenario.label());
  }

  private static String action(Route route) {
    return switch (route.action()) {
      case Forward(ClusterName cluster) ->
          forward("\"cluster\": \"" + cluster + "\"", route.policy());
      case Split(List<Share> shares) ->
          forward("\"weighted_clusters\": " + weights(shares), route.policy());
      case Answer(int status, String body) ->
          """
          "direct_response": {"status": %d, "body": {"inline_string": "%s"}}\
          """
              .formatted(status, body);
      case Redirect(String path) ->
          """
          "redirect": {"path_redirect": "%s"}\
          """
              .formatted(path);
    };
  }

  private static String forward(String target, Policy policy) {
    return """
    "route": {%s, "timeout": "%s"%s%s}\
    """
        .formatted(
            target,
            seconds(policy.timeoutMillis()),
            retries(policy.retries()),
            mirror(policy.mirror()));
  }

  private static String weights(List<Share> shares) {
    String clusters =
        shares.stream()
            .map(s -> "{\"name\": \"%s\", \"weight\": %d}".formatted(s.cluster(), s.weight()))
            .collect(Collectors.joining(","));
    return "{\"clusters\": [" + clusters + "]}";
  }

  private static String retries(int retries) {
    if (retries == 0) {
      return "";
    }
    return """
    , "retry_policy": {
        "retry_on": "connect-failure,refused-stream,reset,retriable-status-codes",
        "retriable_status_codes": [503], "num_retries": %d}\
    """
        .formatted(retries);
  }

  private static String mirror(@Nullable ClusterName cluster) {
    if (cluster == null) {
      return "";
    }
    return """
    , "request_mirror_policies": [{"cluster": "%s"}]\
    """
        .formatted(cluster);
  }

  private static String fault(@Nullable Fault fault) {
    if (fault == null) {
      return "";
    }
    String delay =
        "\"delay\": {\"fixed_delay\": \"%s\", \"percentage\": {\"numerator\": 100}}"
            .formatted(seconds(fault.delayMillis()));
    String abort =
        "\"abort\": {\"http_status\": %d, \"percentage\": {\"numerator\": 100}}"
            .formatted(fault.abortStatus());
    return """
    , "typed_per_filter_config": {"envoy.filters.http.fault": {
        "@type": "type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault", %s}}\
    """
        .formatted(fault.abortStatus() == 0 ? delay : abort);
  }

  private static String seconds(long millis) {
    return "%d.%03ds".formatted(millis / 1000, millis % 1000);
  }
}
