package dev.meshscope.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineLibraryTest {

  @TempDir private Path root;

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-x64-gnu",
    "Linux, x86_64, linux-x64-gnu",
    "Linux, aarch64, linux-arm64-gnu",
    "Mac OS X, aarch64, darwin-arm64"
  })
  void picksTheLibraryOfThePlatform(String os, String architecture, String platform)
      throws Exception {
    Path folder =
        Files.createDirectories(root.resolve(".tools/chdb/node_modules/@chdb/lib-" + platform));
    Path library = Files.createFile(folder.resolve("libchdb.so"));
    assertThat(EngineLibrary.find(root, os, architecture)).isEqualTo(library);
  }

  @Test
  void saysHowToFetchIt() {
    assertThatThrownBy(() -> EngineLibrary.find(root, "Linux", "amd64"))
        .isInstanceOf(EmbeddedStartException.class)
        .hasMessageContaining("make tools")
        .hasMessageContaining("lib-linux-x64-gnu");
  }

  @ParameterizedTest
  @CsvSource({"Windows 11, amd64", "Mac OS X, x86_64", "Linux, riscv64", "FreeBSD, amd64"})
  void saysWhereThereIsNone(String os, String architecture) {
    assertThatThrownBy(() -> EngineLibrary.find(root, os, architecture))
        .isInstanceOf(EmbeddedStartException.class)
        .hasMessageContaining("no embedded ClickHouse engine for " + os + " on " + architecture)
        .hasMessageContaining("MESHSCOPE_CLICKHOUSE_URL");
  }
}
