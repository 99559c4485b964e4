package dev.meshscope.collector.receive;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of pods, out of which Kubernetes makes that of their workload. Random parts are written in
 * an alphabet without vowels, hashes of templates as decimal numbers in that alphabet.
 */
public final class PodName {
  private static final String RANDOM = "-[bcdfghjklmnpqrstvwxz2456789]{5}";
  private static final String HASH = "-[456789bcdf]{5,10}";
  private static final String ORDINAL = "-(?:0|[1-9][0-9]{0,4})";

  private static final Pattern OF_DEPLOYMENT = Pattern.compile("(.+?)" + HASH + RANDOM);
  private static final Pattern OF_ANY =
      Pattern.compile("(.+?)(?:" + HASH + RANDOM + "|" + RANDOM + "|" + ORDINAL + ")");

  private PodName() {}

  /** The Deployment of a pod; empty where the name does not tell it. */
  public static String deployment(String pod) {
    Matcher named = OF_DEPLOYMENT.matcher(pod);
    return named.matches() ? named.group(1) : "";
  }

  /** The workload of a pod of a Deployment, DaemonSet or StatefulSet; any other name as it is. */
  public static String workload(String host) {
    Matcher pod = OF_ANY.matcher(host);
    return pod.matches() ? pod.group(1) : host;
  }
}
