package dev.meshscope.queryapi.alert.rule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TwinsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          service: shop/cart; service: shop/web
          each: version, version: v1; service: shop/cart, each: version
          namespace: shop, each: service; each: service
          namespace: shop, each: service; service: shop/cart, each: service
          each: edge, source: shop/web; each: edge, service: shop/cart
          source: shop/web, each: service; source: shop/cart, each: service
          """)
  void alertsMayHaveTheSameLabels(String one, String other) {
    assertThat(RuleSamples.problems(groups(one, other)))
        .singleElement()
        .satisfies(problem -> assertThat(problem.path()).isEqualTo("groups[1].rules[0]"))
        .satisfies(problem -> assertThat(problem.reason()).contains("those of group 'first'"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          service: shop/cart, each: service; service: shop/web, each: service
          namespace: shop, each: service; namespace: pay, each: service
          namespace: shop, each: service; service: pay/cart, each: service
          service: shop/cart, each: service; service: shop/cart, each: version
          source: shop/web, each: edge; source: shop/cart, each: edge
          entry: ingress, each: entry; entry: gateway, each: entry
          each: version, version: v1; each: version, version: v2
          """)
  void alertsNeverHaveTheSameLabels(String one, String other) {
    assertThat(RuleSamples.problems(groups(one, other))).isEmpty();
  }

  private static String groups(String one, String other) {
    String yaml =
        """
        groups:
        - name: first
          rules: [{alert: A, expr: {signal: requestRate, over: 5m, above: 1, ONE}}]
        - name: second
          rules: [{alert: A, expr: {signal: requestRate, over: 5m, above: 1, OTHER}}]
        """;
    return yaml.replace("ONE", one).replace("OTHER", other);
  }
}
