package dev.meshscope.queryapi.query;

import dev.meshscope.storage.read.ClickHouseReader;
import dev.meshscope.storage.read.CollectorProgress;
import dev.meshscope.storage.read.NodeStream;
import dev.meshscope.storage.read.ReadException;
import dev.meshscope.storage.read.SelectNodeStreams;
import dev.meshscope.storage.read.SelectProgress;
import dev.meshscope.storage.read.SelectSilentWorkloads;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;

/** How complete the answer to a question is. */
public final class CompletenessQuery {
  /** How long before the range a node with a stream is still expected to be heard in it. */
  private static final Duration EXPECTED_BEFORE = Duration.ofMinutes(10);

  /** How far back a sign of life may lie that tells which collectors have streams now. */
  private static final Duration SIGNS = Duration.ofHours(1);

  private final ClickHouseReader reader;

  public CompletenessQuery(ClickHouseReader reader) {
    this.reader = reader;
  }

  Completeness ask(TrafficQuestion question, LateShare late) throws ReadException {
    String tenant = question.tenant();
    Instant end =
        question.range().to().isBefore(question.now()) ? question.range().to() : question.now();
    Instant from = question.range().from();
    Instant start = from.minus(EXPECTED_BEFORE);
    NodeStreams inRange =
        new NodeStreams(
            start.isBefore(end)
                ? reader.read(new SelectNodeStreams(tenant, start, end))
                : List.of());
    var silentWorkloads =
        new HashSet<>(reader.read(new SelectSilentWorkloads(tenant, question.range())));
    int expected = inRange.nodes();
    int heard = expected - inRange.silentNodes(from, end, silentWorkloads);
    List<CollectorProgress> progress = reader.read(new SelectProgress(tenant));
    return new Completeness(
        expected,
        heard,
        expected == 0 ? null : (double) heard / expected,
        late.value(),
        progress.stream().mapToLong(CollectorProgress::waiting).sum(),
        streamsAt(tenant, question.now()).freshThrough(question.now(), progress));
  }

  private NodeStreams streamsAt(String tenant, Instant now) throws ReadException {
    List<NodeStream> recent =
        reader.read(new SelectNodeStreams(tenant, now.minus(SIGNS), now.plus(EXPECTED_BEFORE)));
    return new NodeStreams(recent);
  }
}
