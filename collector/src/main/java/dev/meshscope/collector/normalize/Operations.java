package dev.meshscope.collector.normalize;

import dev.meshscope.model.Flow;
import dev.meshscope.model.ServiceName;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What requests of one stream ask for: the name of the route if somebody gave it one, else the gRPC
 * method, else the HTTP method and a template of the path. One owner, not thread-safe.
 */
final class Operations {
  /** Stands for all operations beyond the budget. */
  static final String OVERFLOW = "(overflow)";

  /** Stands for paths that nothing was found at, if nothing ever was. */
  static final String NOT_FOUND = "(not found)";

  private static final int GRPC_BYTES_MAX = 128;
  private static final int STATUS_NOT_FOUND = 404;
  private static final long MICROS_PER_HOUR = TimeUnit.HOURS.toMicros(1);

  /** By Envoy's {@code RequestMethod}; the first is any other, and CONNECT has no path. */
  private static final List<String> METHODS =
      List.of("", "GET ", "HEAD ", "POST ", "PUT ", "DELETE ", "", "OPTIONS ", "TRACE ", "PATCH ");

  /** Where a gRPC method stands among them. */
  private static final int GRPC = METHODS.size();

  /** Names of routes that nobody named. */
  private static final Set<String> NAMELESS =
      Set.of("", "-", "default", "allow_any", "allow_any_dynamic_dns", "block_all");

  private final OperationBudget budget;
  private final Ledger ledger;
  private final PathTemplate template = new PathTemplate();
  private final CachedOperation overflow = new CachedOperation(ServiceName.NONE, OVERFLOW);
  private final CachedOperation notFound = new CachedOperation(ServiceName.NONE, NOT_FOUND);
  private final Map<ServiceName, Integer> services = new HashMap<>();
  private final OperationTable table;

  Operations(OperationBudget budget, Ledger ledger, long seed) {
    this.budget = budget;
    this.ledger = ledger;
    table = new OperationTable(seed);
  }

  /** What all requests of a flow, with that name of a route, have in common. */
  Target target(Flow flow, String route) {
    ServiceName called = flow.edges().getLast().service(); // of a gateway's two: where it went
    Integer known = services.putIfAbsent(called, services.size());
    int number = known == null ? services.size() - 1 : known;
    boolean isNamed = !NAMELESS.contains(route) && route.indexOf('|') < 0; // with one: Istio's own
    return new Target(called, number, isNamed ? new CachedOperation(called, route) : null);
  }

  /** Forgets all that {@link #target} has given out. */
  void clear() {
    services.clear();
    table.clear();
  }

  /**
   * What a request asks for; null when nothing says, or operations are turned off.
   *
   * @param code that it was answered with
   * @param arrivalMicros when the entry arrived, microseconds since the epoch
   */
  @Nullable CachedOperation of(
      ProtocolEntry entry, FlowCache.Slot slot, int code, long arrivalMicros) {
    if (budget.isOff()) {
      return null;
    }
    CachedOperation byRoute = slot.target().byRoute();
    CachedOperation operation = byRoute == null ? byPath(entry, slot) : byRoute;
    boolean isFound = byRoute != null || code != STATUS_NOT_FOUND;
    if (operation == null
        || operation.isAdmitted(budget, arrivalMicros / MICROS_PER_HOUR, isFound)) {
      return operation;
    }
    if (!isFound) {
      return notFound;
    }
    ledger.operationOverflowed();
    return overflow;
  }

  private @Nullable CachedOperation byPath(ProtocolEntry entry, FlowCache.Slot slot) {
    byte[] path = entry.bytes();
    int offset = entry.offset(ProtocolEntry.PATH);
    int end = PathTemplate.end(path, offset, entry.length(ProtocolEntry.PATH));
    boolean isGrpc = slot.isGrpc() && end - offset <= GRPC_BYTES_MAX && GrpcPath.isMethod(entry);
    int method = isGrpc ? GRPC : method(entry);
    int kind = slot.target().number() * (GRPC + 1) + method;
    CachedOperation known = table.find(kind, path, offset, end - offset);
    if (known != null) {
      return known;
    }
    ServiceName called = slot.target().called();
    if (isGrpc) {
      String name = new String(path, offset + 1, end - offset - 1, StandardCharsets.UTF_8);
      return table.keep(kind, path, offset, end - offset, new CachedOperation(called, name));
    }
    if (!template.make(path, offset, end)) {
      return null;
    }
    byte[] bytes = template.bytes();
    known = table.find(kind, bytes, 0, template.length());
    if (known != null) {
      return known;
    }
    String text =
        METHODS.get(method) + new String(bytes, 0, template.length(), StandardCharsets.US_ASCII);
    return table.keep(kind, bytes, 0, template.length(), new CachedOperation(called, text));
  }

  private static int method(ProtocolEntry entry) {
    long method = entry.number(ProtocolEntry.METHOD);
    return method < 0 || method >= METHODS.size() ? 0 : (int) method;
  }

  /**
   * What all requests of a flow have in common.
   *
   * @param called the service whose operations they are
   * @param number of that service among the stream's
   * @param byRoute what they all ask for, if the route says
   */
  record Target(ServiceName called, int number, @Nullable CachedOperation byRoute) {}
}
