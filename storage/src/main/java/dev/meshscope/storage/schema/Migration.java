package dev.meshscope.storage.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One numbered SQL file. Its statements end with a semicolon at the end of a line and are safe to
 * repeat, because DDL has no transactions: a file whose last statement failed runs again as a
 * whole.
 *
 * @param number its place in the order
 * @param name the file's name
 * @param sql what it says
 */
record Migration(int number, String name, String sql) {
  private static final Pattern NAME = Pattern.compile("(\\d{4})_[a-z0-9_]+\\.sql");
  private static final Pattern STATEMENT_END = Pattern.compile(";\\s*(\\n|$)");

  /** Reads a file that is packed beside our classes. */
  static Migration load(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(name + " is not named like 0001_what.sql");
    }
    String path = "/dev/meshscope/storage/migrations/" + name;
    try (InputStream in = Migration.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("no " + path + " among our resources");
      }
      String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new Migration(Integer.parseInt(matcher.group(1)), name, sql);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The statements in order, without comments. */
  List<String> statements() {
    String code =
        sql.lines().filter(line -> !line.strip().startsWith("--")).reduce("", Migration::line);
    return Arrays.stream(STATEMENT_END.split(code))
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .toList();
  }

  /** SHA-256 of the file, in hexadecimal. */
  String checksum() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(sql.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String line(String before, String line) {
    return before + line + "\n";
  }
}
