package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.notify.Delivery.Event;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Alertmanager's body of version 4. How many alerts it has room for follows from their labels
 * alone: annotations have numbers in them that differ from one evaluation to the next, and get what
 * room the labels leave, which is a least size for each.
 */
final class WebhookBody {
  /** What Standard Webhooks advises to stay below. */
  static final int BYTES_MAX = 20_000;

  /** How labels are cut: the first with which an alert fits is taken. */
  private static final List<Cut> CUTS =
      List.of(new Cut(2_048, 96), new Cut(512, 96), new Cut(128, 48), new Cut(32, 24));

  private static final int ANNOTATION_UNITS_MAX = 2_048;

  /** A unit takes 6 bytes of JSON at most, and the mark of the cut 3: no more than 24 in all. */
  private static final int ANNOTATION_UNITS_MIN = 4;

  private static final int TRUNCATED_BYTES = Integer.toString(Integer.MAX_VALUE).length();
  private static final String NO_TIME = "0001-01-01T00:00:00Z";

  private final String receiver;
  private final Links links;

  /**
   * How much room texts get.
   *
   * @param labelUnits of each label, at most
   * @param annotationBytes of each annotation, at least
   */
  private record Cut(int labelUnits, int annotationBytes) {}

  /** What is told of with which cut; none when not even one alert fits. */
  private record Fit(Cut cut, int count) {}

  /** Labels and annotations that all alerts of a group share. */
  private record Common(SortedMap<String, String> labels, SortedMap<String, String> annotations) {
    static Common of(List<Alert> alerts) {
      return new Common(shared(alerts, Alert::labels), shared(alerts, Evidence::annotations));
    }

    private static SortedMap<String, String> shared(
        List<Alert> alerts, Function<Alert, SortedMap<String, String>> texts) {
      SortedMap<String, String> shared = new TreeMap<>(texts.apply(alerts.getFirst()));
      for (Alert alert : alerts.subList(1, alerts.size())) {
        shared.entrySet().retainAll(texts.apply(alert).entrySet());
      }
      return shared;
    }
  }

  WebhookBody(String receiver, Links links) {
    this.receiver = receiver;
    this.links = links;
  }

  /** How many alerts it has room for, from the first; at least one. */
  int fitting(List<Alert> alerts, Group group) {
    return Math.max(1, fit(alerts, group).count());
  }

  /** With all that is told of, each as fully as there is room. */
  byte[] of(Notice notice) {
    Fit fit = fit(notice.alerts(), notice.group());
    if (fit.count() == 0) {
      return bare(notice);
    }
    Common common = Common.of(notice.alerts());
    byte[] body = new byte[0];
    for (int units = ANNOTATION_UNITS_MAX; units >= ANNOTATION_UNITS_MIN; units /= 2) {
      body = body(notice, common, fit.cut(), units);
      if (body.length <= BYTES_MAX) {
        break;
      }
    }
    return body;
  }

  private Fit fit(List<Alert> alerts, Group group) {
    Alert first = alerts.getFirst();
    for (Cut cut : CUTS) {
      ObjectNode head = head(group);
      head.set("groupLabels", Bodies.texts(group.labels(), cut.labelUnits()));
      head.set("commonLabels", Bodies.texts(first.labels(), cut.labelUnits())); // or fewer
      int room = BYTES_MAX - Bodies.bytes(head).length - TRUNCATED_BYTES;
      room -= annotationBytes(first, cut); // those that all share are among them
      int count = 0;
      for (Alert alert : alerts) {
        ObjectNode node = alert(alert);
        node.set("labels", Bodies.texts(alert.labels(), cut.labelUnits()));
        room -= Bodies.bytes(node).length + annotationBytes(alert, cut) + 1;
        if (room < 0) {
          break;
        }
        count++;
      }
      if (count > 0) {
        return new Fit(cut, count);
      }
    }
    return new Fit(CUTS.getLast(), 0);
  }

  /** What the annotations of an alert take at least: their names, and some text for each. */
  private static int annotationBytes(Alert alert, Cut cut) {
    SortedMap<String, String> names = new TreeMap<>();
    Evidence.annotations(alert).keySet().forEach(name -> names.put(name, ""));
    int named = Bodies.bytes(Bodies.texts(names, cut.labelUnits())).length;
    return named + names.size() * cut.annotationBytes();
  }

  private byte[] body(Notice notice, Common common, Cut cut, int annotationUnits) {
    ObjectNode node = head(notice.group());
    node.put("truncatedAlerts", notice.leftOut());
    node.put("status", status(notice.isFiring()));
    node.set("groupLabels", Bodies.texts(notice.group().labels(), cut.labelUnits()));
    node.set("commonLabels", Bodies.texts(common.labels(), cut.labelUnits()));
    node.set(
        "commonAnnotations", Bodies.texts(common.annotations(), cut.labelUnits(), annotationUnits));
    ArrayNode alerts = node.putArray("alerts");
    for (Alert alert : notice.told()) {
      ObjectNode told = alert(alert);
      told.set("labels", Bodies.texts(alert.labels(), cut.labelUnits()));
      told.set(
          "annotations",
          Bodies.texts(Evidence.annotations(alert), cut.labelUnits(), annotationUnits));
      alerts.add(told);
    }
    return Bodies.bytes(node);
  }

  /** One alert of hundreds of labels: what is left is which one it is, and where to look. */
  private byte[] bare(Notice notice) {
    ObjectNode node = head(notice.group());
    node.put("truncatedAlerts", notice.leftOut());
    node.put("status", status(notice.isFiring()));
    Alert alert = notice.told().getFirst();
    String name = alert.labels().getOrDefault("alertname", "");
    ObjectNode told = alert(alert);
    told.set(
        "labels",
        Bodies.texts(new TreeMap<>(Map.of("alertname", name)), CUTS.getLast().labelUnits()));
    node.putArray("alerts").add(told);
    return Bodies.bytes(node);
  }

  /** All members, of their greatest sizes where no texts are in them. */
  private ObjectNode head(Group group) {
    ObjectNode node = Bodies.object();
    node.put("version", "4");
    node.put("groupKey", group.key());
    node.put("truncatedAlerts", 0);
    node.put("status", status(false));
    node.put("receiver", receiver);
    for (String texts : List.of("groupLabels", "commonLabels", "commonAnnotations")) {
      node.putObject(texts);
    }
    node.put("externalURL", links.home().orElse(""));
    node.putArray("alerts");
    return node;
  }

  /** All members, without texts. */
  private ObjectNode alert(Alert alert) {
    boolean isFiring = alert.state() == AlertState.FIRING;
    ObjectNode node = Bodies.object();
    node.put("status", status(isFiring));
    node.putObject("labels");
    node.putObject("annotations");
    node.put("startsAt", Notice.firingAt(alert).toString());
    node.put("endsAt", isFiring ? NO_TIME : Event.of(alert).at().toString());
    node.put("generatorURL", links.alerts().orElse(""));
    node.put("fingerprint", alert.fingerprint());
    return node;
  }

  private static String status(boolean isFiring) {
    return isFiring ? "firing" : "resolved";
  }
}
