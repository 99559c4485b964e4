package dev.meshscope.queryapi.alert;

import dev.meshscope.model.Named;

/** Where an alert stands. What is inactive is no alert. */
public enum AlertState implements Named {
  /** The condition holds, but not yet for as long as the rule wants. */
  PENDING("pending"),
  FIRING("firing"),
  /** It fired, and does no longer; kept for some time so that everybody hears of it. */
  RESOLVED("resolved");

  private final String text;

  AlertState(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
