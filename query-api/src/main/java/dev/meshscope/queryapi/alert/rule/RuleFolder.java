package dev.meshscope.queryapi.alert.rule;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds and reads files of rules. */
final class RuleFolder {
  private RuleFolder() {}

  /** Those of a directory, by name; not those below it, and none that begin with a dot. */
  static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return list(entries);
    }
  }

  /** Those of some entries, which may turn out to be unreadable one by one. */
  static List<Path> list(Stream<Path> entries) throws IOException {
    try {
      return entries
          .filter(RuleFolder::isNamedSo)
          .filter(Files::isRegularFile)
          .sorted((a, b) -> nameOf(a).compareTo(nameOf(b)))
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** At most a byte more than allowed, which tells that there are too many. */
  static byte[] read(Path file, RulesConfig limits) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(limits.fileMax().bytesAsInt() + 1);
    }
  }

  /** Why a file or a directory cannot be read, for people. */
  static String reason(IOException e) {
    return "cannot be read: "
        + switch (e) {
          case NoSuchFileException _ -> "there is no such file";
          case AccessDeniedException _ -> "access is denied";
          default -> e.toString();
        };
  }

  /** Why a file is not read. */
  static String tooMany(RulesConfig limits) {
    return "is beyond rules.filesMax, " + limits.filesMax();
  }

  /** What stands in a file. */
  static Draft parse(String name, byte[] content, RulesConfig limits) {
    return content.length > limits.fileMax().bytesAsInt()
        ? Draft.unreadable(name, "is longer than rules.fileMax, " + limits.fileMax())
        : RuleFileParser.parse(name, content);
  }

  static String nameOf(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static boolean isNamedSo(Path file) {
    String name = nameOf(file);
    return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml"));
  }
}
