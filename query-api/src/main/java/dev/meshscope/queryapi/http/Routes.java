package dev.meshscope.queryapi.http;

import dev.meshscope.model.Grouping;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.measure.ObjectivePeriod;
import dev.meshscope.queryapi.query.LatencyQuery;
import dev.meshscope.queryapi.query.TrafficQuestion;
import dev.meshscope.runtime.ManagementPages;
import dev.meshscope.storage.read.ReadException;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** All routes: each parses, asks one question, and says how to render the answer. */
final class Routes {
  private static final Set<TrafficClass> LIVE = EnumSet.of(TrafficClass.LIVE);
  private static final Set<TrafficClass> ANY = EnumSet.allOf(TrafficClass.class);

  /** Reports may come late, but hardly ever after this long. */
  private static final Duration SETTLED_AFTER = Duration.ofMinutes(5);

  /** Stands in a path for a service that has no namespace. */
  private static final String NO_NAMESPACE = "-";

  private static final int BANDS_USUAL = 40;
  private static final int BANDS_MAX = 400;

  private static final int NOTIFICATIONS_USUAL = 100;
  private static final int NOTIFICATIONS_MAX = 1000;

  private static final String HTML = "text/html; charset=utf-8";
  private static final String YAML = "application/yaml; charset=utf-8";

  private final Questions questions;
  private final TrafficParameters trafficParameters;
  private final ManagementPages management;
  private final HttpLimits limits;
  private final InstantSource clock;
  private final String openapi = Resources.text("openapi.yaml");
  private final Page page = new Page();

  Routes(
      Questions questions,
      TrafficParameters trafficParameters,
      ManagementPages management,
      HttpLimits limits,
      InstantSource clock) {
    this.questions = questions;
    this.trafficParameters = trafficParameters;
    this.management = management;
    this.limits = limits;
    this.clock = clock;
  }

  /** Every route there is. */
  List<Route> all() {
    return List.of(
        reading("/", context -> page.index()),
        reading("/assets/{name}", context -> page.asset(context.pathParam("name"))),
        reading("/api/v1/topology", this::topology),
        reading("/api/v1/services", this::services),
        reading("/api/v1/services/{namespace}/{name}", this::service),
        reading("/api/v1/services/{namespace}/{name}/golden-signals", this::serviceSignals),
        reading("/api/v1/edges/{id}/golden-signals", this::edgeSignals),
        reading("/api/v1/edges/{id}/latency", this::edgeLatency),
        reading("/api/v1/inventory", this::inventory),
        reading("/api/v1/slos", this::objectives),
        reading("/api/v1/alerts", this::alerts),
        reading("/api/v1/rules", this::rules),
        reading("/api/v1/notifications", this::notifications),
        new Route(
            Method.PUT, "/api/v1/inventory", questions.inventory().bodyMax(), this::giveInventory),
        reading("/openapi.yaml", context -> new Reply.Text(200, YAML, openapi)),
        reading("/problems/{type}", Routes::problemPage),
        reading("/livez", this::management),
        reading("/readyz", this::management),
        reading("/metrics", this::management));
  }

  private Route reading(String path, Handler handler) {
    return new Route(Method.GET, path, limits.bodyMax().bytes(), handler);
  }

  private Reply inventory(Context context) {
    Parameters parameters = parametersOf(context);
    return parameters.errors().isEmpty() ? questions.inventory().get() : invalid(parameters);
  }

  private Reply giveInventory(Context context) {
    Parameters parameters = parametersOf(context);
    return parameters.errors().isEmpty() ? questions.inventory().put(context) : invalid(parameters);
  }

  private Reply objectives(Context context) throws ReadException {
    Parameters parameters = parametersOf(context, "at", "from", "to", "objective");
    Instant now = clock.instant();
    ObjectivePeriod period = trafficParameters.period(parameters, now);
    List<String> names = parameters.names("objective");
    return parameters.errors().isEmpty()
        ? questions.alerts().objectives(names, period, now)
        : invalid(parameters);
  }

  private Reply alerts(Context context) {
    Parameters parameters = parametersOf(context, "state");
    Optional<AlertState> state = parameters.choice("state", AlertState.class);
    return parameters.errors().isEmpty() ? questions.alerts().alerts(state) : invalid(parameters);
  }

  private Reply rules(Context context) {
    Parameters parameters = parametersOf(context);
    return parameters.errors().isEmpty() ? questions.alerts().rules() : invalid(parameters);
  }

  private Reply notifications(Context context) {
    Parameters parameters = parametersOf(context, "limit");
    int limit = parameters.number("limit", NOTIFICATIONS_USUAL, NOTIFICATIONS_MAX);
    return parameters.errors().isEmpty()
        ? questions.alerts().notifications(limit)
        : invalid(parameters);
  }

  private Reply topology(Context context) throws ReadException {
    Parameters parameters = parameters(context, "groupBy");
    TrafficQuestion question = trafficParameters.question(parameters, clock.instant(), LIVE);
    Grouping grouping = parameters.choice("groupBy", Grouping.WORKLOAD);
    if (!parameters.errors().isEmpty()) {
      return invalid(parameters);
    }
    return json(questions.topology().ask(question, grouping), question);
  }

  private Reply services(Context context) throws ReadException {
    Parameters parameters = parameters(context);
    TrafficQuestion question = trafficParameters.question(parameters, clock.instant(), LIVE);
    if (!parameters.errors().isEmpty()) {
      return invalid(parameters);
    }
    return json(questions.services().list(question), question);
  }

  private Reply service(Context context) throws ReadException {
    Parameters parameters = parameters(context);
    TrafficQuestion question = trafficParameters.question(parameters, clock.instant(), LIVE);
    if (!parameters.errors().isEmpty()) {
      return invalid(parameters);
    }
    return questions
        .services()
        .detail(question, serviceName(context))
        .map(answer -> json(answer, question))
        .orElse(Reply.Failed.of(ProblemType.UNKNOWN_SERVICE));
  }

  private Reply serviceSignals(Context context) throws ReadException {
    Parameters parameters = parameters(context, "step");
    TrafficQuestion question = trafficParameters.question(parameters, clock.instant(), LIVE);
    Duration step = trafficParameters.step(parameters, question.filter().range());
    if (!parameters.errors().isEmpty()) {
      return invalid(parameters);
    }
    return questions
        .signals()
        .ofService(question, serviceName(context), step)
        .map(answer -> json(answer, question))
        .orElse(Reply.Failed.of(ProblemType.UNKNOWN_SERVICE));
  }

  private Reply edgeSignals(Context context) throws ReadException {
    Parameters parameters = parameters(context, "step");
    TrafficQuestion question = trafficParameters.question(parameters, clock.instant(), ANY);
    Duration step = trafficParameters.step(parameters, question.filter().range());
    if (!parameters.errors().isEmpty()) {
      return invalid(parameters);
    }
    return edge(
        context,
        question,
        (id, grouping) -> questions.signals().ofEdge(question, id, grouping, step));
  }

  private Reply edgeLatency(Context context) throws ReadException {
    Parameters parameters = parameters(context, "step", "bands");
    TrafficQuestion question = trafficParameters.question(parameters, clock.instant(), ANY);
    Duration step = trafficParameters.step(parameters, question.filter().range());
    int bands = parameters.number("bands", BANDS_USUAL, BANDS_MAX);
    if (!parameters.errors().isEmpty()) {
      return invalid(parameters);
    }
    LatencyQuery.Resolution resolution = new LatencyQuery.Resolution(step, bands);
    return edge(
        context,
        question,
        (id, grouping) -> questions.latency().ask(question, id, grouping, resolution));
  }

  /** Asks about the edge that the path names. */
  private Reply edge(Context context, TrafficQuestion question, EdgeQuestion asked)
      throws ReadException {
    String id = context.pathParam("id");
    Optional<Grouping> grouping = groupingOf(id);
    if (grouping.isEmpty()) {
      return Reply.Failed.of(ProblemType.UNKNOWN_EDGE);
    }
    return asked
        .ask(id, grouping.get())
        .<Reply>map(answer -> json(answer, question))
        .orElse(Reply.Failed.of(ProblemType.UNKNOWN_EDGE));
  }

  private static Reply problemPage(Context context) {
    return ProblemType.ofSlug(context.pathParam("type"))
        .<Reply>map(type -> new Reply.Text(200, HTML, ProblemPage.of(type)))
        .orElse(Reply.Failed.of(ProblemType.NOT_FOUND));
  }

  private Reply management(Context context) {
    String query = Objects.requireNonNullElse(context.queryString(), "");
    String accept = Objects.requireNonNullElse(context.header("Accept"), "");
    return management
        .page(context.path(), query, accept)
        .<Reply>map(page -> new Reply.Text(page.status(), page.contentType(), page.body()))
        .orElse(Reply.Failed.of(ProblemType.NOT_FOUND));
  }

  private Parameters parameters(Context context, String... more) {
    List<String> known =
        Stream.concat(TrafficParameters.NAMES.stream(), Arrays.stream(more)).toList();
    return new Parameters(context.queryParamMap(), known, limits.valuesMax());
  }

  private Parameters parametersOf(Context context, String... names) {
    return new Parameters(context.queryParamMap(), List.of(names), limits.valuesMax());
  }

  private Reply json(Object answer, TrafficQuestion question) {
    Instant settled = question.now().minus(SETTLED_AFTER);
    return new Reply.Json(answer, question.filter().range().to().isBefore(settled));
  }

  private static Reply invalid(Parameters parameters) {
    return new Reply.Failed(
        ProblemType.INVALID_PARAMETER,
        "See errors for each wrong parameter and what is allowed.",
        parameters.errors());
  }

  private static ServiceName serviceName(Context context) {
    String namespace = context.pathParam("namespace");
    return new ServiceName(
        namespace.equals(NO_NAMESPACE) ? "" : namespace, context.pathParam("name"));
  }

  private static Optional<Grouping> groupingOf(String id) {
    return Arrays.stream(Grouping.values())
        .filter(grouping -> id.matches(grouping.letter() + "[a-z2-7]{26}"))
        .findFirst();
  }

  /** What a route is for. */
  enum Method {
    /** It is only read; HEAD is answered too. */
    GET,
    /** Something is put in the place of what was there. */
    PUT
  }

  /**
   * One route.
   *
   * @param method what it is for
   * @param path with names of its parts in braces
   * @param bodyMax how long a body may be, whether or not it is read
   * @param handler what answers
   */
  record Route(Method method, String path, long bodyMax, Handler handler) {
    /** Whether it is that of a path. */
    boolean matches(String asked) {
      String[] parts = path.split("/", -1);
      String[] given = asked.split("/", -1);
      return parts.length == given.length
          && IntStream.range(0, parts.length)
              .allMatch(i -> parts[i].startsWith("{") || parts[i].equals(given[i]));
    }
  }

  /** Answers one request. */
  @FunctionalInterface
  interface Handler {
    Reply handle(Context context) throws ReadException;
  }

  /** A question about one edge; its answer is empty if no such edge was ever stored. */
  @FunctionalInterface
  private interface EdgeQuestion {
    Optional<?> ask(String id, Grouping grouping) throws ReadException;
  }
}
