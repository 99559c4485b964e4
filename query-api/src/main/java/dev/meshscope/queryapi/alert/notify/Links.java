package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.queryapi.alert.Alert;
import java.net.URI;
import java.util.Optional;

/** Where people look further. */
final class Links {
  private final Optional<String> base;

  Links(Optional<URI> externalUrl) {
    base = externalUrl.map(url -> url.toString().replaceAll("/+$", ""));
  }

  /** The web page; empty if nobody said where it is. */
  Optional<String> home() {
    return base;
  }

  /** The page with one alert. */
  Optional<String> to(Alert alert) {
    return base.map(url -> url + "/?alert=" + alert.fingerprint());
  }
}
