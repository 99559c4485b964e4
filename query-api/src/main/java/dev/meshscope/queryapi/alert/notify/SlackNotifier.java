package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.notify.NotifyConfig.SlackConfig;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** A channel of Slack, by an incoming webhook. */
final class SlackNotifier implements Notifier {
  static final int TITLE_MAX = 1_024;
  static final int TEXT_MAX = 3_000;

  private static final Duration GAP = Duration.ofSeconds(1);
  private static final int LINE_MAX = 600;
  private static final int LABEL_MAX = 100;
  private static final int MORE_MAX = 40;

  private final URI url;
  private final Matchers matchers;
  private final Pace pace;
  private final HttpSender sender;
  private final Links links;

  SlackNotifier(URI url, SlackConfig config, Pace pace, HttpSender sender, Links links) {
    this.url = url;
    this.pace = pace.withGap(GAP);
    this.sender = sender;
    this.links = links;
    matchers = Matchers.of(config.matchers());
  }

  @Override
  public String name() {
    return "slack";
  }

  @Override
  public Matchers matchers() {
    return matchers;
  }

  @Override
  public Pace pace() {
    return pace;
  }

  @Override
  public Verdict tell(Notice notice, Instant now) {
    return sender.send(url, Map.of(), body(notice));
  }

  byte[] body(Notice notice) {
    String title = escaped(Titles.of(notice), TITLE_MAX);
    ObjectNode attachment = Bodies.object();
    attachment.put("color", notice.isFiring() ? "danger" : "good");
    attachment.put("title", title);
    links.home().ifPresent(home -> attachment.put("title_link", home));
    attachment.put("text", text(notice));
    attachment.put("fallback", title);
    attachment.putArray("mrkdwn_in").add("text");
    ObjectNode node = Bodies.object();
    node.putArray("attachments").add(attachment);
    return Bodies.bytes(node);
  }

  private String text(Notice notice) {
    StringBuilder text = new StringBuilder();
    int told = 0;
    for (Alert alert : notice.alerts()) {
      String line = line(alert);
      if (text.length() + line.length() + MORE_MAX > TEXT_MAX) {
        break;
      }
      text.append(text.isEmpty() ? "" : "\n").append(line);
      told++;
    }
    int more = notice.alerts().size() - told;
    return more == 0 ? text.toString() : text + "\n… and " + more + " more";
  }

  private String line(Alert alert) {
    SortedMap<String, String> annotations = Evidence.annotations(alert);
    String said =
        Stream.of("summary", "description", Evidence.COMPLETENESS)
            .map(name -> annotations.getOrDefault(name, ""))
            .filter(words -> !words.isBlank())
            .collect(Collectors.joining(". "));
    String what = escaped(alert.labels().getOrDefault("alertname", ""), LABEL_MAX);
    String name =
        links.alerts().map(link -> "<" + link + "|" + what + ">").orElse("*" + what + "*");
    String state = alert.state() == AlertState.FIRING ? "fires since " : "over; fired since ";
    return name + ": " + escaped(said, LINE_MAX) + " (" + state + Notice.firingAt(alert) + ")";
  }

  /** Of at most so many units when it is escaped; no entity is cut apart. */
  static String escaped(String text, int unitsMax) {
    StringBuilder escaped = new StringBuilder();
    int[] points = Bodies.sane(text).codePoints().toArray();
    for (int point : points) {
      String next =
          switch (point) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            default -> Character.isISOControl(point) ? " " : Character.toString(point);
          };
      if (escaped.length() + next.length() > unitsMax - 1) {
        return escaped + "…";
      }
      escaped.append(next);
    }
    return escaped.toString();
  }
}
