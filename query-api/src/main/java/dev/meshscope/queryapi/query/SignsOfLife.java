package dev.meshscope.queryapi.query;

import dev.meshscope.storage.read.ClickHouseReader;
import dev.meshscope.storage.read.CollectorProgress;
import dev.meshscope.storage.read.NodeStream;
import dev.meshscope.storage.read.ReadException;
import dev.meshscope.storage.read.SelectNodeStreams;
import dev.meshscope.storage.read.SelectProgress;
import dev.meshscope.storage.read.WorkloadName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the signs of life of proxies say, for alerts: who is silent, and how far everything is
 * stored. Signs of the last quarter of an hour are read each time, older ones at most once a
 * minute.
 */
public final class SignsOfLife {
  private static final Logger log = LoggerFactory.getLogger(SignsOfLife.class);
  private static final Duration RECENT = Duration.ofMinutes(15);
  private static final Duration OLDER_KEPT_LEAST = Duration.ofMinutes(1);

  /** Many days cost more to read than one, and so are read as much more seldom. */
  private static final int OLDER_PARTS = 1_440;

  /** Who asks several things at once is answered from one read. */
  private static final Duration KEPT = Duration.ofMillis(250);

  /** A time as near as this is the present: whatever is there by now counts. */
  private static final Duration PRESENT = Duration.ofMinutes(1);

  /** By so much the clocks of collectors may be ahead. */
  private static final Duration AHEAD = Duration.ofMinutes(10);

  private final ClickHouseReader reader;
  private final String tenant;
  private final Duration silenceFor;
  private final ReentrantLock turn = new ReentrantLock();

  /** Guarded by the turn, as the next. */
  private @Nullable Signs latest;

  private @Nullable Older older;

  /**
   * @param reader shared with everybody else's questions
   * @param tenant whose proxies
   * @param silenceFor how long a proxy that vanished without a word counts as silent, 10 min–7 d
   */
  public SignsOfLife(ClickHouseReader reader, String tenant, Duration silenceFor) {
    this.reader = reader;
    this.tenant = tenant;
    this.silenceFor = silenceFor;
  }

  /** How long a proxy that vanished without a word counts as silent. */
  public Duration silenceFor() {
    return silenceFor;
  }

  /**
   * Who is silent at a time.
   *
   * @param heardWithin whose stream was closed within this time before counts as heard
   * @param unreported workloads whose peers report traffic that they do not report
   * @param now when it is asked
   */
  public Silence silence(
      Instant time, Duration heardWithin, Set<WorkloadName> unreported, Instant now)
      throws ReadException {
    Signs signs = signs(time, now);
    List<NodeStream> silent =
        silent(signs, NodeStreams.earlier(time, now)).all(heardWithin, unreported);
    return new Silence(
        silent.size(), silent.stream().map(NodeStream::workload).collect(Collectors.toSet()));
  }

  /** What every collector with an open stream received before it is stored; null when unknown. */
  public @Nullable Instant freshThrough(Instant now) throws ReadException {
    Signs signs = signs(now, now);
    return signs.streams().freshThrough(now, signs.progress());
  }

  /**
   * The same of those collectors, and of the ones from whom proxies were heard last that vanished:
   * who crashed still has something to store, for all that is known. Where there are none because
   * the streams were closed, now, if what came through them is stored; null when unknown.
   */
  public @Nullable Instant storedThrough(Instant now) throws ReadException {
    Signs signs = signs(now, now);
    SilentNodes silent = silent(signs, now);
    Set<String> collectors = new HashSet<>(silent.collectorsOfVanished());
    collectors.addAll(signs.streams().openCollectors(silent.then()));
    if (collectors.isEmpty()) {
      return signs.streams().isStoredWhatWasClosed(signs.progress()) ? now : null;
    }
    return signs.streams().storedThrough(collectors, signs.progress());
  }

  private SilentNodes silent(Signs signs, Instant time) {
    return new SilentNodes(signs.streams(), signs.progress(), time, silenceFor);
  }

  private Signs signs(Instant time, Instant now) throws ReadException {
    Instant end = time.isBefore(now.minus(PRESENT)) ? time : Instant.MAX;
    turn.lock();
    try {
      if (latest == null || !latest.serves(end, now)) {
        latest =
            new Signs(
                end, now, streams(NodeStreams.earlier(end, now.plus(AHEAD)), now), progress());
      }
      return latest;
    } finally {
      turn.unlock();
    }
  }

  private List<CollectorProgress> progress() throws ReadException {
    return reader.read(new SelectProgress(tenant));
  }

  private NodeStreams streams(Instant end, Instant now) throws ReadException {
    Instant cut = roundDown(NodeStreams.earlier(end, now)).minus(RECENT);
    Map<Key, NodeStream> streams = new HashMap<>();
    older(cut, now).forEach(stream -> streams.put(Key.of(stream), stream));
    for (NodeStream later : reader.read(new SelectNodeStreams(tenant, cut, end))) {
      streams.merge(Key.of(later), later, SignsOfLife::joined);
    }
    return new NodeStreams(new ArrayList<>(streams.values()));
  }

  private List<NodeStream> older(Instant cut, Instant now) throws ReadException {
    Duration part = silenceFor.dividedBy(OLDER_PARTS);
    Duration kept = part.compareTo(OLDER_KEPT_LEAST) > 0 ? part : OLDER_KEPT_LEAST;
    if (older == null || !older.cut().equals(cut) || !isWithin(kept, older.readAt(), now)) {
      older = new Older(cut, now, readOlder(cut));
    }
    return older.streams();
  }

  /** Without them silence is remembered for less long, but rules are evaluated all the same. */
  private List<NodeStream> readOlder(Instant cut) throws ReadException {
    try {
      return reader.read(new SelectNodeStreams(tenant, cut.minus(silenceFor), cut));
    } catch (ReadException e) {
      if (e.kind().isRetryable()) {
        throw e;
      }
      log.atWarn()
          .addKeyValue("silenceFor", silenceFor)
          .setCause(e)
          .log("signs of life are too many: silence is remembered for a quarter of an hour only");
      return List.of();
    }
  }

  private static NodeStream joined(NodeStream earlier, NodeStream later) {
    return new NodeStream(
        later.nodeId(), later.collector(), later.workload(), earlier.signs().then(later.signs()));
  }

  private static Instant roundDown(Instant time) {
    long seconds = RECENT.toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
  }

  private static boolean isWithin(Duration time, Instant one, Instant other) {
    return Duration.between(one, other).abs().compareTo(time) <= 0;
  }

  /**
   * Who is silent.
   *
   * @param nodes how many proxies
   * @param workloads whose they are
   */
  public record Silence(int nodes, Set<WorkloadName> workloads) {
    public Silence {
      workloads = Set.copyOf(workloads);
    }
  }

  private record Key(String nodeId, String collector) {
    static Key of(NodeStream stream) {
      return new Key(stream.nodeId(), stream.collector());
    }
  }

  /** All signs before a time; before {@link Instant#MAX} those that were there when read. */
  private record Signs(
      Instant end, Instant readAt, NodeStreams streams, List<CollectorProgress> progress) {
    boolean serves(Instant other, Instant now) {
      return end.equals(other) && isWithin(KEPT, readAt, now);
    }
  }

  /** The signs of long ago: only what comes very late can change them. */
  private record Older(Instant cut, Instant readAt, List<NodeStream> streams) {}
}
