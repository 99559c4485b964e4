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

  /** A longer path mostly has ids in it, so that it is not worth to look for it as it is. */
  private static final int KNOWN_BYTES_MAX = 40;

  private static final int GRPC_BYTES_MAX = 128;

  private static final int METHOD_BITS = 4;
  private static final int STATUS_NOT_FOUND = 404;
  private static final long MICROS_PER_HOUR = TimeUnit.HOURS.toMicros(1);

  /** By Envoy's {@code RequestMethod}; the first is any other, and CONNECT has no path. */
  private static final List<String> METHODS =
      List.of("", "GET ", "HEAD ", "POST ", "PUT ", "DELETE ", "", "OPTIONS ", "TRACE ", "PATCH ");

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
  private long hour;

  /** When it began, microseconds since the epoch. */
  private long hourMicros;

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
    CachedOperation byRoute = isNamed ? new CachedOperation(called, route) : null;
    return new Target(called, number << METHOD_BITS, byRoute);
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
    if (operation == null || operation.isAdmitted(budget, hour(arrivalMicros), isFound)) {
      return operation;
    }
    if (!isFound) {
      return notFound;
    }
    ledger.operationOverflowed();
    return overflow;
  }

  private long hour(long micros) {
    if (micros < hourMicros || micros >= hourMicros + MICROS_PER_HOUR) {
      hour = micros / MICROS_PER_HOUR;
      hourMicros = hour * MICROS_PER_HOUR;
    }
    return hour;
  }

  private @Nullable CachedOperation byPath(ProtocolEntry entry, FlowCache.Slot slot) {
    byte[] path = entry.bytes();
    int offset = entry.offset(ProtocolEntry.PATH);
    int length = entry.length(ProtocolEntry.PATH);
    int kind = slot.target().kind() | method(entry);
    boolean isShort = length <= (slot.isGrpc() ? GRPC_BYTES_MAX : KNOWN_BYTES_MAX);
    CachedOperation known = isShort ? table.find(kind, path, offset, length) : null;
    if (known != null) {
      return known;
    }
    if (isShort && slot.isGrpc() && GrpcPath.isMethod(entry)) {
      String name = new String(path, offset + 1, length - 1, StandardCharsets.UTF_8);
      CachedOperation call = new CachedOperation(slot.target().called(), name);
      table.keep(kind, entry.copy(ProtocolEntry.PATH), call);
      return call;
    }
    return template.read(path, offset, length) ? byTemplate(entry, slot, kind, isShort) : null;
  }

  private CachedOperation byTemplate(
      ProtocolEntry entry, FlowCache.Slot slot, int kind, boolean isShort) {
    CachedOperation operation = table.find(kind, template);
    if (operation == null) {
      String text = new String(template.toBytes(), StandardCharsets.US_ASCII);
      operation = new CachedOperation(slot.target().called(), METHODS.get(method(entry)) + text);
      table.keep(kind, template, operation);
    }
    if (isShort && template.isWhole(entry.length(ProtocolEntry.PATH))) {
      table.keep(kind, entry.copy(ProtocolEntry.PATH), operation);
    }
    return operation;
  }

  private static int method(ProtocolEntry entry) {
    long method = entry.number(ProtocolEntry.METHOD);
    return method < 0 || method >= METHODS.size() ? 0 : (int) method;
  }

  /**
   * What all requests of a flow have in common.
   *
   * @param called the service whose operations they are
   * @param kind another one for each service of the stream; the low bits are free
   * @param byRoute what they all ask for, if the route says
   */
  record Target(ServiceName called, int kind, @Nullable CachedOperation byRoute) {}
}
