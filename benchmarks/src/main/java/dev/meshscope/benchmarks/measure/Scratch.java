package dev.meshscope.benchmarks.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for the time of a benchmark. */
public final class Scratch implements AutoCloseable {
  private final Path folder;

  /** Makes an empty one where the system keeps such things. */
  public Scratch() {
    try {
      folder = Files.createTempDirectory("meshscope-benchmark");
    } catch (IOException e) {
      throw new UncheckedIOException("no folder to work in", e);
    }
  }

  /** The folder. */
  public Path folder() {
    return folder;
  }

  /** Removes it with all that is in it. */
  @Override
  public void close() {
    try (Stream<Path> found = Files.walk(folder)) {
      List<Path> files = found.sorted(Comparator.reverseOrder()).toList();
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + folder, e);
    }
  }
}
