package dev.meshscope.queryapi.http;

import static java.util.Objects.requireNonNull;

import dev.meshscope.queryapi.http.Problem.Mistake;
import java.util.List;

/** What a handler answers. */
sealed interface Reply {
  /**
   * An answer as JSON.
   *
   * @param body a record
   * @param isSettled whether the range lies so far back that the answer hardly changes
   */
  record Json(Object body, boolean isSettled) implements Reply {
    public Json {
      requireNonNull(body);
    }
  }

  /**
   * A text as it is.
   *
   * @param status the HTTP status
   * @param contentType its type
   * @param body the text
   */
  record Text(int status, String contentType, String body) implements Reply {
    public Text {
      requireNonNull(contentType);
      requireNonNull(body);
    }
  }

  /**
   * A file of the web page.
   *
   * @param asset the file
   * @param isImmutable whether its name changes with what is in it
   */
  record File(Asset asset, boolean isImmutable) implements Reply {
    public File {
      requireNonNull(asset);
    }
  }

  /**
   * A problem.
   *
   * @param type its type
   * @param detail what is wrong this time
   * @param errors wrong parameters or places in a document, if it is about any
   */
  record Failed(ProblemType type, String detail, List<? extends Mistake> errors) implements Reply {
    public Failed {
      requireNonNull(type);
      requireNonNull(detail);
      errors = List.copyOf(errors);
    }

    static Failed of(ProblemType type) {
      return new Failed(type, type.advice(), List.of());
    }
  }
}
