package dev.meshscope.storage.read;

import dev.meshscope.model.Named;
import dev.meshscope.model.Reporter;
import java.util.Optional;

/** Whose rows add up to an answer's requests. */
public enum View implements Named {
  /** Every call once: from the caller's side where the caller reported it. */
  BEST("best"),
  SOURCE("source"),
  DESTINATION("destination"),
  WAYPOINT("waypoint");

  private final String text;

  View(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }

  /** The one reporter that counts; empty for {@link #BEST}. */
  public Optional<Reporter> reporter() {
    return Named.ofText(Reporter.class, text);
  }
}
