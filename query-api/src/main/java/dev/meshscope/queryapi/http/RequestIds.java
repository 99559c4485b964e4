package dev.meshscope.queryapi.http;

import io.javalin.http.Context;
import java.util.HexFormat;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gives each request an id, the client's own where that is fit to be repeated. */
final class RequestIds {
  static final String HEADER = "X-Request-Id";

  private static final Pattern FIT = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  private final RandomGenerator random;

  /**
   * @param random safe for use by many threads
   */
  RequestIds(RandomGenerator random) {
    this.random = random;
  }

  /** Decides about the id and puts it into the answer. */
  void give(Context context) {
    context.header(HEADER, fit(context.header(HEADER)));
  }

  /** The id of a request; a new one if it has none yet. */
  String of(Context context) {
    return fit(context.res().getHeader(HEADER));
  }

  /** That id if it is fit, else a new one. */
  String fit(@Nullable String wished) {
    String id = Objects.requireNonNullElse(wished, "");
    return FIT.matcher(id).matches() ? id : HexFormat.of().toHexDigits(random.nextLong());
  }
}
