package dev.meshscope.collector.receive.nginx;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of pods, out of which Kubernetes makes that of their workload. Random parts are written in
 * an alphabet without vowels, hashes of templates as decimal numbers in that alphabet.
 */
final class PodName {
  private static final String RANDOM = "-[bcdfghjklmnpqrstvwxz2456789]{5}";
  private static final String HASH = "-[456789bcdf]{5,10}";
  private static final String ORDINAL = "-(?:0|[1-9][0-9]{0,4})";

  private static final Pattern POD =
      Pattern.compile("(.+?)(?:" + HASH + RANDOM + "|" + RANDOM + "|" + ORDINAL + ")");

  private PodName() {}

  /** The workload of a pod of a Deployment, DaemonSet or StatefulSet; any other name as it is. */
  static String workload(String host) {
    Matcher pod = POD.matcher(host);
    return pod.matches() ? pod.group(1) : host;
  }
}
