package dev.meshscope.queryapi.query;

import dev.meshscope.storage.read.ClickHouseReader;
import dev.meshscope.storage.read.CollectorProgress;
import dev.meshscope.storage.read.NodeStream;
import dev.meshscope.storage.read.ReadException;
import dev.meshscope.storage.read.SelectNodeStreams;
import dev.meshscope.storage.read.SelectProgress;
import dev.meshscope.storage.read.SelectSilentWorkloads;
import dev.meshscope.storage.read.TimeRange;
import dev.meshscope.storage.read.WorkloadName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
    Set<WorkloadName> unreported = unreported(question.tenant(), question.range());
    Heard heard = heard(question.tenant(), question.range(), unreported, question.now());
    List<CollectorProgress> progress = reader.read(new SelectProgress(question.tenant()));
    return new Completeness(
        heard.expected(),
        heard.heard(),
        heard.share(),
        late.value(),
        progress.stream().mapToLong(CollectorProgress::waiting).sum(),
        streamsAt(question.tenant(), question.now()).freshThrough(question.now(), progress));
  }

  /** How complete an answer is that somebody else has read, but for what came late. */
  public Completeness ask(TrafficQuestion question) throws ReadException {
    return ask(question, new LateShare());
  }

  /** Workloads that peers report in a range, and that do not report themselves. */
  public Set<WorkloadName> unreported(String tenant, TimeRange range) throws ReadException {
    return Set.copyOf(reader.read(new SelectSilentWorkloads(tenant, range)));
  }

  /**
   * How many nodes were expected in a range, and how many of them were heard.
   *
   * @param unreported workloads that do not report themselves in the range
   */
  public Heard heard(String tenant, TimeRange range, Set<WorkloadName> unreported, Instant now)
      throws ReadException {
    Instant end = range.to().isBefore(now) ? range.to() : now;
    Instant start = range.from().minus(EXPECTED_BEFORE);
    NodeStreams inRange =
        new NodeStreams(
            start.isBefore(end)
                ? reader.read(new SelectNodeStreams(tenant, start, end))
                : List.of());
    int expected = inRange.nodes();
    return new Heard(expected, expected - inRange.silentNodes(range.from(), end, unreported));
  }

  private NodeStreams streamsAt(String tenant, Instant now) throws ReadException {
    List<NodeStream> recent =
        reader.read(new SelectNodeStreams(tenant, now.minus(SIGNS), now.plus(EXPECTED_BEFORE)));
    return new NodeStreams(recent);
  }

  /**
   * Who was heard.
   *
   * @param expected nodes with a stream open in the range or the 10 minutes before
   * @param heard those of them that are not silent
   */
  public record Heard(int expected, int heard) {
    /** Heard ÷ expected, 0–1; null when none was expected. */
    public @Nullable Double share() {
      return expected == 0 ? null : (double) heard / expected;
    }
  }
}
