package dev.meshscope.runtime.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A value that must not reach a log. It is given as it is, as {@code @/path/of/a/file}, or by the
 * environment variable of its key with {@code _FILE} behind the name.
 */
public final class Secret {
  private static final String STARS = "****";

  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  public static Secret of(String value) {
    return new Secret(value);
  }

  /** The secret itself; for the one call that needs it. */
  public String reveal() {
    return value;
  }

  public boolean isEmpty() {
    return value.isEmpty();
  }

  /** Compares in a time that does not depend on where the texts differ. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that
        && MessageDigest.isEqual(
            value.getBytes(StandardCharsets.UTF_8), that.value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  /** Stars, whatever the value; nothing at all if it is empty. */
  @Override
  public String toString() {
    return value.isEmpty() ? "" : STARS;
  }
}
