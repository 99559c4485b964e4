package dev.meshscope.testkit.mesh;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How an application treats one request, told by header {@code x-behavior} as {@code
 * <app>=<behavior>}: {@code status:<code>} (with {@code :first}: at the first try only), {@code
 * grpc:<status>}, {@code slow:<ms>}, {@code hang}, {@code close}. The header travels along, so that
 * one application of the chain can be made to fail.
 */
sealed interface Behavior {
  String HEADER = "x-behavior";

  /** What a hanging application waits before it gives up, so that no thread stays for ever. */
  long HANG_MILLIS = 5_000;

  Pattern GRAMMAR =
      Pattern.compile(
          "(?<status>status:(?<code>[1-5][0-9]{2})(?<first>:first)?)"
              + "|grpc:(?<grpc>[0-9]|1[0-6])"
              + "|slow:(?<millis>[0-9]{1,4})"
              + "|(?<hang>hang)"
              + "|close");

  /** Makes the calls and answers. */
  record Normal() implements Behavior {}

  /** Answers with this code. */
  record Status(int code) implements Behavior {}

  /** Answers with 200 and this gRPC status. */
  record GrpcStatus(int status) implements Behavior {}

  /** Makes the calls, waits, and answers; the caller may be gone by then. */
  record Slow(long millis) implements Behavior {}

  /** Closes the connection without an answer. */
  record Close() implements Behavior {}

  /**
   * What {@code app} is told to do at try number {@code attempt}, from 1; a header outside the
   * grammar is answered with 400.
   */
  static Behavior of(@Nullable String header, String app, int attempt) {
    if (header == null || !header.startsWith(app + "=")) {
      return new Normal();
    }
    Matcher told = GRAMMAR.matcher(header.substring(app.length() + 1));
    if (!told.matches()) {
      return new Status(400);
    }
    if (told.group("status") != null) {
      boolean isOver = told.group("first") != null && attempt > 1;
      return isOver ? new Normal() : new Status(Integer.parseInt(told.group("code")));
    }
    if (told.group("grpc") != null) {
      return new GrpcStatus(Integer.parseInt(told.group("grpc")));
    }
    if (told.group("millis") != null) {
      return new Slow(Long.parseLong(told.group("millis")));
    }
    return told.group("hang") != null ? new Slow(HANG_MILLIS) : new Close();
  }
}
