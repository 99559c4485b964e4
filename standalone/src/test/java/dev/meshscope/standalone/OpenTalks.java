package dev.meshscope.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.standalone.TopologyAnswer.EdgeAnswer;
import dev.meshscope.testkit.mesh.BookinfoMesh;
import dev.meshscope.testkit.mesh.Conversation;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A TCP connection and a gRPC stream that stay open until what was said is stored, twice; then a
 * last word is said and both end.
 */
final class OpenTalks implements MeasuredMesh.Beside {
  /** Proxies at both ends. */
  static final List<String> REPORTERS = List.of("source", "destination");

  static final int FIRST_BYTES = 10_000;
  static final int MORE_BYTES = 2_345;
  static final int LAST_BYTES = 777;

  /** What gRPC puts before each message: a flag and the length. */
  static final int PREFIX_BYTES = 5;

  private final Map<View, Sums> whileOpen = new HashMap<>();
  private Optional<RunningStandalone> standalone = Optional.empty();
  private Optional<BookinfoMesh> mesh = Optional.empty();
  private Instant from = Instant.MAX;

  /** Which of both. */
  enum Way {
    CONNECTION("ratings-v1", "mysqldb-v1"),
    STREAM("productpage-v1", "recommendations-v1");

    private final String source;
    private final String destination;

    Way(String source, String destination) {
      this.source = source;
      this.destination = destination;
    }

    EdgeAnswer edge(TopologyAnswer answer) {
      List<EdgeAnswer> edges =
          answer.edges().stream()
              .filter(edge -> edge.sourceName().equals(source))
              .filter(edge -> edge.destinationName().equals(destination))
              .toList();
      assertThat(edges).as("%s → %s", source, destination).hasSize(1);
      return edges.getFirst();
    }
  }

  /** One of both as one of its proxies tells it: headers differ, since proxies add some. */
  private record View(Way way, String reporter) {}

  /** What was stored: requests or connections, and the bytes of both directions. */
  record Sums(long requests, long received, long sent) {
    Sums plus(long more, long bytes) {
      return new Sums(requests + more, received + bytes, sent + bytes);
    }
  }

  @Override
  public void prepare(RunningStandalone running, BookinfoMesh started) {
    standalone = Optional.of(running);
    mesh = Optional.of(started);
  }

  @Override
  public void send(Instant measuredFrom) throws Exception {
    from = measuredFrom;
    try (Conversation connection = mesh.orElseThrow().openConnection();
        Conversation stream = mesh.orElseThrow().openStream()) {
      connection.say(FIRST_BYTES);
      stream.say(FIRST_BYTES);
      for (String reporter : REPORTERS) {
        awaitEqual(new View(Way.CONNECTION, reporter), new Sums(0, FIRST_BYTES, FIRST_BYTES));
        awaitFirstMessage(new View(Way.STREAM, reporter));
      }
      seenByTheApi();

      connection.say(MORE_BYTES);
      stream.say(MORE_BYTES);
      for (String reporter : REPORTERS) {
        awaitMore(new View(Way.CONNECTION, reporter), MORE_BYTES);
        awaitMore(new View(Way.STREAM, reporter), MORE_BYTES + PREFIX_BYTES);
      }
      connection.say(LAST_BYTES);
      stream.say(LAST_BYTES);
    }
  }

  /** The last sums that were seen before it ended. */
  Sums whileOpen(Way way, String reporter) {
    return whileOpen.getOrDefault(new View(way, reporter), new Sums(-1, -1, -1));
  }

  /** What is in the database. */
  Sums stored(Way way, String reporter) throws Exception {
    String[] row =
        standalone
            .orElseThrow()
            .query(
                """
                SELECT sum(requests), sum(bytes_received), sum(bytes_sent) FROM meshscope.edges_10s
                WHERE window >= toDateTime(%d, 'UTC') AND reporter = '%s'
                  AND source_workload = '%s' AND destination_workload = '%s'
                FORMAT TabSeparated
                """
                    .formatted(from.getEpochSecond(), reporter, way.source, way.destination))
            .strip()
            .split("\t", -1);
    return new Sums(Long.parseLong(row[0]), Long.parseLong(row[1]), Long.parseLong(row[2]));
  }

  /** Headers come with it, of which nobody knows the length before. */
  private void awaitFirstMessage(View view) throws Exception {
    int message = FIRST_BYTES + PREFIX_BYTES;
    Waiting.until(
        "the first message in " + view,
        () -> stored(view).received() > message && stored(view).sent() > message);
    Sums first = stored(view);
    assertThat(first.requests()).as("%s", view).isZero();
    whileOpen.put(view, first);
  }

  private void awaitMore(View view, int bytes) {
    awaitEqual(view, whileOpen(view.way, view.reporter).plus(0, bytes));
  }

  private void awaitEqual(View view, Sums expected) {
    Waiting.until(expected + " in " + view, () -> stored(view).equals(expected));
    whileOpen.put(view, expected);
  }

  private Sums stored(View view) throws Exception {
    return stored(view.way, view.reporter);
  }

  /** Bytes, and neither request nor connection. */
  private void seenByTheApi() throws Exception {
    ApiClient api = standalone.orElseThrow().api();
    String range = "from=%s&class=all".formatted(from);
    TopologyAnswer graph = new TopologyAnswer(api.get("/api/v1/topology?" + range));
    for (Way way : Way.values()) {
      EdgeAnswer edge = way.edge(graph);
      assertThat(edge.requests()).as("%s", way).isZero();
      String id = edge.json().path("id").asString();
      var total = api.get("/api/v1/edges/" + id + "/golden-signals?" + range).path("total");
      assertThat(total.path("requests").asLong(-1)).as("%s", way).isZero();
      assertThat(total.path("bytesReceivedPerSecond").asDouble(0)).as("%s", way).isPositive();
      assertThat(total.path("bytesSentPerSecond").asDouble(0)).as("%s", way).isPositive();
    }
  }
}
