package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.notify.NotifyConfig.SlackConfig;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
  private static final int SAID_MAX = 600;
  private static final int SAID_STEP = 60;

  /** What each alert may say at least, however many there are. */
  private static final int SAID_MIN = 120;

  private static final int LABEL_MAX = 100;
  private static final int MORE_MAX = 40;

  private final URI url;
  private final Matchers matchers;
  private final Pace pace;
  private final HttpSender sender;
  private final Links links;

  SlackNotifier(URI url, SlackConfig config, Pace pace, HttpSender sender, Links links) {
    this.url = url;
    this.pace = pace.calm(GAP);
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
  public int fitting(List<Alert> alerts, Group group) {
    int room = TEXT_MAX - MORE_MAX;
    int count = 0;
    for (Alert alert : alerts) {
      room -= line(alert, "", 0).length() + SAID_MIN + 1;
      if (room < 0) {
        break;
      }
      count++;
    }
    return Math.max(1, count);
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

  /** All that it tells of, each as fully as there is room. */
  private String text(Notice notice) {
    String more = notice.leftOut() == 0 ? "" : "\n… and " + notice.leftOut() + " more";
    int saidMax = SAID_MAX;
    String text = lines(notice, saidMax);
    while (text.length() + more.length() > TEXT_MAX && saidMax > SAID_MIN) {
      saidMax -= SAID_STEP;
      text = lines(notice, saidMax);
    }
    return text + more;
  }

  private String lines(Notice notice, int saidMax) {
    return notice.told().stream()
        .map(alert -> line(alert, said(alert), saidMax))
        .collect(Collectors.joining("\n"));
  }

  private String line(Alert alert, String said, int saidMax) {
    String what = escaped(alert.labels().getOrDefault("alertname", ""), LABEL_MAX);
    String name =
        links.alerts().map(link -> "<" + link + "|" + what + ">").orElse("*" + what + "*");
    String state = alert.state() == AlertState.FIRING ? "fires since " : "over; fired since ";
    return name + ": " + escaped(said, saidMax) + " (" + state + Notice.firingAt(alert) + ")";
  }

  private static String said(Alert alert) {
    SortedMap<String, String> annotations = Evidence.annotations(alert);
    return Stream.of("summary", "description", Evidence.COMPLETENESS)
        .map(name -> annotations.getOrDefault(name, ""))
        .filter(words -> !words.isBlank())
        .collect(Collectors.joining(". "));
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
