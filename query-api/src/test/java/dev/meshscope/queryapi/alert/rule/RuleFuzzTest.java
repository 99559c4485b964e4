package dev.meshscope.queryapi.alert.rule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.meshscope.queryapi.alert.rule.Linker.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** Whatever a file is, it is read or refused. */
class RuleFuzzTest {
  private static final long SEED = 20_261_125;
  private static final int FILES = 10_000;
  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    ":",
    "- ",
    "\n",
    "  ",
    "&a ",
    "*a",
    "!!x ",
    "|",
    ">",
    "'",
    "\"",
    "#",
    "%",
    "---\n",
    "\t",
    "\u0000",
    "\ud83d\ude00",
    "\u00fc",
    "~",
    "null",
    "1e999",
    "-1",
    "99999999999999999999",
    "5m",
    "? ",
    "<<: ",
    "{{ $value }}",
    "{{",
    "over: 5m",
    "expr: {}",
    "groups:",
    "\\",
    "\\U",
    "\\u",
    "\\x",
    "FFFFFFFF",
    "\"\\UFFFFFFFF\""
  };

  @Test
  void readsOrRefusesWhateverItGets() throws IOException {
    byte[] seed = Files.readAllBytes(root().resolve("docs/start/rules/bookinfo-demo.yaml"));
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    int good = 0;
    for (int i = 0; i < FILES; i++) {
      byte[] content = mutated(seed, random);
      String name = "seed " + SEED + ", file " + i;
      good += outcome(name, content);
    }
    assertThat(good).as("some mutations do no harm").isBetween(10, FILES - 10);
  }

  private static int outcome(String name, byte[] content) {
    int[] good = new int[1];
    assertThatCode(
            () -> {
              Draft draft = RuleFileParser.parse(name, content);
              var linked = Linker.link(List.of(new Versions(draft, null)), RulesConfig.defaults());
              linked.rules().groups().forEach(RuleFuzzTest::show);
              good[0] = linked.problems().isEmpty() ? 1 : 0;
            })
        .as(() -> name + ": " + new String(content, UTF_8))
        .doesNotThrowAnyException();
    return good[0];
  }

  private static void show(RuleGroup group) {
    for (AlertRule rule : group.rules()) {
      assertThat(ConditionText.of(rule.condition())).doesNotContain("\n");
      rule.annotations().values().forEach(template -> template.render(Map.of(), 1));
    }
  }

  private static byte[] mutated(byte[] seed, RandomGenerator random) {
    byte[] content = seed;
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      content = mutatedOnce(content, random);
    }
    return content;
  }

  private static byte[] mutatedOnce(byte[] content, RandomGenerator random) {
    int from = random.nextInt(content.length + 1);
    int to = Math.min(content.length, from + random.nextInt(20));
    return switch (random.nextInt(5)) {
      case 0 -> joined(content, from, PIECES[random.nextInt(PIECES.length)].getBytes(UTF_8), from);
      case 1 -> joined(content, from, new byte[0], to);
      case 2 -> joined(content, from, Arrays.copyOfRange(content, from, to), from);
      case 3 -> joined(content, from, PIECES[random.nextInt(PIECES.length)].getBytes(UTF_8), to);
      default ->
          joined(
              content,
              from,
              new byte[] {(byte) random.nextInt(256)},
              Math.min(content.length, from + 1));
    };
  }

  /** What stands before one place, something else, and what stands from another place on. */
  private static byte[] joined(byte[] content, int end, byte[] middle, int from) {
    byte[] joined = Arrays.copyOf(content, end + middle.length + content.length - from);
    System.arraycopy(middle, 0, joined, end, middle.length);
    System.arraycopy(content, from, joined, end + middle.length, content.length - from);
    return joined;
  }

  private static Path root() {
    return Path.of(Objects.requireNonNull(System.getProperty("meshscope.root")));
  }
}
