package dev.meshscope.storage.read;

import static java.util.Objects.requireNonNull;

import dev.meshscope.model.Grouping;
import dev.meshscope.model.ServiceName;
import java.util.List;
import java.util.stream.Stream;

/** The part of all traffic that a time series or a rule is about. */
public sealed interface TrafficScope {
  /** A condition over the columns of traffic; a question mark stands for each parameter. */
  String condition();

  /** The parameters of the condition, in order. */
  List<Object> parameters();

  /** All there is. */
  record Everything() implements TrafficScope {
    @Override
    public String condition() {
      return "true";
    }

    @Override
    public List<Object> parameters() {
      return List.of();
    }
  }

  /**
   * Everything that calls services of a namespace.
   *
   * @param namespace the namespace of the services, not of those who answer for them
   */
  record Namespace(String namespace) implements TrafficScope {
    public Namespace {
      requireNonNull(namespace);
    }

    @Override
    public String condition() {
      return "service_namespace = ?";
    }

    @Override
    public List<Object> parameters() {
      return List.of(namespace);
    }
  }

  /**
   * Everything that calls a service.
   *
   * @param service the service
   */
  record Callers(ServiceName service) implements TrafficScope {
    public Callers {
      requireNonNull(service);
    }

    @Override
    public String condition() {
      return "service_namespace = ? AND service_name = ?";
    }

    @Override
    public List<Object> parameters() {
      return List.of(service.namespace(), service.name());
    }
  }

  /**
   * One edge of one grouping.
   *
   * @param grouping the grouping
   * @param columns the values of the columns that make it, see {@link #columns(Grouping)}
   */
  record Edge(Grouping grouping, List<String> columns) implements TrafficScope {
    private static final List<String> TRAITS =
        List.of("protocol", "traffic_class", "entry", "exit");

    public Edge {
      requireNonNull(grouping);
      columns = List.copyOf(columns);
      if (columns.size() != columns(grouping).size()) {
        throw new IllegalArgumentException(grouping + " has not these columns: " + columns);
      }
    }

    /** The expressions whose values tell an edge of this grouping from every other. */
    static List<String> columns(Grouping grouping) {
      List<String> ends =
          switch (grouping) {
            case WORKLOAD ->
                List.of(
                    "source_cluster",
                    "source_namespace",
                    "source_workload",
                    "destination_cluster",
                    "destination_namespace",
                    "destination_workload",
                    "service_namespace",
                    "service_name");
            case VERSION ->
                List.of(
                    "source_cluster",
                    "source_namespace",
                    "source_workload",
                    "source_version",
                    "destination_cluster",
                    "destination_namespace",
                    "destination_workload",
                    "destination_version",
                    "service_namespace",
                    "service_name");
            case SERVICE ->
                List.of(
                    "source_namespace",
                    TrafficSql.CALLER_SERVICE,
                    "service_namespace",
                    "service_name");
            case NAMESPACE -> List.of("source_namespace", TrafficSql.DESTINATION_NAMESPACE);
            case CLUSTER -> List.of("source_cluster", "destination_cluster");
          };
      return Stream.concat(TRAITS.stream(), ends.stream()).toList();
    }

    @Override
    public String condition() {
      return String.join(" = ? AND ", columns(grouping)) + " = ?";
    }

    @Override
    public List<Object> parameters() {
      return List.copyOf(columns);
    }
  }
}
