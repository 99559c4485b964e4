package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.queryapi.alert.Alert;
import java.util.SortedMap;
import java.util.TreeMap;

/** Says with each alert how complete the data was that it comes from. */
final class Evidence {
  static final String COMPLETENESS = "meshscope_completeness";

  private Evidence() {}

  /** The alert's annotations with what is known about its data. */
  static SortedMap<String, String> annotations(Alert alert) {
    SortedMap<String, String> annotations = new TreeMap<>(alert.annotations());
    annotations.put(COMPLETENESS, completeness(alert.evidence()));
    return annotations;
  }

  private static String completeness(Alert.Evidence evidence) {
    Double share = evidence.reportersShare();
    String heard =
        share == null
            ? "no proxies were expected"
            // Rounded down: one that is silent among thousands must not look like all.
            : "%d %% of the expected proxies heard".formatted((int) Math.floor(share * 100));
    if (evidence.isHeld()) {
      return "data incomplete: it fires on because too little was heard to say that it is over ("
          + heard
          + ")";
    }
    if (!evidence.isFresh()) {
      return "data incomplete: not all that was received was stored (" + heard + ")";
    }
    if (share == null) {
      return heard;
    }
    return share < 1 ? "data incomplete: " + heard : "all expected proxies heard";
  }
}
