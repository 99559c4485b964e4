package dev.meshscope.queryapi.http;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Writes replies: the one place that knows headers. */
final class Replies {
  /** Forbids browsers to guess what an answer is. */
  static final String CONTENT_TYPE_OPTIONS = "X-Content-Type-Options";

  static final String NO_SNIFF = "nosniff";

  private static final String JSON = "application/json";
  private static final String PROBLEM_JSON = "application/problem+json";
  private static final String CACHE_CONTROL = "Cache-Control";
  private static final String NO_STORE = "no-store";
  private static final String SHORTLY = "private, max-age=10";

  /** Asked for again each time, which the entity tag makes cheap. */
  private static final String CHECKED = "no-cache";

  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  /** The page loads nothing from elsewhere and has no script or style within it. */
  private static final String PAGE_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
          + " connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'self'";

  private static final String RETRY_AFTER = "Retry-After";
  private static final int RETRY_SECONDS = 2;

  private final Json json = new Json();
  private final RequestIds requestIds;

  Replies(RequestIds requestIds) {
    this.requestIds = requestIds;
  }

  void write(Context context, Reply reply) {
    switch (reply) {
      case Reply.Json found -> {
        context.status(200).contentType(JSON);
        context.header(CACHE_CONTROL, found.isSettled() ? SHORTLY : NO_STORE);
        context.result(json.bytes(found.body()));
      }
      case Reply.Text text -> {
        context.status(text.status()).contentType(text.contentType());
        context.header(CACHE_CONTROL, NO_STORE);
        context.result(text.body().getBytes(StandardCharsets.UTF_8));
      }
      case Reply.File file -> writeFile(context, file);
      case Reply.Failed failed -> writeFailed(context, failed);
    }
  }

  /** A problem document outside of any handler. */
  byte[] problem(Reply.Failed failed, String path, String requestId) {
    ProblemType type = failed.type();
    return json.bytes(
        new Problem(
            type.uri(),
            type.title(),
            type.status(),
            failed.detail(),
            path,
            requestId,
            failed.errors().isEmpty() ? null : failed.errors()));
  }

  private static void writeFile(Context context, Reply.File file) {
    Asset asset = file.asset();
    context.header(CACHE_CONTROL, file.isImmutable() ? FOR_EVER : CHECKED);
    context.header("ETag", asset.tag());
    context.header("Content-Security-Policy", PAGE_POLICY);
    context.header("Referrer-Policy", "same-origin");
    if (asset.isNamedBy(Objects.requireNonNullElse(context.header("If-None-Match"), ""))) {
      context.status(304);
      return;
    }
    context.status(200).contentType(asset.contentType()).result(asset.body());
  }

  private void writeFailed(Context context, Reply.Failed failed) {
    context.status(failed.type().status()).contentType(PROBLEM_JSON);
    context.header(CACHE_CONTROL, NO_STORE);
    switch (failed.type()) {
      case BUSY, STORAGE_AWAY, KAFKA_AWAY ->
          context.header(RETRY_AFTER, Integer.toString(RETRY_SECONDS));
      default -> {}
    }
    context.result(problem(failed, context.path(), requestIds.of(context)));
  }
}
