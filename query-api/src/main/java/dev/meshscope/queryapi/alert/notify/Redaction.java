package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.runtime.config.Secret;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Takes secrets out of what receivers say: it is logged, kept in a topic and shown. */
final class Redaction {
  private static final String STARS = "***";
  private static final String SIGNING_PREFIX = "whsec_";
  private static final Pattern SEPARATORS = Pattern.compile("[/?&=;]");

  /** Shorter parts of a URL are words such as {@code services}. */
  private static final int TOKEN_MIN = 9;

  private final List<String> secrets;

  private Redaction(Stream<String> secrets) {
    this.secrets =
        secrets
            .filter(secret -> !secret.isEmpty())
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  static Redaction of(NotifyConfig config) {
    var webhook = config.webhook();
    Stream<String> urls =
        Stream.of(webhook.url(), config.slack().url())
            .flatMap(Optional::stream)
            .map(Secret::reveal)
            .flatMap(url -> Stream.concat(Stream.of(url), tokens(URI.create(url))));
    Stream<String> keys =
        Stream.of(webhook.secret(), webhook.secretBefore(), config.pagerDuty().routingKey())
            .flatMap(Optional::stream)
            .map(Secret::reveal)
            .flatMap(key -> Stream.of(key, key.replaceFirst("^" + SIGNING_PREFIX, "")));
    return new Redaction(Stream.concat(urls, keys));
  }

  /** The text with stars in the place of every secret. */
  String without(String text) {
    String clean = text;
    for (String secret : secrets) {
      clean = clean.replace(secret, STARS);
    }
    return clean;
  }

  /** A receiver may show a part of the URL only, or escape its slashes. */
  private static Stream<String> tokens(URI url) {
    String query = url.getRawQuery() == null ? "" : url.getRawQuery();
    return SEPARATORS
        .splitAsStream(url.getRawPath() + "?" + query)
        .filter(part -> part.length() >= TOKEN_MIN);
  }
}
