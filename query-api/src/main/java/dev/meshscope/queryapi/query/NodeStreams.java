package dev.meshscope.queryapi.query;

import dev.meshscope.storage.read.CollectorProgress;
import dev.meshscope.storage.read.NodeStream;
import dev.meshscope.storage.read.WorkloadName;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the signs of life of reporting nodes say. */
final class NodeStreams {
  /** Three missed signs of life, which come every 30 s: the stream is gone. */
  private static final Duration SILENCE = Duration.ofSeconds(90);

  /**
   * A collector without reports tells every 10 s how far it is, and nothing at its end if nothing
   * came since; so much later may a stream be closed of which everything is stored.
   */
  private static final Duration IDLE = Duration.ofSeconds(15);

  /** How long before the end of one node another one may have taken its place. */
  static final Duration HANDOVER = Duration.ofMinutes(10);

  private final List<NodeStream> streams;
  private final Map<String, List<NodeStream>> byNode;

  NodeStreams(List<NodeStream> streams) {
    this.streams = streams;
    this.byNode = streams.stream().collect(Collectors.groupingBy(NodeStream::nodeId));
  }

  int nodes() {
    return byNode.size();
  }

  /** The streams of each node. */
  Collection<List<NodeStream>> ofEachNode() {
    return byNode.values();
  }

  /**
   * Nodes that are silent: the stream vanished, or was closed before the range began, and was not
   * reopened, nor has another node of the same workload taken over; or peers report traffic to the
   * workload that it does not report. A stream that was closed within the range was heard up to its
   * close, and what came before is in the answer.
   *
   * @param start of the range
   * @param end of the range, or now
   */
  int silentNodes(Instant start, Instant end, Set<WorkloadName> silentWorkloads) {
    Instant then = lastKnown(end);
    return Math.toIntExact(
        byNode.values().stream()
            .filter(node ->
                silentWorkloads.contains(latest(node).workload())
                    || (isGone(node, then)
                        && !isClosedSince(start, latest(node))
                        && !isReplaced(latest(node), then)))
            .count());
  }

  /**
   * The time up to which everything received is stored: the least over all collectors with an open
   * stream; null where no such collector is known, or one has not stored anything yet.
   */
  @Nullable Instant freshThrough(Instant now, List<CollectorProgress> progress) {
    Set<String> open = openCollectors(lastKnown(now));
    Map<String, Instant> stored = stored(progress);
    return stored.keySet().containsAll(open) ? least(open, stored) : null;
  }

  /** Collectors with an open stream. */
  Set<String> openCollectors(Instant then) {
    return streams.stream()
        .filter(stream -> isOpen(stream, then))
        .map(NodeStream::collector)
        .collect(Collectors.toSet());
  }

  /**
   * The least that is stored of those collectors, by what is known of each: of one of whom nothing
   * is stored, that was before its first sign of life. Null where there are none.
   */
  @Nullable Instant storedThrough(Set<String> collectors, List<CollectorProgress> progress) {
    Map<String, Instant> stored = new HashMap<>();
    streams.forEach(
        stream -> stored.merge(stream.collector(), stream.signs().first(), NodeStreams::earlier));
    stored.putAll(stored(progress));
    return least(collectors, stored);
  }

  /**
   * Whether streams were closed, and what came through them is stored: their collectors are stored
   * up to then, but for an idle while. False where no stream is known that was closed.
   */
  boolean isStoredWhatWasClosed(List<CollectorProgress> progress) {
    Map<String, Instant> stored = stored(progress);
    List<NodeStream> closed =
        byNode.values().stream()
            .map(NodeStreams::latest)
            .filter(stream -> stream.signs().isClosed())
            .toList();
    return !closed.isEmpty()
        && closed.stream().allMatch(stream -> isStored(stream, stored.get(stream.collector())));
  }

  private static boolean isStored(NodeStream stream, @Nullable Instant through) {
    return through != null && !through.isBefore(lastSign(stream).minus(IDLE));
  }

  private static Map<String, Instant> stored(List<CollectorProgress> progress) {
    return progress.stream()
        .collect(Collectors.toMap(CollectorProgress::collector, CollectorProgress::sentThrough));
  }

  private static @Nullable Instant least(Set<String> collectors, Map<String, Instant> stored) {
    return collectors.stream().map(stored::get).min(Comparator.naturalOrder()).orElse(null);
  }

  static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /** Signs of life may be on their way to the tables: nothing is known after the last one. */
  Instant lastKnown(Instant end) {
    return streams.stream()
        .map(NodeStreams::lastSign)
        .max(Comparator.naturalOrder())
        .filter(last -> last.isBefore(end))
        .orElse(end);
  }

  private boolean isReplaced(NodeStream gone, Instant then) {
    Instant earliest = lastSign(gone).minus(HANDOVER);
    return streams.stream()
        .filter(other -> !other.nodeId().equals(gone.nodeId()))
        .filter(other -> other.workload().equals(gone.workload()) && isOpen(other, then))
        .map(other -> other.signs().opened())
        .anyMatch(opened -> opened != null && !opened.isBefore(earliest));
  }

  private static boolean isGone(Collection<NodeStream> node, Instant then) {
    return node.stream().noneMatch(stream -> isOpen(stream, then));
  }

  private static boolean isClosedSince(Instant start, NodeStream stream) {
    return stream.signs().isClosed() && !lastSign(stream).isBefore(start);
  }

  static boolean isOpen(NodeStream stream, Instant then) {
    return !stream.signs().isClosed() && !lastSign(stream).isBefore(then.minus(SILENCE));
  }

  static Instant lastSign(NodeStream stream) {
    return stream.signs().last();
  }

  static NodeStream latest(List<NodeStream> node) {
    return node.stream().max(Comparator.comparing(NodeStreams::lastSign)).orElseThrow();
  }
}
