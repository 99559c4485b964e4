package dev.meshscope.queryapi.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How complete and how fresh an answer is.
 *
 * @param reportersExpected nodes with a stream open in the range or the 10 minutes before
 * @param reportersHeard those of them that are not silent
 * @param share heard ÷ expected; absent when none was expected
 * @param lateShare part of the requests that arrived more than 30 s after their end; absent without
 *     requests
 * @param waiting reports that wait for an identity and are in no answer yet
 * @param freshThrough everything that a collector received before it is stored; absent when unknown
 */
public record Completeness(
    int reportersExpected,
    int reportersHeard,
    @Nullable Double share,
    @Nullable Double lateShare,
    long waiting,
    @Nullable Instant freshThrough) {
  /**
   * The same for an answer of those requests.
   *
   * @param late those that arrived more than 30 s after their end
   * @param requests all of them
   */
  public Completeness withLate(long late, long requests) {
    LateShare lateShare = new LateShare();
    lateShare.add(late, requests);
    return new Completeness(
        reportersExpected, reportersHeard, share, lateShare.value(), waiting, freshThrough);
  }
}
