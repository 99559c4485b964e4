package dev.meshscope.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RulesCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine line =
      Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  @TempDir private Path directory;

  @Test
  void isZeroForFilesThatCanBeUsed() throws Exception {
    Path file = directory.resolve("good.yaml");
    Files.writeString(
        file,
        """
        groups:
        - name: good
          rules:
          - alert: Lag
            expr: {pipelineLag: {above: 30s}}
        """);
    assertThat(line.execute("rules", "check", file.toString())).isZero();
    assertThat(out.toString().strip()).isEqualTo(file + ": 1 group, 1 rule, 0 objectives");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void isOneForAFileThatCannotBeUsed() throws Exception {
    Path file = directory.resolve("bad.yaml");
    Files.writeString(file, "groups: none");
    assertThat(line.execute("rules", "check", file.toString())).isEqualTo(1);
    assertThat(err.toString().strip()).isEqualTo(file + ":1: groups: must be a list");
  }

  @Test
  void isOneForAFileThatIsNotThere() {
    Path file = directory.resolve("nowhere.yaml");
    assertThat(line.execute("rules", "check", file.toString())).isEqualTo(1);
    assertThat(err.toString().strip())
        .isEqualTo(file + ": document: cannot be read: there is no such file");
  }

  @Test
  void isOneForADirectoryWithoutFiles() throws Exception {
    Files.writeString(directory.resolve("rules.txt"), "groups: []");
    assertThat(line.execute("rules", "check", directory.toString())).isEqualTo(1);
    assertThat(err.toString().strip())
        .isEqualTo(directory + ": document: has no file *.yaml or *.yml in it");
  }

  @Test
  void checksAFileOnceThatIsNamedTwice() throws Exception {
    Path file = directory.resolve("good.yaml");
    Files.writeString(file, "groups: [{name: good, rules: []}]");
    assertThat(line.execute("rules", "check", file.toString(), directory.toString())).isZero();
    assertThat(out.toString().lines()).hasSize(1);
  }

  @Test
  void holdsTheLimitsThatAreConfigured() throws Exception {
    for (String name : List.of("a", "b", "c")) {
      Files.writeString(
          directory.resolve(name + ".yaml"), "groups: [{name: %s, rules: []}]".formatted(name));
    }
    Path config = directory.resolve("limits.conf");
    Files.writeString(config, "rules: {filesMax: 2, groupsMax: 1}");
    assertThat(check(directory, config)).isEqualTo(1);
    assertThat(out.toString().lines()).hasSize(1);
    assertThat(err.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("b.yaml", "brings all files to 2 groups"),
            line -> assertThat(line).endsWith("c.yaml: document: is beyond rules.filesMax, 2"));
  }

  @Test
  void isOneForAConfigurationThatCannotBeUsed() throws Exception {
    Path config = directory.resolve("limits.conf");
    Files.writeString(config, "rules: {filesMax: 0}");
    assertThat(check(directory, config)).isEqualTo(1);
    assertThat(err.toString()).contains("rules.filesMax");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void refusesToCheckNothing() {
    assertThat(line.execute("rules", "check")).isEqualTo(2);
    assertThat(err.toString()).contains("FILE", "see meshscope rules check --help");
  }

  @Test
  void refusesNothingToDo() {
    assertThat(line.execute("rules")).isEqualTo(2);
    assertThat(err.toString()).contains("see meshscope rules --help");
  }

  @Test
  void saysWhatItTakes() {
    assertThat(line.execute("--help")).isZero();
    assertThat(line.execute("rules", "--help")).isZero();
    assertThat(line.execute("rules", "check", "--help")).isZero();
    assertThat(out.toString()).contains("rules", "check", "FILE", "--config", "Exit status");
  }

  private int check(Path files, Path config) {
    return line.execute("rules", "check", files.toString(), "--config", config.toString());
  }
}
