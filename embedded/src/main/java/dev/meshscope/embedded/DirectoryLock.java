package dev.meshscope.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The right to use a data directory, held from before its first use until after its last. Ends with
 * the process, so a killed owner leaves nothing behind.
 */
final class DirectoryLock implements AutoCloseable {

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Creates the directory when absent. Throws with a message for people when it cannot be used. */
  static DirectoryLock take(Path directory, String owner) {
    requireUsable(directory, owner);
    try {
      FileChannel channel =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        channel.close();
        throw new EmbeddedStartException(
            "the data directory of the %s is in use by another process: %s (stop it, or set another directory)"
                .formatted(owner, directory));
      }
      return new DirectoryLock(channel);
    } catch (IOException e) {
      throw unusable(directory, owner, e);
    }
  }

  private static void requireUsable(Path directory, String owner) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw unusable(directory, owner, e);
    }
    if (!Files.isReadable(directory) || !Files.isWritable(directory)) {
      throw unusable(directory, owner, null);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  private static EmbeddedStartException unusable(
      Path directory, String owner, @Nullable IOException cause) {
    String message =
        "cannot use the data directory of the %s: %s must be a directory that this user can read and write"
            .formatted(owner, directory);
    return cause == null
        ? new EmbeddedStartException(message)
        : new EmbeddedStartException(message, cause);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("closing a lock file failed", e);
    }
  }
}
