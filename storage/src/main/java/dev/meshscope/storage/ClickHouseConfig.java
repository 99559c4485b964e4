package dev.meshscope.storage;

import dev.meshscope.runtime.config.Check;
import dev.meshscope.runtime.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where the database is.
 *
 * @param url of its HTTP interface, {@code http} or {@code https}, without a path
 * @param user whose rights are used
 * @param password of that user, empty when there is none
 * @param database all tables are in this one; created by the migrations
 * @param timeout how long a connection may take to be made, and an insert or a statement to be
 *     answered: 1 s to 5 min
 */
public record ClickHouseConfig(
    URI url, String user, Secret password, String database, Duration timeout) {
  private static final Set<String> SCHEMES = Set.of("http", "https");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");

  public ClickHouseConfig {
    Check.require(
        SCHEMES.contains(Objects.toString(url.getScheme(), ""))
            && url.getHost() != null
            && Objects.toString(url.getPath(), "").length() <= 1,
        "url",
        "must look like http://host:8123");
    Check.notBlank("user", user);
    Check.require(
        NAME.matcher(database).matches(),
        "database",
        "must be 1 to 64 letters, digits and underscores, the first one no digit");
    Check.inRange("timeout", timeout, Duration.ofSeconds(1), Duration.ofMinutes(5));
  }

  /** The database {@code meshscope} on this machine, as the default user. */
  public static ClickHouseConfig defaults() {
    return at(URI.create("http://127.0.0.1:8123"));
  }

  /** The defaults, at another place. */
  public static ClickHouseConfig at(URI url) {
    return new ClickHouseConfig(url, "default", Secret.of(""), "meshscope", Duration.ofSeconds(30));
  }

  /** The same as this, at another place. */
  public ClickHouseConfig movedTo(URI otherUrl) {
    return new ClickHouseConfig(otherUrl, user, password, database, timeout);
  }

  /** The same server, another database: tests have one each. */
  public ClickHouseConfig withDatabase(String other) {
    return new ClickHouseConfig(url, user, password, other, timeout);
  }
}
