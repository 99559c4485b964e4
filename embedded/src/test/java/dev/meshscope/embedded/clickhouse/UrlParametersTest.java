package dev.meshscope.embedded.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UrlParametersTest {

  @Test
  void decodesSpacesEscapesAndUtf8() throws EngineException {
    UrlParameters url = UrlParameters.parse("query=SELECT+1%2B1&name=gr%C3%BCn&empty=&bare");
    assertThat(url.text("query")).contains("SELECT 1+1");
    assertThat(url.text("name")).contains("gr\u00fcn");
    assertThat(url.text("empty")).contains("");
    assertThat(url.text("bare")).contains("");
    assertThat(url.text("absent")).isEmpty();
  }

  @Test
  void keepsBytesThatAreNoText() throws EngineException {
    assertThat(UrlParameters.parse("query=%00%ff").bytes("query").orElseThrow())
        .containsExactly(0, 0xff);
  }

  @Test
  void takesTheLastOfAName() throws EngineException {
    assertThat(UrlParameters.parse("a=1&a=2").text("a")).contains("2");
  }

  @Test
  void hasNoneWithoutAQuery() throws EngineException {
    assertThat(UrlParameters.parse(null).values()).isEmpty();
    assertThat(UrlParameters.parse("&=x&").values()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "%=1"})
  void refusesABrokenEscape(String raw) {
    assertThatThrownBy(() -> UrlParameters.parse(raw))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("Malformed %-escape");
  }

  @Test
  void knowsWhatIsSwitchedOn() throws EngineException {
    UrlParameters url = UrlParameters.parse("a=1&b=true&c=0&d=");
    assertThat(url.isSet("a")).isTrue();
    assertThat(url.isSet("b")).isTrue();
    assertThat(url.isSet("c")).isFalse();
    assertThat(url.isSet("d")).isFalse();
    assertThat(url.isSet("e")).isFalse();
  }
}
