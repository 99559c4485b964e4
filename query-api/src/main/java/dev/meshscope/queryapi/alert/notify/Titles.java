package dev.meshscope.queryapi.alert.notify;

import java.util.Locale;

/** One line that says what a notification is about, in Alertmanager's habit. */
final class Titles {
  private static final int LABEL_MAX = 200;

  private Titles() {}

  static String of(Notice notice) {
    StringBuilder title = new StringBuilder();
    String status = notice.isFiring() ? "firing:" + notice.firing().count() : "resolved";
    title.append('[').append(status.toUpperCase(Locale.ROOT)).append("] ");
    String name = notice.group().labels().get("alertname");
    title.append(name == null ? Bodies.clip(notice.group().ruleGroup(), LABEL_MAX) : clip(name));
    notice
        .group()
        .labels()
        .forEach((label, value) -> {
          if (!label.equals("alertname") && !value.isEmpty()) {
            title.append(' ').append(clip(value));
          }
        });
    String summary = notice.alerts().getFirst().annotations().getOrDefault("summary", "");
    if (notice.alerts().size() == 1 && !summary.isBlank()) {
      title.append(": ").append(clip(summary));
    }
    return Bodies.sane(title.toString());
  }

  private static String clip(String text) {
    return Bodies.clip(text, LABEL_MAX);
  }
}
