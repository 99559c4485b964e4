package dev.meshscope.model;

/** What an answer adds up to one node: each grouping has edges and nodes with ids of their own. */
public enum Grouping implements Named {
  WORKLOAD("workload", 'w'),
  VERSION("version", 'v'),
  SERVICE("service", 's'),
  NAMESPACE("namespace", 'n'),
  CLUSTER("cluster", 'c');

  private final String text;
  private final char letter;

  Grouping(String text, char letter) {
    this.text = text;
    this.letter = letter;
  }

  @Override
  public String text() {
    return text;
  }

  /** The first letter of every id of this grouping. */
  public char letter() {
    return letter;
  }
}
