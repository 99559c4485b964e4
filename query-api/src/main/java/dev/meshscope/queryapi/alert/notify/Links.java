package dev.meshscope.queryapi.alert.notify;

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

  /** The page with the list of alerts. */
  Optional<String> alerts() {
    return base.map(url -> url + "/#sel=alerts");
  }
}
