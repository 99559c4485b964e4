package dev.meshscope.standalone.tree;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The files of the repository: those that git tracks or would track. */
final class Tree {
  /** A file by its path below the root. */
  record Entry(Path root, String path) {
    Path file() {
      return root.resolve(path);
    }

    boolean isJava() {
      return path.endsWith(".java");
    }

    boolean isMain() {
      return path.contains("/src/main/");
    }

    boolean isTest() {
      return path.contains("/src/test/");
    }

    String name() {
      return file().getFileName().toString();
    }

    /** The lines of a text file; none for a binary one. */
    List<String> lines() {
      return text().stream().flatMap(String::lines).toList();
    }

    Optional<String> text() {
      try {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(file()));
        return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
      } catch (CharacterCodingException e) {
        return Optional.empty(); // a binary file
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Each line that holds the pattern, as {@code path:number: line}. */
    Stream<String> matches(Pattern pattern) {
      return matches(line -> pattern.matcher(line).find());
    }

    /** Each line that the predicate holds for, as {@code path:number: line}. */
    Stream<String> matches(Predicate<String> wrong) {
      var lines = lines();
      return IntStream.range(0, lines.size())
          .filter(i -> wrong.test(lines.get(i)))
          .mapToObj(i -> path + ":" + (i + 1) + ": " + lines.get(i).strip());
    }
  }

  private final List<Entry> entries;

  private Tree(List<Entry> entries) {
    this.entries = entries;
  }

  /** Asks git for the files; a test of the tree outside a checkout makes no sense and fails. */
  static Tree read() {
    Path root = root();
    try {
      var git =
          new ProcessBuilder("git", "ls-files", "--cached", "--others", "--exclude-standard")
              .directory(root.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      List<String> paths;
      try (var lines = git.inputReader(StandardCharsets.UTF_8)) {
        paths = lines.lines().sorted().distinct().toList();
      }
      if (git.waitFor() != 0 || paths.isEmpty()) {
        throw new AssertionError("git lists no files in " + root);
      }
      return new Tree(
          paths.stream()
              .map(path -> new Entry(root, path))
              .filter(entry -> Files.isRegularFile(entry.file()))
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** The folder of the repository. */
  static Path root() {
    return Path.of(System.getProperty("meshscope.root", "..")).toAbsolutePath().normalize();
  }

  Stream<Entry> all() {
    return entries.stream();
  }

  Stream<Entry> java() {
    return all().filter(Entry::isJava);
  }
}
