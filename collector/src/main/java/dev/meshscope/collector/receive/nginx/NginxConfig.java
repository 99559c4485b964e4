package dev.meshscope.collector.receive.nginx;

import static java.util.Objects.requireNonNull;

import dev.meshscope.collector.receive.SessionConfig;
import dev.meshscope.runtime.config.Check;
import dev.meshscope.runtime.config.DataSize;
import java.time.Duration;

/**
 * Who the controllers are, as far as their lines do not say it, and limits of what they send.
 *
 * @param workload what all of them are called; empty for the name of the host, without what
 *     Kubernetes adds to it for a pod
 * @param namespace their Kubernetes namespace
 * @param cluster their Kubernetes cluster
 * @param announceSource whether the address that a datagram comes from is the controller's own; it
 *     is not behind a relay or address translation
 * @param socketBytes what the kernel is asked to keep of datagrams that are not read yet
 * @param bufferBytes datagrams that are read and not understood yet; when it is full the kernel
 *     keeps them, and then drops them
 * @param drainTimeout how long a clean stop waits for datagrams that came before it
 * @param sessions limits of what is remembered of controllers
 */
public record NginxConfig(
    String workload,
    String namespace,
    String cluster,
    boolean announceSource,
    DataSize socketBytes,
    DataSize bufferBytes,
    Duration drainTimeout,
    SessionConfig sessions) {
  public NginxConfig {
    requireNonNull(workload);
    requireNonNull(namespace);
    requireNonNull(cluster);
    Check.inRange(
        "socketBytes", socketBytes, DataSize.ofKibibytes(64), DataSize.ofMebibytes(1_024));
    Check.inRange(
        "bufferBytes", bufferBytes, DataSize.ofKibibytes(256), DataSize.ofMebibytes(1_024));
    Check.inRange("drainTimeout", drainTimeout, Duration.ZERO, Duration.ofMinutes(1));
  }

  /** Thousands of lines of room, for moments in which Kafka does not answer. */
  public static NginxConfig defaults() {
    return new NginxConfig(
        "",
        "",
        "",
        true,
        DataSize.ofMebibytes(4),
        DataSize.ofMebibytes(8),
        Duration.ofMillis(1_500),
        SessionConfig.defaults());
  }
}
