package dev.meshscope.queryapi.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A problem document, RFC 9457.
 *
 * @param type where the problem is described
 * @param title the same for every problem of the type
 * @param status the HTTP status
 * @param detail what is wrong this time, and what to do
 * @param instance the path that was asked for
 * @param requestId finds the request in the log
 * @param errors each wrong parameter, or each place that is wrong in a document; absent if it is
 *     about neither
 */
record Problem(
    String type,
    String title,
    int status,
    String detail,
    String instance,
    String requestId,
    @Nullable List<? extends Mistake> errors) {

  /** One thing that is wrong with a request. */
  sealed interface Mistake {}

  /**
   * One wrong parameter.
   *
   * @param parameter its name
   * @param detail what is allowed
   */
  record ParameterError(String parameter, String detail) implements Mistake {}

  /**
   * One wrong place in a document.
   *
   * @param path where
   * @param detail what is allowed
   */
  record DocumentError(String path, String detail) implements Mistake {}
}
