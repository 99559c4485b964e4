package dev.meshscope.runtime;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The name of one instance of a process that outlives restarts: given, or else random and kept in
 * the data directory. It is the collector id and the {@code group.instance.id}.
 */
public record InstanceId(String value) {
  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final String FILE = "instance-id";

  public InstanceId {
    if (!ALLOWED.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "an instance id has 1 to 64 letters, digits, dots, dashes or underscores: " + value);
    }
  }

  /**
   * The configured one, else the one kept in the directory, else a new one, which is then kept.
   *
   * @throws IOException if the directory cannot be read or written
   */
  public static InstanceId of(
      Optional<String> configured, Path dataDirectory, RandomGenerator random) throws IOException {
    if (configured.isPresent()) {
      return new InstanceId(configured.get());
    }
    Path file = dataDirectory.resolve(FILE);
    if (!Files.exists(file)) {
      try {
        Files.createDirectories(dataDirectory);
        create(file, HexFormat.of().toHexDigits(random.nextLong()));
      } catch (FileSystemException e) {
        throw new IOException(
            "the data directory %s cannot be written to (%s); set MESHSCOPE_DATA_DIR to one that can"
                .formatted(dataDirectory.toAbsolutePath(), e.getClass().getSimpleName()),
            e);
      }
    }
    return kept(file);
  }

  /** Written whole to a file aside and linked, so that two processes at once agree on one. */
  private static void create(Path file, String id) throws IOException {
    Path aside = Files.createTempFile(file.toAbsolutePath().getParent(), FILE, null);
    try {
      Files.writeString(aside, id + "\n");
      Files.createLink(file, aside);
    } catch (FileAlreadyExistsException e) {
      // The other process was first; its id counts.
    } finally {
      Files.delete(aside);
    }
  }

  private static InstanceId kept(Path file) throws IOException {
    try {
      return new InstanceId(Files.readString(file).strip());
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " holds no instance id; delete it to get a new one", e);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
