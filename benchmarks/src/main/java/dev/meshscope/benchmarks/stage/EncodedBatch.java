package dev.meshscope.benchmarks.stage;

/** A batch as it stands in topic {@code requests}. */
public final class EncodedBatch {
  private final int reports;
  private final byte[] bytes;

  EncodedBatch(int reports, byte[] bytes) {
    this.reports = reports;
    this.bytes = bytes;
  }

  /** How many reports it has. */
  public int reports() {
    return reports;
  }

  /** Its bytes, not a copy. */
  byte[] bytes() {
    return bytes;
  }
}
