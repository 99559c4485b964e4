package dev.meshscope.queryapi.http;

import dev.meshscope.storage.read.ReadException;
import io.javalin.http.HttpResponseException;

/** The one place that says which problem a failure is to the client. */
final class Failures {
  private Failures() {}

  /** Storage did not answer. */
  static Reply.Failed of(ReadException failure) {
    return Reply.Failed.of(
        switch (failure.kind()) {
          case AWAY -> ProblemType.STORAGE_AWAY;
          case BUSY -> ProblemType.BUSY;
          case TIMED_OUT -> ProblemType.STORAGE_TIMED_OUT;
          case TOO_BIG -> ProblemType.ANSWER_TOO_BIG;
          case REFUSED -> ProblemType.INTERNAL;
        });
  }

  /** The server refused the request before it came to a handler. */
  static Reply.Failed of(HttpResponseException failure) {
    return ofStatus(failure.getStatus());
  }

  /** The problem that a status of the server stands for. */
  static Reply.Failed ofStatus(int status) {
    return Reply.Failed.of(
        switch (status) {
          case 404 -> ProblemType.NOT_FOUND;
          case 405 -> ProblemType.METHOD_NOT_ALLOWED;
          case 413 -> ProblemType.BODY_TOO_LARGE;
          case 414, 431 -> ProblemType.URL_TOO_LONG;
          default -> status < 500 ? ProblemType.BAD_REQUEST : ProblemType.INTERNAL;
        });
  }
}
