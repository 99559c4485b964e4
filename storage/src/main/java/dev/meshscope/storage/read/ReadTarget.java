package dev.meshscope.storage.read;

import dev.meshscope.runtime.config.Check;
import dev.meshscope.runtime.config.Secret;
import java.net.URI;

/**
 * The database that is read.
 *
 * @param url its HTTP address, such as {@code http://localhost:8123}
 * @param database the database's name
 * @param user who reads
 * @param password empty for none
 */
public record ReadTarget(URI url, String database, String user, Secret password) {
  public ReadTarget {
    Check.require(
        "http".equals(url.getScheme()) || "https".equals(url.getScheme()),
        "url",
        "must be an http or https URL such as http://localhost:8123");
    Check.require(url.getHost() != null, "url", "must name a host");
    Check.require(
        database.matches("[A-Za-z_][A-Za-z0-9_]{0,63}"),
        "database",
        "must be a name of letters, digits and underscores");
    Check.notBlank("user", user);
  }

  /** A server on this machine without a password. */
  public static ReadTarget defaults() {
    return new ReadTarget(
        URI.create("http://localhost:8123"), "meshscope", "default", Secret.of(""));
  }
}
