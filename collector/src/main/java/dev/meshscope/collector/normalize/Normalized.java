package dev.meshscope.collector.normalize;

/**
 * What became of an entry. All cases are constants, because there is one for each entry: received =
 * accepted + rejected + skipped.
 */
public sealed interface Normalized {
  /** It has been written. */
  enum Accepted implements Normalized {
    /** A request or connection that ended. */
    REPORT,
    /** What a stream or connection that goes on moved since it was last told of: no request. */
    OPEN_STREAM
  }

  /** It should have been a report, but is not usable. */
  enum Rejected implements Normalized {
    /** The message is longer than the limit. */
    MESSAGE_TOO_LARGE,
    /** The rest of the message cannot be read; counted once, however many entries it held. */
    MESSAGE_MALFORMED,
    /** The entry cannot be read. */
    ENTRY_MALFORMED,
    /** The line of a log is in no format that is described, or was cut. */
    UNKNOWN_FORMAT,
    /** Nothing says when the request began. */
    NO_START_TIME,
    /** A time that is relative to the start lies before it. */
    NEGATIVE_DURATION,
    /** The end lies more than 48 h before or 5 min after its arrival, or is no time at all. */
    TIME_OUT_OF_RANGE,
    /** A name is longer than any real one. */
    NAME_TOO_LONG,
    /** The collector stopped before there was room for it. */
    STOPPING
  }

  /** It is no report: another entry tells of the request, or will, or there is none. */
  enum Skipped implements Normalized {
    /** Written while the request or connection was going on, and nothing new to count. */
    INTERMEDIATE,
    /** Written by the router for one attempt. */
    UPSTREAM_ATTEMPT,
    /** An HTTP request in the shape of a TCP connection: without code, path and authority. */
    HTTP_AS_TCP,
    /** A log record or span that no proxy wrote. */
    FOREIGN,
    /** Part of a message that was received before: its answer had been lost. */
    REPEATED,
    /** A span of a node whose access logs are heard. */
    LOGGED,
    /** A span of a node of which it is not known yet whether its access logs will be heard. */
    UNSETTLED,
    /** A line of an error log that came with those of the access log. */
    ERROR_LOG
  }
}
