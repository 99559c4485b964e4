package dev.meshscope.standalone.tree;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between modules point one way. */
class ArchitectureTest {
  private static final String OURS = "dev.meshscope.";

  /** Module (its package) to the modules that it may use. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          entry("model", Set.of()),
          entry("runtime", Set.of()),
          entry("storage", Set.of("model", "runtime")),
          entry("collector", Set.of("model", "runtime")),
          entry("aggregator", Set.of("model", "storage", "runtime")),
          entry("queryapi", Set.of("model", "storage", "runtime")),
          entry("embedded", Set.of()),
          entry("testkit", Set.of("model")),
          entry(
              "standalone",
              Set.of(
                  "model",
                  "runtime",
                  "storage",
                  "collector",
                  "aggregator",
                  "queryapi",
                  "embedded",
                  "testkit")));

  /** Built last and may use everything; nothing uses it. */
  private static final String BENCHMARKS = "benchmarks";

  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPaths(classFolders());

  static Stream<String> modules() {
    return ARROWS.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void usesOnlyWhatItMay(String module) {
    Set<String> allowed = ARROWS.getOrDefault(module, Set.of());
    String[] forbidden =
        Stream.concat(modules(), Stream.of(BENCHMARKS))
            .filter(other -> !other.equals(module) && !allowed.contains(other))
            .map(other -> OURS + other + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(OURS + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden)
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void looksAtEveryModule() {
    assertThat(CLASSES.stream().map(type -> type.getPackageName().split("\\.", -1)[2]))
        .containsAll(ARROWS.keySet())
        .isSubsetOf(ARROWS.keySet());
  }

  @Test
  void everyModuleHasItsArrows() throws IOException {
    Set<String> known = Stream.concat(modules(), Stream.of(BENCHMARKS)).collect(Collectors.toSet());
    String pom = Files.readString(Tree.root().resolve("pom.xml"));
    assertThat(MODULE.matcher(pom).results().map(found -> found.group(1).replace("-", "")))
        .containsExactlyInAnyOrderElementsOf(known);
  }

  @Test
  void modelKnowsOfKafkaOnlyTheSerdes() {
    noClasses()
        .that()
        .resideInAPackage(OURS + "model..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.kafka.clients..",
            "org.apache.kafka.streams..",
            "java.net..",
            "java.nio.file..")
        .check(CLASSES);
  }

  @Test
  void generatedMessagesStayInTheirReceiver() {
    noClasses()
        .that()
        .resideOutsideOfPackages(OURS + "collector.receive..", OURS + "testkit..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.envoyproxy..", "io.opentelemetry.proto..")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(OURS + "(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void mainClassesStandAtTheRootOfTheirModule() {
    classes()
        .that()
        .haveSimpleName("Main")
        .should()
        .resideInAPackage(OURS + "*")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  /** The folders themselves: looking through every jar of the class path takes far longer. */
  private static List<Path> classFolders() {
    return modules()
        .map(module -> module.equals("queryapi") ? "query-api" : module)
        .map(module -> Tree.root().resolve(module).resolve("target/classes"))
        .toList();
  }
}
