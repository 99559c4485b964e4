package dev.meshscope.queryapi.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.queryapi.alert.Alert;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReceiverTest {
  private static final int GROUPS_MAX = 100;

  @Test
  void hasALimitOfGroupsAndSaysSo() {
    try (SampleBodies sample = new SampleBodies()) {
      Receiver receiver = new Receiver(sample.webhook(), "default", GROUPS_MAX, new Random(1));
      List<Alert> alerts =
          IntStream.rangeClosed(0, GROUPS_MAX)
              .mapToObj(number -> SampleAlerts.firing("s" + number))
              .toList();

      receiver.see(alerts, Set.of());
      assertThat(receiver.lanes()).hasSize(GROUPS_MAX);
      assertThat(receiver.isCrowded()).isTrue();

      assertThat(receiver.see(alerts.subList(0, 1), Set.of())).hasSize(GROUPS_MAX - 1);
      assertThat(receiver.isCrowded()).isFalse();
    }
  }
}
