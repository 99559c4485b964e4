package dev.meshscope.testkit.mesh;

/** Something that stays open and is answered, byte for byte, until it is closed. */
public interface Conversation extends AutoCloseable {
  /**
   * Says so many bytes and waits for the same number to come back.
   *
   * @throws MeshException if they do not
   */
  void say(int bytes) throws InterruptedException;

  /** Ends it and waits until the other side has ended it too. */
  @Override
  void close();
}
