package dev.meshscope.model;

/**
 * What an edge speaks, in Istio's words.
 *
 * <p>Append only, never reorder: see {@link Named}.
 */
public enum Protocol implements Named {
  HTTP("http"),
  GRPC("grpc"),
  TCP("tcp");

  private final String text;

  Protocol(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
