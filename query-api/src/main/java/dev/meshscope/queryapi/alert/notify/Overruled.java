package dev.meshscope.queryapi.alert.notify;

import static java.util.stream.Collectors.groupingBy;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertBook;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.notify.Delivery.Event;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Ends that are none to whoever knows alerts by their labels alone: an alert with the same labels
 * fires in another rule group, or has ended later there. A rule that moves to another group while
 * its alert fires leaves such an end behind.
 */
final class Overruled {
  private Overruled() {}

  /**
   * @param led what there is to tell here; what is committed may lag behind it
   * @param book who leads the other group may be elsewhere; asked only when something has ended
   */
  static Set<Alert> ends(List<Alert> led, AlertBook book) {
    Map<String, List<Alert>> ends =
        led.stream()
            .filter(alert -> alert.state() == AlertState.RESOLVED)
            .collect(groupingBy(Alert::fingerprint));
    Set<Alert> overruled = new HashSet<>();
    if (!ends.isEmpty()) {
      Stream.concat(led.stream(), book.all().stream())
          .forEach(other ->
              ends.getOrDefault(other.fingerprint(), List.of()).stream()
                  .filter(end -> isOverruled(end, other))
                  .forEach(overruled::add));
    }
    return overruled;
  }

  private static boolean isOverruled(Alert end, Alert other) {
    if (end.rule().group().equals(other.rule().group())) {
      return false;
    }
    return switch (other.state()) {
      case PENDING -> false;
      case FIRING -> true;
      case RESOLVED -> Event.of(other).at().isAfter(Event.of(end).at());
    };
  }
}
