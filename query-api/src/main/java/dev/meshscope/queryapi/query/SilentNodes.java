package dev.meshscope.queryapi.query;

import dev.meshscope.storage.read.CollectorProgress;
import dev.meshscope.storage.read.NodeStream;
import dev.meshscope.storage.read.WorkloadName;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes are silent at a time, as alerts see it. One that vanished without a word is, until it
 * is heard again, another one has taken its place, or so much time has gone by that nobody waits
 * for it. One whose stream was closed is for ten minutes, unless others of its workload are open:
 * then it was not needed any more.
 */
final class SilentNodes {
  /** How long somebody may take to come back after a close; longer, and it was meant to go. */
  private static final Duration CLOSED_FOR = Duration.ofMinutes(10);

  /** By so much signs of life may come to the tables later than what was received with them. */
  private static final Duration LATER = Duration.ofMinutes(1);

  private final Instant then;
  private final Duration silenceFor;
  private final List<Node> nodes;
  private final Map<WorkloadName, List<Node>> byWorkload;

  /**
   * @param streams those of {@code silenceFor} and more before the time
   * @param progress what is stored
   * @param time the time
   * @param silenceFor how long one that vanished is waited for
   */
  SilentNodes(
      NodeStreams streams, List<CollectorProgress> progress, Instant time, Duration silenceFor) {
    this.then = lastKnown(streams, progress, time);
    this.silenceFor = silenceFor;
    this.nodes = streams.ofEachNode().stream().map(one -> Node.of(one, then)).toList();
    this.byWorkload = nodes.stream().collect(Collectors.groupingBy(Node::workload));
  }

  /**
   * Those that are silent.
   *
   * @param heardWithin who was closed within this time before counts as heard
   * @param unreported workloads whose peers report traffic that they do not report
   */
  List<NodeStream> all(Duration heardWithin, Set<WorkloadName> unreported) {
    return nodes.stream()
        .filter(node -> isUnreported(node, unreported) || isSilent(node, heardWithin))
        .map(Node::latest)
        .toList();
  }

  /** The collectors that heard last of those that vanished. */
  Set<String> collectorsOfVanished() {
    return nodes.stream()
        .filter(this::isVanished)
        .map(node -> node.latest().collector())
        .collect(Collectors.toSet());
  }

  /** The time that is known of: up to the last sign, and what is stored with certainty. */
  Instant then() {
    return then;
  }

  private static Instant lastKnown(
      NodeStreams streams, List<CollectorProgress> progress, Instant time) {
    return Stream.concat(
            Stream.of(streams.lastKnown(time)),
            progress.stream().map(CollectorProgress::sentThrough).map(at -> at.minus(LATER)))
        .max(Comparator.naturalOrder())
        .filter(last -> last.isBefore(time))
        .orElse(time);
  }

  private boolean isUnreported(Node node, Set<WorkloadName> unreported) {
    return unreported.contains(node.workload()) && !node.last().isBefore(then.minus(CLOSED_FOR));
  }

  private boolean isSilent(Node node, Duration heardWithin) {
    return node.isClosed() ? isMissed(node, heardWithin) : isVanished(node);
  }

  private boolean isMissed(Node node, Duration heardWithin) {
    return !node.isOpen()
        && !node.last().isBefore(then.minus(CLOSED_FOR))
        && !node.last().isAfter(then.minus(heardWithin))
        && ofWorkload(node).noneMatch(Node::isOpen);
  }

  private boolean isVanished(Node node) {
    return !node.isOpen()
        && !node.isClosed()
        && !node.last().isBefore(then.minus(silenceFor))
        && ofWorkload(node).noneMatch(other -> other.isSuccessorOf(node));
  }

  private Stream<Node> ofWorkload(Node node) {
    return byWorkload.getOrDefault(node.workload(), List.of()).stream();
  }

  /**
   * A node and all its streams.
   *
   * @param appeared when it was there for the first time; null where it was there from the
   *     beginning
   */
  private record Node(NodeStream latest, @Nullable Instant appeared, boolean isOpen) {
    static Node of(List<NodeStream> streams, Instant then) {
      NodeStream.Signs first =
          streams.stream()
              .map(NodeStream::signs)
              .min(Comparator.comparing(NodeStream.Signs::first))
              .orElseThrow();
      return new Node(
          NodeStreams.latest(streams),
          first.first().equals(first.opened()) ? first.first() : null,
          streams.stream().anyMatch(stream -> NodeStreams.isOpen(stream, then)));
    }

    WorkloadName workload() {
      return latest.workload();
    }

    Instant last() {
      return latest.signs().last();
    }

    boolean isClosed() {
      return latest.signs().isClosed();
    }

    /** Whether it came when the other went, and has not vanished itself. */
    boolean isSuccessorOf(Node other) {
      return appeared != null
          && !appeared.isBefore(other.last().minus(NodeStreams.HANDOVER))
          && last().isAfter(other.last())
          && (isOpen || isClosed());
    }
  }
}
