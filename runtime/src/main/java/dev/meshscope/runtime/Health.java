package dev.meshscope.runtime;

/**
 * What a part says about itself: ready to do its work; alive but not ready, for example because a
 * backend is away; or dead, which ends the process. The detail is one line for people.
 */
public record Health(State state, String detail) {
  /** The three answers. */
  public enum State {
    READY,
    NOT_READY,
    DEAD
  }

  public static Health ready(String detail) {
    return new Health(State.READY, detail);
  }

  public static Health notReady(String detail) {
    return new Health(State.NOT_READY, detail);
  }

  /** A worker has ended that should never end: the process cannot go on. */
  public static Health dead(String detail) {
    return new Health(State.DEAD, detail);
  }

  public boolean isReady() {
    return state == State.READY;
  }

  public boolean isAlive() {
    return state != State.DEAD;
  }
}
