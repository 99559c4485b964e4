package dev.meshscope.queryapi.http;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Every kind of problem that this interface answers with; each has a page of its own. */
enum ProblemType {
  INVALID_PARAMETER(
      400,
      "Invalid parameter",
      "A parameter is unknown, is given more often than allowed, or has a value that is not"
          + " allowed. The member errors names each such parameter and what is allowed."),
  BAD_REQUEST(
      400, "Bad request", "The request is not valid HTTP, or its URL is not encoded correctly."),
  NOT_FOUND(
      404, "Not found", "There is no such resource. The resources are listed in /openapi.yaml."),
  UNKNOWN_EDGE(
      404,
      "Unknown edge",
      "No edge with this id was ever stored. Ids stand in the answer of /api/v1/topology; they"
          + " are different for each groupBy."),
  UNKNOWN_SERVICE(
      404,
      "Unknown service",
      "The service neither was called nor called anybody in the range. /api/v1/services lists"
          + " those that were called; a service without a namespace has - in its place. Try an"
          + " earlier from, or class=all."),
  METHOD_NOT_ALLOWED(
      405, "Method not allowed", "The resource is only read. The header Allow says how."),
  BODY_TOO_LARGE(413, "Body too large", "No resource reads a body: send none."),
  URL_TOO_LONG(414, "URL too long", "Ask with fewer or shorter parameters."),
  ANSWER_TOO_BIG(
      422,
      "Answer too big",
      "The question would have read or answered more than is allowed. Ask for a shorter range,"
          + " for one namespace, or with a coarser groupBy."),
  BUSY(
      503,
      "Busy",
      "All connections to the storage are in use. Try again after the time that the header"
          + " Retry-After says."),
  STORAGE_AWAY(
      503,
      "Storage is away",
      "The storage cannot be reached, or has no tables yet. Nothing is lost meanwhile. Try again"
          + " after the time that the header Retry-After says; /readyz?verbose says how it is."),
  STORAGE_TIMED_OUT(
      504,
      "Storage timed out",
      "The storage did not answer in time. Ask for a shorter range or for one namespace."),
  INTERNAL(
      500, "Internal error", "We are wrong, not the request. The log names it by its requestId.");

  private final int status;
  private final String title;
  private final String advice;

  ProblemType(int status, String title, String advice) {
    this.status = status;
    this.title = title;
    this.advice = advice;
  }

  int status() {
    return status;
  }

  String title() {
    return title;
  }

  /** What it means and what to do, for people. */
  String advice() {
    return advice;
  }

  /** The last part of {@link #uri()}. */
  String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Where its page is; names the problem to programs. */
  String uri() {
    return "/problems/" + slug();
  }

  static Optional<ProblemType> ofSlug(String slug) {
    return Arrays.stream(values()).filter(type -> type.slug().equals(slug)).findFirst();
  }
}
