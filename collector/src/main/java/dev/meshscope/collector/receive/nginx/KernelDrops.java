package dev.meshscope.collector.receive.nginx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How many datagrams the kernel dropped because a socket's buffer was full, from its tables of
 * sockets. Only Linux has them.
 */
final class KernelDrops {
  private static final String ANY_ADDRESS = "0+";

  private final List<Path> tables;

  KernelDrops() {
    this(List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6")));
  }

  /** With tables of that form elsewhere. */
  KernelDrops(List<Path> tables) {
    this.tables = List.copyOf(tables);
  }

  /** Of the socket that is bound to a port on all addresses; empty where the kernel says none. */
  OptionalLong of(int port) {
    String local = ANY_ADDRESS + String.format(Locale.ROOT, ":%04X", port);
    long sum = 0;
    boolean isFound = false;
    for (Path table : tables) {
      OptionalLong drops = in(table, local);
      isFound |= drops.isPresent();
      sum += drops.orElse(0);
    }
    return isFound ? OptionalLong.of(sum) : OptionalLong.empty();
  }

  private static OptionalLong in(Path table, String local) {
    try (Stream<String> lines = Files.lines(table)) {
      return lines
          .map(line -> line.strip().split("\\s+"))
          .filter(columns -> columns.length > 1 && columns[1].matches(local))
          .mapToLong(columns -> Long.parseLong(columns[columns.length - 1]))
          .reduce(Long::sum);
    } catch (IOException | UncheckedIOException | NumberFormatException e) {
      return OptionalLong.empty(); // no such table, or not in this form
    }
  }
}
