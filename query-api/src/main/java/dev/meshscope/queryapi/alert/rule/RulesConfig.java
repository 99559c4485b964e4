package dev.meshscope.queryapi.alert.rule;

import dev.meshscope.runtime.config.Check;
import dev.meshscope.runtime.config.DataSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where rules and objectives stand.
 *
 * @param dir a directory of files {@code *.yaml} and {@code *.yml}; without one there are no rules
 * @param reloadInterval between two looks at it, 100 ms–1 h
 * @param fileMax length of a file, 1 KiB–16 MiB
 * @param filesMax how many files are read, by name, 1–10 000
 * @param groupsMax of all files together, those of objectives too, 1–10 000
 * @param rulesMax of all files together, those of objectives too, 1–100 000
 */
public record RulesConfig(
    Optional<Path> dir,
    Duration reloadInterval,
    DataSize fileMax,
    int filesMax,
    int groupsMax,
    int rulesMax) {
  public RulesConfig {
    Check.inRange("reloadInterval", reloadInterval, Duration.ofMillis(100), Duration.ofHours(1));
    Check.inRange("fileMax", fileMax, DataSize.ofKibibytes(1), DataSize.ofMebibytes(16));
    Check.inRange("filesMax", filesMax, 1, 10_000);
    Check.inRange("groupsMax", groupsMax, 1, 10_000);
    Check.inRange("rulesMax", rulesMax, 1, 100_000);
  }

  /** No rules; when there are, some thousands of them. */
  public static RulesConfig defaults() {
    return new RulesConfig(
        Optional.empty(), Duration.ofSeconds(2), DataSize.ofMebibytes(1), 100, 1000, 5000);
  }

  /** The same with a directory where there is none. */
  public RulesConfig orIn(Path directory) {
    return dir.isPresent()
        ? this
        : new RulesConfig(
            Optional.of(directory), reloadInterval, fileMax, filesMax, groupsMax, rulesMax);
  }
}
