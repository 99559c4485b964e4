package dev.meshscope.collector.receive.otlp;

import static java.util.Objects.requireNonNull;

import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.collector.normalize.ReportingNode;
import java.util.Optional;

/**
 * Reads access log lines of programs that are no Envoy, which log shippers send as bodies of log
 * records. Used by one thread at a time.
 */
@FunctionalInterface
public interface BodyReader {
  /** Knows no lines. */
  BodyReader NONE = (sender, bytes, offset, length) -> Optional.empty();

  /**
   * Reads a line; empty when it is none of those that this reader knows.
   *
   * @param sender what the record says of whoever wrote the line
   * @param bytes may change after the call
   */
  Optional<Line> read(Sender sender, byte[] bytes, int offset, int length);

  /** What became of a line. */
  sealed interface Line {
    /**
     * It is a request.
     *
     * @param node who wrote it; the same object for the same node saves time
     * @param entry what it says, until the next line is read
     */
    record Request(ReportingNode node, ProtocolEntry entry) implements Line {
      public Request {
        requireNonNull(node);
        requireNonNull(entry);
      }
    }

    /**
     * It is one of the program's lines, but no usable request.
     *
     * @param reason why not
     */
    record Unusable(Normalized reason) implements Line {
      public Unusable {
        requireNonNull(reason);
      }
    }
  }

  /**
   * Who wrote a line; what is not known is empty.
   *
   * @param host name of the pod or machine
   * @param program name of the program
   * @param namespace its Kubernetes namespace
   * @param cluster its Kubernetes cluster
   */
  record Sender(String host, String program, String namespace, String cluster) {
    public Sender {
      requireNonNull(host);
      requireNonNull(program);
      requireNonNull(namespace);
      requireNonNull(cluster);
    }
  }
}
