package dev.meshscope.collector.normalize;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathTemplateTest {
  private final PathTemplate template = new PathTemplate();

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource({
    "/, /",
    "/productpage, /productpage",
    "/productpage?u=normal, /productpage",
    "/a#b, /a",
    "/?q=1, /",
    "/reviews/0, /reviews/{id}",
    "/reviews/0/, /reviews/{id}",
    "//reviews///7, /reviews/{id}",
    "/users/123e4567-e89b-12d3-a456-426614174000/orders, /users/{id}/orders",
    "/users/123E4567-E89B-12D3-A456-426614174000, /users/{id}",
    "/blobs/9f86d081884c7d659a2feaa0, /blobs/{id}",
    "/blobs/deadbee1, /blobs/{id}",
    "/deadbeef, /deadbeef",
    "/added/facade, /added/facade",
    "/dates/2026-01-31, /dates/{id}",
    "/at/52.37-4.89, /at/{id}",
    "/orders/-5, /orders/{id}",
    "/sku-20431, /{id}",
    "/cus_NffrFeUfNV2Hib, /{id}",
    "/v1/oauth2/token, /v1/oauth2/token",
    "/apis/apps/v1beta1, /apis/apps/v1beta1",
    "/getAllOfTheCustomers, /getAllOfTheCustomers",
    "/a-slug-that-has-more-than-32-bytes-in-it, /{id}",
    "/files/report%20final.pdf, /files/{id}",
    "/mail/a@b.example, /mail/{id}",
    "/search/a=b, /search/{id}",
    "/cart;jsessionid=0123456789, /cart",
    "/cart;v=1/items;v=2/7, /cart/items/{id}",
    "/;a/b, /b",
    "/{id}, /{id}",
    "/a/b/c/d/e/f/g/h/i/j, /a/b/c/d/e/f/g/h/i/j",
    "/a/b/c/d/e/f/g/h/i/j/, /a/b/c/d/e/f/g/h/i/j",
    "/a/b/c/d/e/f/g/h/i/j?k/l, /a/b/c/d/e/f/g/h/i/j",
    "/12/x/3456789, /{id}/x/{id}",
    "/a?b/c?d, /a",
    "/a/b/c/d/e/f/g/h/i/j/k/l, /a/b/c/d/e/f/g/h/i/j/{rest}"
  })
  void replacesWhatTellsSingleThingsApart(String path, String expected) {
    assertThat(of(path)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} is its own template: {1}")
  @CsvSource({
    "/, true",
    "/a/b, true",
    "/{id}, true",
    "/a/b/, false",
    "/a?b, false",
    "/a/1, false",
    "//, false",
    "/a;b, false",
    "/a/b/c/d/e/f/g/h/i/j/k, false"
  })
  void saysWhetherThePathIsItsOwnTemplate(String path, boolean isWhole) {
    of(path);
    assertThat(template.isWhole(path.length())).isEqualTo(isWhole);
  }

  @Test
  void isNoOtherTemplate() {
    of("/users/7/orders");
    for (String other :
        List.of(
            "/users/{id}/orders/",
            "/users/{id}/order",
            "/users/{ix}/orders",
            "/users/7/orders",
            "/users/{id}",
            "/",
            "",
            "users/{id}/orders/")) {
      assertThat(template.is(other.getBytes(US_ASCII))).as(other).isFalse();
    }
    of("/");
    assertThat(template.is("/".getBytes(US_ASCII))).isTrue();
    assertThat(template.is("".getBytes(US_ASCII))).isFalse();
  }

  @Test
  void hasTheSameHashForTheSameTemplateAndAnotherForOthers() {
    Set<Long> hashes = new HashSet<>();
    for (String path : List.of("/users/1", "/users/22?x", "//users/33/")) {
      of(path);
      hashes.add(template.hash(5));
    }
    assertThat(hashes).hasSize(1);
    for (String path : List.of("/users", "/users/1/a", "/1/users", "/usert/1", "/")) {
      of(path);
      hashes.add(template.hash(5));
    }
    assertThat(hashes).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "productpage", "?a", "http://host/path"})
  void makesNoneOfWhatIsNoPath(String path) {
    byte[] bytes = path.getBytes(UTF_8);
    assertThat(template.read(bytes, 0, bytes.length)).isFalse();
  }

  @Test
  void replacesSegmentsWithBytesThatAreNoCharacters() {
    byte[] bytes = {'/', 'a', '/', (byte) 0xC3, (byte) 0x28, '/', 'b', 0, '/', '\n'};
    assertThat(template.read(bytes, 0, bytes.length)).isTrue();
    assertThat(result()).isEqualTo("/a/{id}/{id}/{id}");
  }

  @Test
  void isTheSameForAllIdsOfAKind() {
    Random random = new Random(7);
    Set<String> templates = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      templates.add(of("/a/" + random.nextLong(Long.MAX_VALUE)));
      templates.add(of("/a/" + random.nextInt(100)));
      templates.add(of("/a/" + new UUID(random.nextLong(), random.nextLong())));
      templates.add(of("/a/" + "%016x".formatted(random.nextLong())));
    }
    assertThat(templates).containsExactly("/a/{id}");
  }

  @Test
  void readsOnlySoMuchOfAHugePath() {
    assertThat(of("/" + "a".repeat(64 * 1024))).isEqualTo("/{id}/{rest}");
    assertThat(of("/".repeat(64 * 1024))).isEqualTo("/{rest}");
    assertThat(of("/ab".repeat(20_000))).isEqualTo("/ab".repeat(10) + "/{rest}");
    assertThat(of("/" + ";".repeat(64 * 1024))).isEqualTo("/{rest}");
    assertThat(of("/" + "a".repeat(511) + "?" + "b".repeat(64 * 1024))).isEqualTo("/{id}");
    assertThat(of("/a?" + "/b".repeat(64 * 1024))).isEqualTo("/a");
  }

  @Test
  void isBoundedWhateverThePath() {
    Random random = new Random(11);
    byte[] alphabet = "/a1;?%{}-.x".getBytes(US_ASCII);
    for (int i = 0; i < 20_000; i++) {
      byte[] path = new byte[1 + random.nextInt(1_000)];
      for (int at = 0; at < path.length; at++) {
        path[at] =
            random.nextInt(20) == 0
                ? (byte) random.nextInt()
                : alphabet[random.nextInt(alphabet.length)];
      }
      path[0] = '/';
      assertThat(template.read(path, 0, path.length)).isTrue();
      String made = result();
      assertThat(made).hasSizeBetween(1, 400).startsWith("/").doesNotContain("?", ";", "%");
      assertThat(of(made)).as("the template of a template").isEqualTo(made);
    }
  }

  private String of(String path) {
    byte[] bytes = ("#" + path).getBytes(UTF_8);
    assertThat(template.read(bytes, 1, bytes.length - 1)).isTrue();
    return result();
  }

  private String result() {
    byte[] made = template.toBytes();
    assertThat(template.is(made)).isTrue();
    return new String(made, ISO_8859_1);
  }
}
