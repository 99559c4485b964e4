package dev.meshscope.queryapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.queryapi.RunningApi.Answer;
import dev.meshscope.queryapi.inventory.Inventories;
import dev.meshscope.queryapi.inventory.InventoryConfig;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the web page is served: its types, how long it is kept, and what it may load. */
class WebPageTest {
  private static final Pattern LOADED = Pattern.compile("(?:src|href|data-licenses)=\"([^\"#]+)\"");

  private static RunningApi api;

  @BeforeAll
  static void start() throws Exception {
    Inventories.Place nowhere = new Inventories.Place("127.0.0.1:1", StoredTraffic.TENANT);
    api =
        new RunningApi(
            RunningApi.config(nowhere, InventoryConfig.defaults()), InstantSource.system());
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void thePageIsAskedForAgainAndItsAssetsAreKeptForEver() {
    Answer page = api.get("/");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type").replace(" ", "")).isEqualTo("text/html;charset=utf-8");
    assertThat(page.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(loaded()).hasSizeGreaterThanOrEqualTo(4);
    for (String path : loaded()) {
      Answer asset = api.get(path);
      assertThat(asset.status()).as(path).isEqualTo(200);
      assertThat(asset.response().body()).as(path).isNotEmpty();
      assertThat(asset.header("Cache-Control"))
          .as(path)
          .isEqualTo("public, max-age=31536000, immutable");
      assertThat(asset.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }
  }

  @Test
  void everyAssetHasItsType() {
    assertThat(loaded().stream().map(path -> api.get(path).header("Content-Type")))
        .contains("text/javascript; charset=utf-8", "text/css; charset=utf-8", "image/svg+xml");
  }

  @Test
  void nothingWithinThePageIsRunAndNothingComesFromElsewhere() {
    Answer page = api.get("/");
    assertThat(page.header("Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
        .doesNotContain("unsafe");
    assertThat(page.text()).doesNotContain("<style", " style=", "onclick", "javascript:");
    assertThat(loaded()).allMatch(path -> path.startsWith("/"));
  }

  @Test
  void whatTheClientHasIsNotSentAgain() {
    for (String path : List.of("/", loaded().getFirst())) {
      String tag = api.get(path).header("ETag");
      assertThat(tag).matches("W/\"[0-9a-f]+\"");
      for (String given : List.of(tag, "\"other\", " + tag, "*", tag.substring(2))) {
        Answer again = api.send(api.request(path).header("If-None-Match", given).GET().build());
        assertThat(again.status()).as(given).isEqualTo(304);
        assertThat(again.response().body()).isEmpty();
      }
      Answer changed =
          api.send(api.request(path).header("If-None-Match", "W/\"old\"").GET().build());
      assertThat(changed.status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/gone.js",
        "/assets/..%2Findex.html",
        "/assets/",
        "/index.html",
        "/api/v1/nothing",
        "/api/",
        "/favicon.ico"
      })
  void whatThereIsNotIsAProblem(String path) {
    Answer answer = api.get(path);
    assertThat(answer.status()).isIn(400, 404);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
  }

  private static List<String> loaded() {
    return LOADED.matcher(api.get("/").text()).results().map(WebPageTest::path).distinct().toList();
  }

  private static String path(MatchResult attribute) {
    return attribute.group(1);
  }
}
