package dev.meshscope.queryapi.alert.evaluate;

import static dev.meshscope.queryapi.alert.evaluate.Rules.at;
import static dev.meshscope.queryapi.alert.evaluate.Rules.tracked;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TopicViewTest {
  private final TopicView view = new TopicView(2);

  @Test
  void holdsNoMoreThanItMay() {
    assertThat(view.take(state("a"))).isTrue();
    assertThat(view.take(state("b"))).isTrue();
    assertThat(view.take(state("c"))).isFalse();
    assertThat(view.take(state("a"))).isTrue();
    assertThat(view.take(gone("b"))).isTrue();

    assertThat(view.take(state("c"))).isTrue();

    assertThat(view.all()).hasSize(2);
  }

  @Test
  void aGroupIsGoneWithItsLastRecord() {
    view.take(state("a"));
    view.take(new AlertRecord.Progress("g", at(5)));
    assertThat(view.group("g").evaluatedAt()).isEqualTo(at(5));

    view.take(gone("a"));
    assertThat(view.groups()).containsKey("g");
    view.take(new AlertRecord.Progress("g", null));

    assertThat(view.groups()).isEmpty();
    assertThat(view.group("g").alerts()).isEmpty();
  }

  @Test
  void whatIsAskedForIsACopy() {
    GroupView before = view.group("g");

    view.take(state("a"));

    assertThat(before.alerts()).isEmpty();
  }

  private static AlertRecord gone(String service) {
    return new AlertRecord.State("g", tracked(service).alert().fingerprint(), null);
  }

  private static AlertRecord state(String service) {
    Tracked tracked = tracked(service);
    return new AlertRecord.State("g", tracked.alert().fingerprint(), tracked);
  }
}
