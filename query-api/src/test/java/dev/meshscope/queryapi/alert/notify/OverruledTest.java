package dev.meshscope.queryapi.alert.notify;

import static dev.meshscope.queryapi.alert.notify.SampleAlerts.START;
import static dev.meshscope.queryapi.alert.notify.SampleAlerts.firing;
import static dev.meshscope.queryapi.alert.notify.SampleAlerts.labels;
import static dev.meshscope.queryapi.alert.notify.SampleAlerts.moved;
import static dev.meshscope.queryapi.alert.notify.SampleAlerts.resolved;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertBook;
import dev.meshscope.queryapi.alert.AlertState;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OverruledTest {
  private static final Alert END = resolved(firing("a"), START.plusSeconds(30));

  @Test
  void anEndIsWhileTheSameFiresInAnotherGroup() {
    assertThat(overruled(List.of(END), moved(firing("a"), "moved"))).containsExactly(END);
    assertThat(overruled(List.of(END, moved(firing("a"), "moved")))).containsExactly(END);
    assertThat(overruled(List.of(END), moved(firing("b"), "moved"))).isEmpty();
    assertThat(overruled(List.of(END), firing("a"))).isEmpty();
  }

  @Test
  void ofSeveralEndsTheLastCounts() {
    Alert last = resolved(moved(firing("a"), "moved"), START.plusSeconds(90));

    assertThat(overruled(List.of(END, last))).containsExactly(END);
    assertThat(overruled(List.of(last), END)).isEmpty();
  }

  @Test
  void whatIsPendingOverrulesNothing() {
    Alert pending = SampleAlerts.alert(labels("a"), AlertState.PENDING, START, null);

    assertThat(overruled(List.of(END), moved(pending, "moved"))).isEmpty();
  }

  @Test
  void whoLeadsNoEndAsksNobody() {
    assertThat(Overruled.ends(List.of(firing("a")), book(List.of(), true))).isEmpty();
  }

  private static Set<Alert> overruled(List<Alert> led, Alert... others) {
    return Overruled.ends(led, book(List.of(others), false));
  }

  private static AlertBook book(List<Alert> all, boolean isClosed) {
    return new AlertBook() {
      @Override
      public List<Alert> all() {
        if (isClosed) {
          throw new IllegalStateException("nobody asks");
        }
        return all;
      }

      @Override
      public List<Alert> led() {
        return List.of();
      }
    };
  }
}
