package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.notify.Delivery.Event;
import dev.meshscope.queryapi.alert.notify.NotifyConfig.AlertmanagerConfig;
import dev.meshscope.queryapi.alert.notify.Verdict.Failure;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** All members of a cluster of Alertmanager: each of them must know every alert. */
final class AlertmanagerNotifier implements Notifier {
  static final int BATCH_MAX = 256;

  private static final Logger log = LoggerFactory.getLogger(AlertmanagerNotifier.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,255}");
  private static final Duration RESOLVED_KEPT = Duration.ofMinutes(15);
  private static final int ANNOTATION_MAX = 4_096;

  /** A member that hangs has so many calls open; then it is passed over until the next resend. */
  private static final int CALLS_MAX = 4;

  private final AlertmanagerConfig config;
  private final HttpSender sender;
  private final Links links;
  private final Matchers matchers;
  private final List<Member> members;

  AlertmanagerNotifier(AlertmanagerConfig config, HttpSender sender, Links links) {
    this.config = config;
    this.sender = sender;
    this.links = links;
    matchers = Matchers.of(config.matchers());
    members = config.urls().stream().map(Member::at).toList();
  }

  @Override
  public String name() {
    return "alertmanager";
  }

  @Override
  public Matchers matchers() {
    return matchers;
  }

  @Override
  public boolean isGroupless() {
    return true;
  }

  /** It waits, groups and repeats by itself, and must be told all the time. */
  @Override
  public Pace pace() {
    return new Pace(
        List.of(),
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        config.resend(),
        RESOLVED_KEPT,
        Duration.ZERO);
  }

  /** As soon as one member has taken it; the others are told meanwhile. */
  @Override
  public Verdict tell(Notice notice, Instant now) {
    List<byte[]> bodies = bodies(notice, now);
    CompletableFuture<Verdict> first = new CompletableFuture<>();
    List<CompletableFuture<Verdict>> calls =
        members.stream()
            .map(member ->
                CompletableFuture.supplyAsync(() -> tell(member, bodies), sender.threads()))
            .toList();
    for (CompletableFuture<Verdict> call : calls) {
      var _ =
          call.thenAccept(verdict -> {
            if (verdict instanceof Verdict.Taken) {
              first.complete(verdict);
            }
          });
    }
    var _ =
        CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new))
            .whenComplete((_, _) -> first.complete(best(calls)));
    return first.join();
  }

  /** The bodies of all calls to one member. */
  List<byte[]> bodies(Notice notice, Instant now) {
    List<byte[]> bodies = new ArrayList<>();
    List<Alert> alerts = notice.alerts();
    for (int from = 0; from < alerts.size(); from += BATCH_MAX) {
      ArrayNode batch = JSON.createArrayNode();
      alerts
          .subList(from, Math.min(alerts.size(), from + BATCH_MAX))
          .forEach(alert -> batch.add(alert(alert, now)));
      bodies.add(Bodies.bytes(batch));
    }
    return bodies;
  }

  private ObjectNode alert(Alert alert, Instant now) {
    ObjectNode node = Bodies.object();
    // Its identity: as they are, but for what it would refuse, or drop when it reads them.
    node.set("labels", Bodies.texts(named(alert.labels()), Integer.MAX_VALUE));
    node.set("annotations", Bodies.texts(named(Evidence.annotations(alert)), ANNOTATION_MAX));
    node.put("startsAt", Notice.firingAt(alert).toString());
    Instant endsAt =
        alert.state() == AlertState.RESOLVED ? Event.of(alert).at() : now.plus(config.endsAfter());
    node.put("endsAt", endsAt.toString());
    links.alerts().ifPresent(link -> node.put("generatorURL", link));
    return node;
  }

  private static SortedMap<String, String> named(SortedMap<String, String> texts) {
    SortedMap<String, String> named = new TreeMap<>();
    texts.forEach((name, value) -> {
      if (!value.isEmpty() && LABEL.matcher(name).matches()) {
        named.put(name, value);
      }
    });
    return named;
  }

  private Verdict tell(Member member, List<byte[]> bodies) {
    if (!member.calls().tryAcquire()) {
      return new Verdict.Later(0, Failure.TIMEOUT, member.name() + " hangs", Duration.ZERO);
    }
    try {
      Verdict verdict = new Verdict.Taken(0);
      for (byte[] body : bodies) {
        Verdict one = sender.send(member.url(), Map.of(), body);
        if (!(one instanceof Verdict.Taken)) {
          verdict = one;
        }
        if (one instanceof Verdict.Later) {
          break; // it would be the same with the next
        }
      }
      note(member, verdict);
      return verdict;
    } finally {
      member.calls().release();
    }
  }

  private static void note(Member member, Verdict verdict) {
    boolean isFailing = !(verdict instanceof Verdict.Taken);
    if (member.isFailing().getAndSet(isFailing) != isFailing) {
      log.atWarn()
          .addKeyValue("member", member.name())
          .addKeyValue("verdict", verdict)
          .log(isFailing ? "a member of Alertmanager fails" : "a member of Alertmanager is back");
    }
  }

  /** One that has it is enough; a failure that may pass is worth trying again. */
  private static Verdict best(List<CompletableFuture<Verdict>> calls) {
    return calls.stream()
        .map(call -> call.exceptionally(AlertmanagerNotifier::brokenOff).join())
        .min(Comparator.comparingInt(AlertmanagerNotifier::rank))
        .orElseThrow();
  }

  private static Verdict brokenOff(Throwable failure) {
    return new Verdict.Later(0, Failure.CONNECTION, "broken off: " + failure, Duration.ZERO);
  }

  private static int rank(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Taken _ -> 0;
      case Verdict.Later _ -> 1;
      case Verdict.Never _ -> 2;
    };
  }

  private record Member(String name, URI url, Semaphore calls, AtomicBoolean isFailing) {
    static Member at(String base) {
      URI url = URI.create(base.replaceAll("/+$", "") + "/api/v2/alerts");
      return new Member(url.getAuthority(), url, new Semaphore(CALLS_MAX), new AtomicBoolean());
    }
  }
}
