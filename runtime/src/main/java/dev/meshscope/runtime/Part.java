package dev.meshscope.runtime;

/** One part of a process. {@link Lifecycle} starts, watches and closes it. */
public interface Part {
  /** Short, lower-case, unique in its process: for logs and /readyz. */
  String name();

  /**
   * Begins to work and returns; a backend that is away is no failure, {@link #check} says so later.
   * Interrupted when its deadline has passed.
   *
   * @throws Exception what makes it impossible to run at all, such as a port that is taken; the
   *     message says what to do
   */
  void start() throws Exception;

  /**
   * How it is now. Called from any thread, twice a second and more, from the moment that {@link
   * #start} has begun until after {@link #close}: answers at once.
   */
  Health check();

  /**
   * Finishes what it holds and lets go of everything. Called once, also if {@link #start} failed or
   * was interrupted; interrupted itself when its deadline has passed.
   */
  void close();
}
