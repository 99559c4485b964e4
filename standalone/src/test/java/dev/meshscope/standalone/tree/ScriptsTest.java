package dev.meshscope.standalone.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The scripts of the build, run on folders made up for them. */
@Timeout(60)
class ScriptsTest {
  private record Ran(int status, String output) {}

  @TempDir private Path directory;

  @Test
  void takesTheJdkThatJavaHomeNames() throws Exception {
    Path jdk = jdk("mine", "26.0.1");
    var ran = run(Map.of("JAVA_HOME", jdk.toString()), "bin/find-jdk");
    assertThat(ran).isEqualTo(new Ran(0, jdk + "\n"));
  }

  @Test
  void passesOverAnOldJavaHome() throws Exception {
    Path old = jdk("old", "17.0.9");
    Path right = jdk(".sdkman/candidates/java/25-tem", "25.0.3");
    jdk(".sdkman/candidates/java/26-tem", "26.0.1");
    var environment = Map.of("JAVA_HOME", old.toString(), "HOME", directory.toString());
    var ran = run(environment, "bin/find-jdk");
    assertThat(ran.status()).isZero();
    assertThat(Path.of(ran.output().strip()).resolve("release"))
        .content()
        .contains("JAVA_VERSION=\"25.");
    assertThat(right).exists();
  }

  @Test
  void countsTestsByKindAndByWhatWasReal() throws Exception {
    module("collector", "CodecTest", "");
    report("collector", "surefire", "CodecTest", "<testcase name='a' classname='x.CodecTest'/>");
    module("collector", "PublishIT", "@Tag(\"broker\")\n@Tag(\"engine\")");
    report("collector", "failsafe", "PublishIT", "<testcase name='b' classname='x.PublishIT'/>");
    module("standalone", "MeshIT", "@Tag(\"envoy\")");
    report("standalone", "failsafe", "MeshIT", "<testcase name='c' classname='x.MeshIT$Inner'/>");
    var ran = count("--total", "600", "--tools", "60");
    assertThat(ran.status()).isZero();
    assertThat(ran.output())
        .containsPattern("unit +1 +0\\.1 min")
        .containsPattern("integration +1 ")
        .containsPattern("end to end +1 ")
        .containsPattern("with the real broker +1\n")
        .containsPattern("with the real engine +1\n")
        .containsPattern("with real Envoys +1\n")
        .containsPattern("fetching tools +1\\.0 min")
        .endsWith("\n3 passed, 0 failed, 0 skipped\n");
  }

  @Test
  void failsWhenATestFailed() throws Exception {
    module("model", "CodecTest", "");
    report(
        "model",
        "surefire",
        "CodecTest",
        "<testcase name='a' classname='x.CodecTest'><failure/></testcase>"
            + "<testcase name='b' classname='x.CodecTest'/>");
    var ran = count();
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.output())
        .contains("FAILED  x.CodecTest.a\n")
        .endsWith("\n1 passed, 1 failed, 0 skipped\n");
  }

  @Test
  void namesSkippedTestsAndFailsForThemOnTheBuildServer() throws Exception {
    module("model", "CodecTest", "");
    report(
        "model",
        "surefire",
        "CodecTest",
        "<testcase name='a' classname='x.CodecTest'><skipped message='no Envoy'/></testcase>"
            + "<testcase name='b' classname='x.CodecTest'/>");
    var ran = count();
    assertThat(ran.output())
        .contains("SKIPPED x.CodecTest.a: no Envoy\n")
        .endsWith("\n1 passed, 0 failed, 1 skipped\n");
    assertThat(ran.status()).isZero();
    assertThat(
            run(Map.of("CI", "true"), "bin/test-report", "--root", directory.toString()).status())
        .isEqualTo(1);
  }

  @Test
  void failsWhenAModuleLeftNoReport() throws Exception {
    module("model", "CodecTest", "");
    module("storage", "WriterIT", "@Tag(\"engine\")");
    report("model", "surefire", "CodecTest", "<testcase name='a' classname='x.CodecTest'/>");
    var ran = count();
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.output())
        .contains("MISSING storage has integration tests but left no report\n")
        .endsWith("\n1 passed, 0 failed, 0 skipped\n");
    assertThat(count("--kinds", "unit").status()).isZero();
  }

  @Test
  void failsWhenNothingRan() throws Exception {
    var ran = count();
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.output()).endsWith("MISSING no test ran\n0 passed, 0 failed, 0 skipped\n");
  }

  @Test
  void refusesAToolItDoesNotKnow() throws Exception {
    Files.createDirectories(directory.resolve("bin"));
    Files.copy(Tree.root().resolve("bin/install-tools"), directory.resolve("bin/install-tools"));
    var ran = run(Map.of(), "bash", directory.resolve("bin/install-tools").toString(), "docker");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.output()).contains("unknown tool docker");
    assertThat(directory.resolve(".tools/.lock")).doesNotExist();
  }

  @Test
  void saysWhenMeshscopeIsNotBuilt() throws Exception {
    var ran = run(Map.of("MESHSCOPE_HOME", directory.toString()), "bin/meshscope", "standalone");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.output()).startsWith("Meshscope is not built: run make build");
  }

  @Test
  void saysWhenNpmIsMissing() throws Exception {
    for (String tool : List.of("bash", "dirname")) {
      Files.createSymbolicLink(directory.resolve(tool), Path.of("/bin", tool));
    }
    var ran = run(Map.of("PATH", directory.toString()), "bin/build-page", "bundle", "nowhere");
    assertThat(ran)
        .isEqualTo(new Ran(1, "page: npm is missing: install Node.js 20 or newer with npm\n"));
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = Files.createDirectories(directory.resolve(name));
    Path javac = Files.createFile(Files.createDirectories(home.resolve("bin")).resolve("javac"));
    assertThat(javac.toFile().setExecutable(true)).isTrue();
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  private void module(String name, String test, String tags) throws IOException {
    Path sources = Files.createDirectories(directory.resolve(name).resolve("src/test/java/x"));
    Files.writeString(directory.resolve(name).resolve("pom.xml"), "<project/>");
    Files.writeString(sources.resolve(test + ".java"), tags + "\nclass " + test + " {}\n");
  }

  private void report(String module, String plugin, String test, String cases) throws IOException {
    Path reports = directory.resolve(module).resolve("target").resolve(plugin + "-reports");
    Files.createDirectories(reports);
    Files.writeString(
        reports.resolve("TEST-x." + test + ".xml"),
        "<testsuite name='x.%s' time='6.0'>%s</testsuite>".formatted(test, cases));
  }

  private Ran count(String... options) throws Exception {
    var command = new String[options.length + 3];
    command[0] = "bin/test-report";
    command[1] = "--root";
    command[2] = directory.toString();
    System.arraycopy(options, 0, command, 3, options.length);
    return run(Map.of("CI", ""), command);
  }

  private static Ran run(Map<String, String> environment, String... command) throws Exception {
    var builder =
        new ProcessBuilder(command).directory(Tree.root().toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    var process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Ran(process.exitValue(), output);
  }
}
