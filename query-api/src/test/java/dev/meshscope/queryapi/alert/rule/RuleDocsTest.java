package dev.meshscope.queryapi.alert.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documentation shows can be used. */
class RuleDocsTest {
  private static final Pattern YAML = Pattern.compile("(?s)```yaml\n(.*?)```");

  @TempDir private Path directory;

  @Test
  void everyExampleOfTheReferenceCanBeUsed() throws IOException {
    String page = Files.readString(root().resolve("docs/reference/alerting.md"));
    List<String> examples = examples(page);
    assertThat(examples).hasSizeGreaterThanOrEqualTo(8);
    assertThat(problems(examples)).isEmpty();
    assertThat(kinds(RuleSamples.rules(String.join("---\n", examples)))).hasSize(5);
  }

  @Test
  void aBadExampleWouldBeNoticed() throws IOException {
    List<String> examples = examples("text\n```yaml\ngroups: 1\n```\n```sh\nls\n```\n");
    assertThat(examples).containsExactly("groups: 1\n");
    assertThat(problems(examples)).contains("1.yaml:1: groups: must be a list");
  }

  @Test
  void theRulesToStartWithCanBeUsed() {
    StringWriter err = new StringWriter();
    RuleSet rules =
        RulesCheck.read(
                List.of(root().resolve("docs/start/rules")),
                RulesConfig.defaults(),
                new PrintWriter(new StringWriter()),
                new PrintWriter(err, true))
            .orElseThrow(() -> new AssertionError(err.toString()));
    assertThat(kinds(rules)).hasSize(5);
    assertThat(rules.objectives()).hasSize(2);
  }

  private String problems(List<String> examples) throws IOException {
    int number = 0;
    for (String example : examples) {
      number++;
      Files.writeString(directory.resolve(number + ".yaml"), example);
    }
    StringWriter err = new StringWriter();
    RulesCheck.run(
        List.of(directory),
        RulesConfig.defaults(),
        new PrintWriter(new StringWriter()),
        new PrintWriter(err, true));
    return err.toString().replace(directory + "/", "");
  }

  private static List<String> examples(String page) {
    return YAML.matcher(page).results().map(MatchResult::group).map(RuleDocsTest::inside).toList();
  }

  private static String inside(String block) {
    return block.substring("```yaml\n".length(), block.length() - "```".length());
  }

  private static Set<Class<?>> kinds(RuleSet rules) {
    return rules.groups().stream()
        .flatMap(group -> group.rules().stream())
        .map(rule -> rule.condition().getClass())
        .collect(Collectors.toSet());
  }

  private static Path root() {
    return Path.of(Objects.requireNonNull(System.getProperty("meshscope.root")));
  }
}
