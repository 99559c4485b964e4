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
  INVALID_INVENTORY(
      400,
      "Invalid inventory",
      "The document breaks a rule. The member errors names each such place by its path in the"
          + " document and what is allowed there. Nothing was changed."),
  BAD_REQUEST(
      400, "Bad request", "The request is not valid HTTP, or its URL is not encoded correctly."),
  READ_ONLY(
      403,
      "Read only",
      "The inventory cannot be given here, because inventory.writable is false: it comes from the"
          + " file that inventory.file names."),
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
      "No service of this name was ever stored, neither called nor calling. /api/v1/services"
          + " lists those that were called in a range; a service without a namespace has - in its"
          + " place."),
  UNKNOWN_OBJECTIVE(
      404,
      "Unknown objective",
      "No file of rules that is in force has an objective of this name. /api/v1/slos lists all;"
          + " /api/v1/rules says which files are refused and why."),
  NO_INVENTORY(
      404,
      "No inventory",
      "Nobody has said yet what the platform knows. Give it with PUT, or as the file that"
          + " inventory.file names."),
  METHOD_NOT_ALLOWED(
      405,
      "Method not allowed",
      "The resource does not know this method. The header Allow says which it knows."),
  BODY_TOO_LARGE(
      413,
      "Body too large",
      "The body is longer than allowed. Only /api/v1/inventory reads one: at most as long as"
          + " inventory.documentMax says."),
  URL_TOO_LONG(414, "URL too long", "Ask with fewer or shorter parameters."),
  ANSWER_TOO_BIG(
      422,
      "Answer too big",
      "The question would have read or answered more than is allowed. Ask for a shorter range,"
          + " for one namespace, or with a coarser groupBy."),
  BUSY(
      503,
      "Busy",
      "As many requests of this kind as allowed are being answered. Try again after the time that"
          + " the header Retry-After says."),
  STORAGE_AWAY(
      503,
      "Storage is away",
      "The storage cannot be reached, or has no tables yet. Nothing is lost meanwhile. Try again"
          + " after the time that the header Retry-After says; /readyz?verbose says how it is."),
  KAFKA_AWAY(
      503,
      "Kafka is away",
      "The inventory and the alerts are kept in Kafka, which does not answer or has no topics yet."
          + " Try again after the time that the header Retry-After says: to give the same inventory"
          + " twice does no harm. Questions about traffic need no Kafka; /readyz?verbose says how it"
          + " is."),
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
