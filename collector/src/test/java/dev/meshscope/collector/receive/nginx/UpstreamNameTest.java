package dev.meshscope.collector.receive.nginx;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamNameTest {
  private final UpstreamName name = new UpstreamName();

  @ParameterizedTest
  @CsvSource({
    "shop-web-80, '', '', shop, web, 80",
    "shop-web-http, '', '', shop, web, http",
    "shop-web-v2-80, shop, 80, shop, web-v2, 80",
    "my-shop-web-v2-80, my-shop, 80, my-shop, web-v2, 80",
    "my-shop-web-v2-80, my, 80, my, shop-web-v2, 80",
    "shop-web-a-very-long-name-80, shop, 80, shop, web-a-very-long-name, 80",
    "shop-web-http-web, shop, http-web, shop, web, http-web"
  })
  void areReadWhereThereIsOneWay(
      String text, String namespace, String port, String readNamespace, String service, String p) {
    assertThat(isClear(text, namespace, port)).isTrue();
    assertThat(text.substring(0, name.namespaceTo())).isEqualTo(readNamespace);
    assertThat(text.substring(name.namespaceTo() + 1, name.portFrom() - 1)).isEqualTo(service);
    assertThat(text.substring(name.portFrom())).isEqualTo(p);
  }

  @ParameterizedTest
  @CsvSource({
    // Two ways: the service web-v2 with port 80, or web with a port named v2-80.
    "shop-web-v2-80, shop, ''",
    "my-shop-web-80, '', ''",
    "web-80, '', ''",
    "web, '', ''",
    "-web-80, '', ''",
    "shop--80, '', ''",
    "shop-web-, '', ''",
    "shop-web-080, '', ''",
    "shop-web-70000, '', ''",
    "Shop-web-80, '', ''",
    "shop-web-80, other, ''"
  })
  void areNotGuessed(String text, String namespace, String port) {
    assertThat(isClear(text, namespace, port)).isFalse();
  }

  private boolean isClear(String text, String namespace, String port) {
    byte[] bytes = text.getBytes(US_ASCII);
    return name.isClear(bytes, 0, bytes.length, namespace.length(), port.length());
  }
}
