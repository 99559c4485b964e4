package dev.meshscope.standalone.tree;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What every file keeps to, by reading the tree. A failure lists path and line of each place. A new
 * rule is a line here before it is a new tool.
 */
class TidyTest {
  private static final int FILE_LINES_MAX = 500;
  private static final int METHOD_LINES_MAX = 60;
  private static final int COLUMNS_MAX = 100;
  private static final long BYTES_MAX = 1 << 20;

  // Patterns are written so that they do not match themselves.
  private static final Pattern TO_DO =
      Pattern.compile("\\b(TO[D]O|FIX[M]E|XX[X])\\b(?! *\\(?#\\d+)");
  private static final Pattern STRAY_PRINT =
      Pattern.compile("System[.](out|err)\\b|printStack[T]race\\(");

  /** A message is easier to find in one piece; the formatter leaves such a line alone too. */
  private static final Pattern LONE_TEXT = Pattern.compile("\\s*(\\+ )?\"(\\\\.|[^\"])*\"[,;)]*");

  private static final Pattern REGISTRY =
      Pattern.compile(
          "registry[.]npmjs|repo1?[.]maven|maven[.]apache[.]org/maven2|pypi[.]org|python[h]osted"
              + "|deb[.]debian[.]org|proxy[.]golang[.]org|crates[.]io");
  private static final Pattern MACHINE_PATH =
      Pattern.compile("(^|[^A-Za-z0-9_.])/(work|farm|root)/");
  private static final Pattern SLEEP = Pattern.compile("Thread[.]sleep\\(|TimeUnit[.]\\w+[.]sleep");
  private static final Pattern TAG =
      Pattern.compile("@Tag\\(\"(broker|engine|envoy|nginx|chromium)\"\\)");
  private static final Pattern PRINTING_CLASS =
      Pattern.compile("(\\w*Main|Terminal|Program|SignalledProgram)[.]java");
  private static final Pattern VAGUE_NAME =
      Pattern.compile("\\w*(Utils?|Helpers?|Managers?|Impl)[.]java");
  private static final Pattern VAGUE_PACKAGE = Pattern.compile("/(utils?|common|helpers?|impl)/");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)#\\s]+)(#[^)]*)?\\)");
  private static final Pattern CODE_FENCE = Pattern.compile("(?s)```.*?```");
  private static final Pattern NAMED_FILE = Pattern.compile("`([\\w./-]+\\.java)`");

  private static final Tree TREE = Tree.read();

  @Test
  void filesFitInTheirBudget() {
    none(
        TREE.java()
            .filter(entry -> entry.lines().size() > FILE_LINES_MAX)
            .map(entry -> entry.path() + ": " + entry.lines().size() + " lines"));
  }

  @Test
  void methodsFitOnAScreen() {
    var methods = JavaMethods.of(TREE.java().map(Tree.Entry::file).toList());
    assertThat(methods).isNotEmpty();
    none(
        methods.stream()
            .filter(method -> method.lines() > METHOD_LINES_MAX)
            .map(method ->
                "%s:%d: %s has %d lines"
                    .formatted(method.file(), method.firstLine(), method.name(), method.lines())));
  }

  @Test
  void linesFitInTheirColumns() {
    none(
        TREE.java()
            .flatMap(entry ->
                entry.matches(line ->
                    line.codePointCount(0, line.length()) > COLUMNS_MAX
                        && !line.startsWith("import ")
                        && !LONE_TEXT.matcher(line).matches())));
  }

  @Test
  void thingsToDoHaveAnIssue() {
    none(TREE.all().flatMap(entry -> entry.matches(TO_DO)));
  }

  @Test
  void onlyCommandLinesPrint() {
    none(
        TREE.java()
            .filter(Tree.Entry::isMain)
            .filter(entry -> !PRINTING_CLASS.matcher(entry.name()).matches())
            .flatMap(entry -> entry.matches(STRAY_PRINT)));
  }

  @Test
  void packagesAreNullMarked() {
    var packages =
        TREE.java()
            .collect(groupingBy(entry -> entry.path().replaceAll("src/(main|test)/|/[^/]+$", "")));
    none(
        packages.entrySet().stream()
            .filter(inPackage ->
                inPackage.getValue().stream()
                    .filter(entry -> entry.name().equals("package-info.java"))
                    .noneMatch(entry -> entry.lines().contains("@NullMarked")))
            .map(inPackage -> inPackage.getKey() + ": no package-info.java with @NullMarked"));
  }

  @Test
  void namesSayWhatThingsDo() {
    none(
        TREE.java()
            .filter(entry ->
                VAGUE_NAME.matcher(entry.name()).matches()
                    || VAGUE_PACKAGE.matcher(entry.path()).find())
            .map(Tree.Entry::path));
  }

  @Test
  void testsAwaitInsteadOfSleeping() {
    none(TREE.java().filter(Tree.Entry::isTest).flatMap(entry -> entry.matches(SLEEP)));
  }

  @Test
  void integrationTestsSayWhatIsReal() {
    none(
        TREE.java()
            .filter(entry -> entry.isTest() && entry.name().endsWith("IT.java"))
            .filter(entry -> entry.matches(TAG).findAny().isEmpty())
            .map(entry -> entry.path() + ": needs a @Tag that says what is real in it"));
  }

  @Test
  void linksLeadToFiles() {
    none(
        TREE.all()
            .filter(entry -> entry.path().endsWith(".md"))
            .flatMap(entry ->
                LINK.matcher(CODE_FENCE.matcher(text(entry)).replaceAll(""))
                    .results()
                    .map(link -> link.group(1))
                    .filter(target -> !target.matches("[a-z]+:.*"))
                    .filter(target -> !Files.exists(entry.file().resolveSibling(target)))
                    .map(target -> entry.path() + ": no such file: " + target)));
  }

  @Test
  void theArchitecturePageNamesFilesThatExist() {
    var names = TREE.java().map(entry -> "/" + entry.path()).toList();
    none(
        TREE.all()
            .filter(entry -> entry.path().startsWith("docs/internals/"))
            .flatMap(entry ->
                NAMED_FILE
                    .matcher(text(entry))
                    .results()
                    .map(match -> match.group(1))
                    .filter(named -> names.stream().noneMatch(n -> n.endsWith("/" + named)))
                    .map(named -> entry.path() + ": no such file: " + named)));
  }

  @Test
  void nothingNamesARegistryOrAMachine() {
    none(
        TREE.all()
            .flatMap(entry -> Stream.concat(entry.matches(REGISTRY), entry.matches(MACHINE_PATH))));
  }

  @Test
  void filesAreSmall() throws IOException {
    for (Tree.Entry entry : TREE.all().toList()) {
      assertThat(Files.size(entry.file())).as(entry.path()).isLessThanOrEqualTo(BYTES_MAX);
    }
  }

  @Test
  void scriptsCanBeRun() {
    none(
        TREE.all()
            .filter(entry -> entry.path().startsWith("bin/") || entry.path().equals(".ci/run"))
            .filter(entry -> !Files.isExecutable(entry.file()))
            .map(entry -> entry.path() + ": is not executable"));
  }

  @Test
  void theTopLevelHoldsOnlyWhatIsKnown() {
    var known =
        List.of(
            ".ci",
            ".dockerignore",
            ".gitignore",
            ".mvn",
            "aggregator",
            "benchmarks",
            "bin",
            "CHANGELOG.md",
            "collector",
            "CONTRIBUTING.md",
            "dashboards",
            "docker-compose.yml",
            "Dockerfile",
            "docs",
            "embedded",
            "LICENSE",
            "Makefile",
            "model",
            "pom.xml",
            "query-api",
            "README.md",
            "runtime",
            "standalone",
            "storage",
            "testkit");
    none(
        TREE.all()
            .map(entry -> Path.of(entry.path()).getName(0).toString())
            .distinct()
            .filter(name -> !known.contains(name)));
  }

  private static String text(Tree.Entry entry) {
    return entry.text().orElse("");
  }

  private static void none(Stream<String> wrong) {
    assertThat(wrong.toList()).isEmpty();
  }
}
