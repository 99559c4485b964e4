package dev.meshscope.collector;

import dev.meshscope.model.Cause;
import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.Outcome;
import dev.meshscope.model.Party;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.testkit.nginx.AccessRecord;
import dev.meshscope.testkit.nginx.Backend;
import dev.meshscope.testkit.nginx.NginxIngress;
import java.util.List;

/**
 * A request as a report tells it, and as nginx's own log has it.
 *
 * @param host the host that was asked for
 * @param code what the client got
 * @param cause why
 * @param service namespace and name of the called service; empty where only the first edge is told
 * @param upstream address of the host that was asked last; empty where nobody was
 * @param attempts hosts that were asked
 */
record NginxRow(String host, int code, Cause cause, String service, String upstream, int attempts) {
  /** Not HTTP has none, and ingress-nginx's own format, which one server writes, lacks it. */
  private static final List<String> UNTOLD_HOSTS = List.of("_", "books.example");

  /** What a row of a batch tells. */
  static NginxRow reported(RequestBatch batch, int row) {
    List<EdgeReference> edges = batch.flows().get(batch.columns().flow(row)).edges();
    int outcome = batch.columns().outcome(row);
    String service = "";
    String upstream = "";
    if (edges.size() > 1) {
      EdgeReference second = edges.getLast();
      service = second.service().namespace() + "/" + second.service().name();
      upstream = second.destination() instanceof Party.ByAddress party ? party.address() : "";
    }
    return new NginxRow(
        edges.getFirst().details().host(),
        Outcome.responseCode(outcome),
        Outcome.cause(outcome),
        service,
        upstream,
        batch.columns().attempts(row));
  }

  /** What a line of nginx's own log means, by the configuration that it ran with. */
  static NginxRow logged(AccessRecord line, NginxIngress nginx) {
    String own = line.upstreamAddresses().split(" : ", -1)[0];
    boolean isAsked = own.contains(":");
    List<String> hosts = isAsked ? List.of(own.split(", ", -1)) : List.of();
    String upstream = isAsked ? hosts.getLast().split(":", -1)[0] : "";
    boolean isNamed = isAsked || own.equals("given-up") || line.path().startsWith("/empty");
    return new NginxRow(
        UNTOLD_HOSTS.contains(line.host()) ? "" : line.host(),
        line.status(),
        cause(line, own),
        isNamed ? service(line, upstream, nginx) : "",
        upstream,
        hosts.size());
  }

  private static String service(AccessRecord line, String upstream, NginxIngress nginx) {
    String canary = nginx.address(Backend.WEB_CANARY).getAddress().getHostAddress();
    String[] path = line.path().split("/", -1);
    return switch (line.host()) {
      case "books.example" -> "books/catalog";
      case "bookinfo.example" -> "bookinfo/productpage";
      case "nowhere.example" -> "/upstream-default-backend";
      case "plain.example" ->
          path[1].equals("down") || path[1].equals("given-up") ? "/" + path[1] : "/reviews";
      default ->
          switch (path[1]) {
            case "api", "empty" -> "shop/" + path[1];
            default -> upstream.equals(canary) ? "shop/web-canary" : "shop/web";
          };
    };
  }

  private static Cause cause(AccessRecord line, String own) {
    boolean isMissing = !line.host().equals("books.example");
    return switch (line.status()) {
      case 200 -> Cause.NONE;
      case 400 -> Cause.PROTOCOL_ERROR;
      case 404 -> isMissing ? Cause.NO_ROUTE : Cause.NONE;
      case 403, 444 -> Cause.DENIED;
      case 499 -> Cause.CLIENT_GONE;
      case 502 -> {
        if (own.equals("given-up")) {
          yield Cause.NO_HEALTHY_UPSTREAM;
        }
        boolean isClosed = line.path().endsWith("/close");
        yield isClosed ? Cause.UPSTREAM_RESET : Cause.UPSTREAM_CONNECT_FAILURE;
      }
      case 503 -> {
        if (line.limit().equals("REJECTED")) {
          yield Cause.RATE_LIMITED;
        }
        boolean isEmpty = line.path().startsWith("/empty");
        yield isEmpty ? Cause.NO_HEALTHY_UPSTREAM : Cause.UPSTREAM_ERROR;
      }
      case 504 -> Cause.UPSTREAM_TIMEOUT;
      default -> Cause.UPSTREAM_ERROR;
    };
  }
}
