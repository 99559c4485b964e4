package dev.meshscope.queryapi.alert.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.meshscope.runtime.config.DataSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleFilesTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  @TempDir private Path directory;
  private RuleFiles files = files(RulesConfig.defaults());

  @BeforeEach
  void watchesTheDirectory() {
    files = files(config(directory));
  }

  @AfterEach
  void close() {
    files.close();
  }

  @Test
  void hasNothingWithoutADirectory() {
    files = files(RulesConfig.defaults());
    files.start();
    assertThat(files.current()).isSameAs(RuleSet.EMPTY);
    assertThat(files.check().isReady()).isTrue();
  }

  @Test
  void readsWhatIsThereAtTheStart() throws Exception {
    write("b.yml", rule("b"));
    write("a.yaml", RuleSamples.objective("a"));
    write(".hidden.yaml", "nonsense");
    write("notes.txt", "nonsense");
    Files.createDirectory(directory.resolve("folder.yaml"));
    files.start();
    assertThat(groups()).containsExactly("objective:a", "b");
    assertThat(files.current().objectives()).hasSize(1);
    assertThat(files.files())
        .containsExactly(
            new FileStatus("a.yaml", true, List.of(), NOW),
            new FileStatus("b.yml", true, List.of(), NOW));
    assertThat(files.check().detail()).isEqualTo("5 rules and 1 objectives in force");
  }

  @Test
  void followsChanges() throws Exception {
    files.start();
    write("a.yaml", rule("a"));
    awaitGroups("a");
    write("a.yaml", rule("other"));
    awaitGroups("other");
    write("b.yaml", rule("b"));
    awaitGroups("other", "b");
    Files.delete(directory.resolve("a.yaml"));
    awaitGroups("b");
  }

  @Test
  void keepsTheLastGoodVersion() throws Exception {
    write("a.yaml", rule("a"));
    files.start();
    RuleSet before = files.current();
    write("a.yaml", rule("a") + "nonsense");
    await().until(() -> !problems("a.yaml").isEmpty());
    assertThat(groups()).containsExactly("a");
    assertThat(files.current()).isEqualTo(before);
    assertThat(status("a.yaml").inForce()).isTrue();
    assertThat(problems("a.yaml").getFirst().line()).isGreaterThan(5);
    assertThat(files.check().isReady()).isTrue();
    await().until(() -> files.check().detail().contains("refused: a.yaml"));
    write("a.yaml", "");
    await().until(() -> problems("a.yaml").getFirst().reason().startsWith("has no group"));
    assertThat(groups()).containsExactly("a");
    write("a.yaml", rule("new"));
    awaitGroups("new");
    assertThat(problems("a.yaml")).isEmpty();
  }

  @Test
  void hasNothingOfAFileThatWasNeverGood() throws Exception {
    write("a.yaml", "nonsense");
    write("b.yaml", rule("b"));
    files.start();
    assertThat(groups()).containsExactly("b");
    assertThat(status("a.yaml").inForce()).isFalse();
  }

  @Test
  void givesANameToTheFirstFileThatHasIt() throws Exception {
    write("b.yaml", rule("same"));
    write("c.yaml", RuleSamples.objective("goal"));
    files.start();
    write("a.yaml", rule("same") + "---\n" + RuleSamples.objective("goal"));
    await().until(() -> files.files().size() == 3);
    assertThat(groups()).containsExactly("same", "objective:goal");
    assertThat(problems("a.yaml")).isEmpty();
    assertThat(problems("b.yaml").getFirst().reason()).contains("another group in a.yaml");
    assertThat(problems("c.yaml").getFirst().reason()).contains("another objective in a.yaml");
    assertThat(status("b.yaml").inForce()).isFalse();
  }

  @Test
  void keepsAVersionThatDoesNotClash() throws Exception {
    write("a.yaml", rule("a"));
    write("b.yaml", rule("b"));
    files.start();
    write("b.yaml", rule("a"));
    await().until(() -> !problems("b.yaml").isEmpty());
    assertThat(groups()).containsExactly("a", "b");
  }

  @Test
  void refusesAlertsThatReceiversCannotTellApart() throws Exception {
    write("a.yaml", rule("a"));
    write("b.yaml", rule("b").replace("alert: b", "alert: a"));
    files.start();
    assertThat(groups()).containsExactly("a");
    assertThat(problems("b.yaml").getFirst().text())
        .startsWith(":4: groups[0].rules[0]: makes alerts with the labels")
        .contains("group 'a' in a.yaml");
  }

  @Test
  void anEmptyDirectoryEndsNothing() throws Exception {
    files.start();
    assertThat(files.isWhole()).isFalse();
    assertThat(files.check().detail()).startsWith("no file of rules yet");
    write("a.yaml", rule("a"));
    awaitGroups("a");
    await().until(files::isWhole);
    Files.delete(directory.resolve("a.yaml"));
    await().until(() -> files.check().detail().contains("has no file any more"));
    assertThat(files.check().detail()).contains("groups: [{name: none, rules: []}]");
    assertThat(files.isWhole()).isFalse();
    assertThat(files.check().isReady()).isTrue();
    assertThat(groups()).containsExactly("a");
    write("b.yaml", "groups: [{name: none, rules: []}]");
    awaitGroups("none");
    await().until(files::isWhole);
  }

  /** By looking at it by hand: it would not be known otherwise how often that was done. */
  @Test
  void aFileIsGoneThatIsMissingTwice() throws Exception {
    write("a.yaml", rule("a"));
    write("b.yaml", rule("b"));
    files.look(directory);
    RuleSet both = files.current();
    Files.delete(directory.resolve("a.yaml"));
    files.look(directory);
    assertThat(files.current()).isSameAs(both);
    assertThat(files.isWhole()).isTrue();
    write("a.yaml", rule("a"));
    files.look(directory);
    Files.delete(directory.resolve("a.yaml"));
    files.look(directory);
    assertThat(files.current()).isSameAs(both);
    files.look(directory);
    assertThat(groups()).containsExactly("b");
    assertThat(files.files()).extracting(FileStatus::file).containsExactly("b.yaml");
    assertThat(files.isWhole()).isTrue();
  }

  @Test
  void aHalfThatIsAFileByItselfEndsNothing() throws Exception {
    write("a.yaml", rule("a") + anotherRule());
    files.look(directory);
    RuleSet whole = files.current();
    write("a.yaml", rule("a"));
    files.look(directory);
    assertThat(files.current()).isSameAs(whole);
    write("a.yaml", rule("a") + anotherRule());
    files.look(directory);
    write("a.yaml", rule("a"));
    files.look(directory);
    assertThat(files.current()).isSameAs(whole);
    assertThat(problems("a.yaml")).isEmpty();

    files.look(directory);
    assertThat(files.current().groups().getFirst().rules()).hasSize(1);
  }

  @Test
  void aLookInVainIsNoLook() throws Exception {
    Path empty = Files.createDirectory(directory.resolve("empty"));
    write("a.yaml", rule("a"));
    write("b.yaml", rule("b"));
    files.look(directory);
    Files.delete(directory.resolve("a.yaml"));
    for (Path vain : List.of(directory.resolve("nowhere"), empty)) {
      files.look(directory);
      files.look(vain);
      assertThat(files.isWhole()).isFalse();
    }
    files.look(directory);
    assertThat(groups()).containsExactly("a", "b");
  }

  @Test
  void refusesWhatTheParserDiesOfAndReadsOn() throws Exception {
    write("a.yaml", "groups: \"\\UFFFFFFFF\"");
    files.start();
    assertThat(problems("a.yaml")).hasSize(1);
    write("a.yaml", rule("a"));
    awaitGroups("a");
    write("a.yaml", "groups: \"\\UFFFFFFFF\"");
    await().until(() -> !problems("a.yaml").isEmpty());
    write("a.yaml", rule("other"));
    awaitGroups("other");
  }

  @Test
  void isDeadWhenItLooksNoMore() throws Exception {
    AtomicBoolean isBroken = new AtomicBoolean();
    InstantSource clock =
        () -> {
          if (isBroken.get()) {
            throw new IllegalStateException("no time");
          }
          return NOW;
        };
    files = new RuleFiles(config(directory), clock);
    files.start();
    assertThat(files.check().isAlive()).isTrue();
    isBroken.set(true);
    write("a.yaml", rule("a"));
    await().until(() -> !files.check().isAlive());
    assertThat(files.check().detail()).startsWith("rules are read no more: ").contains("no time");
  }

  @Test
  void cannotReadADirectoryWhoseListingBreaks() {
    IOException cause = new IOException("stale");
    Stream<Path> entries =
        Stream.of(directory)
            .peek(_ -> {
              throw new UncheckedIOException(cause);
            });
    assertThatThrownBy(() -> RuleFolder.list(entries)).isSameAs(cause);
  }

  @Test
  void findsObjectivesInAnyFile() throws Exception {
    write("a.yaml", burning("goal") + anotherRule());
    files.start();
    assertThat(problems("a.yaml").getFirst().reason()).contains("no objective 'goal'");
    assertThat(groups()).isEmpty();
    write("z.yaml", RuleSamples.objective("goal"));
    awaitGroups("one", "objective:goal");
    assertThat(files.current().groups().getFirst().rules()).hasSize(2);
    Files.delete(directory.resolve("z.yaml"));
    awaitGroups("one");
    assertThat(files.current().groups().getFirst().rules()).hasSize(1);
    assertThat(problems("a.yaml").getFirst().reason()).contains("no objective 'goal'");
    assertThat(status("a.yaml").inForce()).isTrue();
    write("a.yaml", "nonsense");
    await().until(() -> problems("a.yaml").size() > 1);
    assertThat(problems("a.yaml").getLast().reason()).startsWith("of the version in force");
  }

  @Test
  void keepsWhatIsInForceWhenTheDirectoryIsGone() throws Exception {
    Path inner = Files.createDirectory(directory.resolve("rules"));
    Files.writeString(inner.resolve("a.yaml"), rule("a"));
    files = files(config(inner));
    files.start();
    Files.move(inner, directory.resolve("moved"));
    await().until(() -> files.check().detail().contains("cannot be read"));
    assertThat(files.check().isReady()).isTrue();
    assertThat(groups()).containsExactly("a");
    Files.move(directory.resolve("moved"), inner);
    await().until(() -> files.check().detail().contains("1 rules"));
  }

  @Test
  void waitsForADirectory() throws Exception {
    Path later = directory.resolve("later");
    files = files(config(later));
    files.start();
    assertThat(files.check().detail()).contains("cannot be read");
    Files.createDirectory(later);
    Files.writeString(later.resolve("a.yaml"), rule("a"));
    awaitGroups("a");
  }

  @Test
  void holdsItsLimits() throws Exception {
    write("a.yaml", rule("a"));
    write("b.yaml", rule("b"));
    write("c.yaml", "#" + "x".repeat(2000));
    write("d.yaml", rule("d"));
    write("e.yaml", rule("e"));
    files =
        files(
            new RulesConfig(
                Optional.of(directory), Duration.ofMillis(100), DataSize.ofKibibytes(1), 4, 2, 2));
    files.start();
    assertThat(groups()).containsExactly("a", "b");
    assertThat(problems("c.yaml").getFirst().reason()).contains("rules.fileMax");
    assertThat(problems("d.yaml"))
        .extracting(Problem::reason)
        .satisfiesExactly(contains("rules.groupsMax"), contains("rules.rulesMax"));
    assertThat(problems("e.yaml").getFirst().reason()).contains("rules.filesMax");
  }

  private static ThrowingConsumer<String> contains(String part) {
    return reason -> assertThat(reason).contains(part);
  }

  private static RuleFiles files(RulesConfig config) {
    return new RuleFiles(config, InstantSource.fixed(NOW));
  }

  private static RulesConfig config(Path directory) {
    RulesConfig defaults = RulesConfig.defaults();
    return new RulesConfig(
        Optional.of(directory),
        Duration.ofMillis(100),
        defaults.fileMax(),
        defaults.filesMax(),
        defaults.groupsMax(),
        defaults.rulesMax());
  }

  private static String rule(String group) {
    return RuleSamples.ruleOf("{silentProxies: {}}")
        .replace("one", group)
        .replace("alert: A", "alert: " + group);
  }

  private static String burning(String objective) {
    return RuleSamples.ruleOf(
        "{burnRate: {objective: %s, factor: 2, long: 1h, short: 5m}}".formatted(objective));
  }

  private static String anotherRule() {
    return "  - alert: B\n    expr: {silentProxies: {}}\n";
  }

  /** At once, as by rename: nobody sees a half of it. */
  private void write(String name, String content) throws IOException {
    Path half = Files.writeString(directory.resolve(name + ".half"), content);
    Files.move(
        half,
        directory.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private List<String> groups() {
    return files.current().groups().stream().map(RuleGroup::name).toList();
  }

  private void awaitGroups(String... names) {
    await().untilAsserted(() -> assertThat(groups()).containsExactly(names));
  }

  private FileStatus status(String file) {
    return files.files().stream().filter(one -> one.file().equals(file)).findFirst().orElseThrow();
  }

  private List<Problem> problems(String file) {
    return status(file).problems();
  }
}
