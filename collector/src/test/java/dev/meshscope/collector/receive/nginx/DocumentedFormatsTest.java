package dev.meshscope.collector.receive.nginx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The formats that users are told to paste. */
class DocumentedFormatsTest {
  private static final Path DIRECTORY =
      Path.of(System.getProperty("meshscope.root", ".."), "docs/start/nginx");
  private static final Pattern MEMBER = Pattern.compile("\"(\\w+)\":\"([^\"]*)\"");

  @ParameterizedTest
  @ValueSource(strings = {"meshscope-log-format.conf", "ingress-nginx-configmap.yaml"})
  void haveKeysThatAreTheNamesOfTheirVariables(String file) throws IOException {
    List<MatchResult> members = members(file);
    assertThat(members).hasSizeGreaterThan(20);
    for (MatchResult member : members) {
      boolean isConstant = member.group(1).equals("controller_namespace");
      assertThat(member.group(2)).isEqualTo(isConstant ? "ingress-nginx" : "$" + member.group(1));
      assertThat(isConstant || NginxVariables.isKnown(member.group(1)))
          .as(member.group(1))
          .isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"meshscope-log-format.conf", "ingress-nginx-configmap.yaml"})
  void canBeDescribedToo(String file) throws IOException {
    NginxLines.check(
        members(file).stream().map(MatchResult::group).collect(Collectors.joining(",", "{", "}")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"meshscope-log-format.conf", "ingress-nginx-configmap.yaml"})
  void areExplainedVariableByVariable(String file) throws IOException {
    String page = Files.readString(DIRECTORY.resolveSibling("nginx.md"), UTF_8);
    assertThat(members(file)).allSatisfy(member -> assertThat(page).contains(member.group(1)));
  }

  private static List<MatchResult> members(String file) throws IOException {
    String text =
        Files.readAllLines(DIRECTORY.resolve(file), UTF_8).stream()
            .filter(line -> !line.strip().startsWith("#"))
            .collect(Collectors.joining("\n"));
    return MEMBER.matcher(text).results().toList();
  }
}
