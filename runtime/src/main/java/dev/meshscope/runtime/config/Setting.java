package dev.meshscope.runtime.config;

/**
 * One effective value: its key, its environment variable, its type as written in the reference, its
 * value as text (secrets as stars, nothing if absent) and where it came from.
 */
public record Setting(String key, String variable, String type, String value, Origin origin) {
  /** Where a value came from, in order of rising precedence. */
  public enum Origin {
    DEFAULT,
    FILE,
    ENVIRONMENT
  }

  @Override
  public String toString() {
    return key + " = " + value + " (" + origin.name().toLowerCase(java.util.Locale.ROOT) + ")";
  }
}
