package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.runtime.config.Check;
import dev.meshscope.runtime.config.DataSize;
import dev.meshscope.runtime.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who is told about alerts, and when. A receiver without address is none.
 *
 * @param externalUrl where people reach the web page: links in notifications begin with it
 * @param groupBy labels whose values one notification shares, at most 20
 * @param groupWait how long the first alert of a group waits for others, 0–5 min
 * @param groupInterval between two notifications about a group that fires, 1 s–1 h
 * @param repeatInterval after which a group that fires is told again, 1 min–3 d and at least {@code
 *     groupInterval}
 * @param timeout how long a receiver may take to answer, 100 ms–1 min
 * @param giveUpAfter how long one notification is tried, 1 s–1 h
 * @param answerMax how much of an answer is read, 1 KiB–1 MiB
 * @param allowPrivate networks ({@code 10.1.0.0/16}) that webhooks may be in although they are not
 *     public
 * @param logMax notifications that are remembered, 10–100 000
 * @param groupsMax groups of alerts of one receiver, 100–100 000; what is beyond is not told, which
 *     is an error
 * @param alertmanager Alertmanager
 * @param webhook any receiver of Alertmanager's webhooks
 * @param slack Slack
 * @param pagerDuty PagerDuty
 */
public record NotifyConfig(
    Optional<URI> externalUrl,
    List<String> groupBy,
    Duration groupWait,
    Duration groupInterval,
    Duration repeatInterval,
    Duration timeout,
    Duration giveUpAfter,
    DataSize answerMax,
    List<String> allowPrivate,
    int logMax,
    int groupsMax,
    AlertmanagerConfig alertmanager,
    WebhookConfig webhook,
    SlackConfig slack,
    PagerDutyConfig pagerDuty) {
  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final String LOOPBACK = "127.0.0.0/8";
  private static final int LABELS_MAX = 20;
  private static final int URLS_MAX = 16;
  private static final int ROUTING_KEY_LENGTH = 32;

  public NotifyConfig {
    groupBy = List.copyOf(groupBy);
    allowPrivate = List.copyOf(allowPrivate);
    externalUrl.ifPresent(url -> checkUrl("externalUrl", url));
    Check.inRange("groupBy", groupBy.size(), 0, LABELS_MAX);
    Check.require(
        groupBy.stream().allMatch(label -> LABEL.matcher(label).matches()),
        "groupBy",
        "must name labels such as service");
    Check.inRange("groupWait", groupWait, Duration.ZERO, Duration.ofMinutes(5));
    Check.inRange("groupInterval", groupInterval, Duration.ofSeconds(1), Duration.ofHours(1));
    Check.inRange("repeatInterval", repeatInterval, Duration.ofMinutes(1), Duration.ofDays(3));
    Check.require(
        repeatInterval.compareTo(groupInterval) >= 0,
        "repeatInterval",
        "must be at least groupInterval");
    Check.inRange("timeout", timeout, Duration.ofMillis(100), Duration.ofMinutes(1));
    Check.inRange("giveUpAfter", giveUpAfter, Duration.ofSeconds(1), Duration.ofHours(1));
    Check.inRange("answerMax", answerMax, DataSize.ofKibibytes(1), DataSize.ofMebibytes(1));
    allowPrivate.forEach(text ->
        Check.require(
            Network.parse(text).isPresent(),
            "allowPrivate",
            "must be networks such as 10.1.0.0/16 or fd00::/8, is " + text));
    Check.inRange("logMax", logMax, 10, 100_000);
    Check.inRange("groupsMax", groupsMax, 100, 100_000);
  }

  /** Tells nobody. */
  public static NotifyConfig defaults() {
    return new NotifyConfig(
        Optional.empty(),
        List.of("alertname", "service", "objective", "severity"),
        Duration.ofSeconds(1),
        Duration.ofMinutes(1),
        Duration.ofHours(4),
        Duration.ofSeconds(15),
        Duration.ofMinutes(15),
        DataSize.ofKibibytes(64),
        List.of(),
        1_000,
        10_000,
        AlertmanagerConfig.defaults(),
        WebhookConfig.defaults(),
        SlackConfig.defaults(),
        PagerDutyConfig.defaults());
  }

  /** Groups of all receivers together: of so many must be known what was told. */
  int groupsOfAllMax() {
    return Notifiers.MAX * groupsMax;
  }

  /**
   * The same with a webhook on loopback where there is none.
   *
   * @param hook where it is
   */
  public NotifyConfig orAt(URI hook) {
    if (webhook.url().isPresent()) {
      return this;
    }
    List<String> reachable = new ArrayList<>(allowPrivate);
    reachable.add(LOOPBACK);
    return new NotifyConfig(
        externalUrl,
        groupBy,
        groupWait,
        groupInterval,
        repeatInterval,
        timeout,
        giveUpAfter,
        answerMax,
        reachable,
        logMax,
        groupsMax,
        alertmanager,
        new WebhookConfig(
            Optional.of(Secret.of(hook.toString())),
            webhook.secret(),
            webhook.secretBefore(),
            webhook.matchers()),
        slack,
        pagerDuty);
  }

  /**
   * Alertmanager, which groups and routes by itself.
   *
   * @param urls of every member of its cluster, at most 16; an alert goes to all of them
   * @param resend how often an alert that fires is sent again, 1 s–1 h
   * @param endsAfter when it ends by itself if nobody sends it any more, 5 min–7 d and at least
   *     four times {@code resend}
   * @param matchers which alerts; all must match
   */
  public record AlertmanagerConfig(
      List<String> urls, Duration resend, Duration endsAfter, List<String> matchers) {
    private static final int RESENDS_MIN = 4;

    public AlertmanagerConfig {
      urls = List.copyOf(urls);
      matchers = List.copyOf(matchers);
      Check.inRange("urls", urls.size(), 0, URLS_MAX);
      urls.forEach(url -> checkUrl("urls", url));
      Check.inRange("resend", resend, Duration.ofSeconds(1), Duration.ofHours(1));
      Check.inRange("endsAfter", endsAfter, Duration.ofMinutes(5), Duration.ofDays(7));
      Check.require(
          endsAfter.compareTo(resend.multipliedBy(RESENDS_MIN)) >= 0,
          "endsAfter",
          "must be at least " + RESENDS_MIN + " times resend");
      Matchers.check(matchers);
    }

    static AlertmanagerConfig defaults() {
      return new AlertmanagerConfig(
          List.of(), Duration.ofMinutes(1), Duration.ofDays(1), List.of());
    }
  }

  /**
   * A receiver of Alertmanager's webhook body.
   *
   * @param url where to, which may be a secret; absent for none
   * @param secret signs the body, {@code whsec_} and 24–64 bytes in base64
   * @param secretBefore the one that the secret takes the place of: while it is there, both sign
   * @param matchers which alerts; all must match
   */
  public record WebhookConfig(
      Optional<Secret> url,
      Optional<Secret> secret,
      Optional<Secret> secretBefore,
      List<String> matchers) {
    public WebhookConfig {
      matchers = List.copyOf(matchers);
      url.ifPresent(given -> checkUrl("url", given.reveal()));
      secret.ifPresent(given -> checkSecret("secret", given));
      secretBefore.ifPresent(given -> checkSecret("secretBefore", given));
      Matchers.check(matchers);
    }

    static WebhookConfig defaults() {
      return new WebhookConfig(Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }
  }

  /**
   * A channel of Slack.
   *
   * @param url of the incoming webhook, which is a secret; absent for none
   * @param matchers which alerts; all must match
   */
  public record SlackConfig(Optional<Secret> url, List<String> matchers) {
    public SlackConfig {
      matchers = List.copyOf(matchers);
      url.ifPresent(given -> checkUrl("url", given.reveal()));
      Matchers.check(matchers);
    }

    static SlackConfig defaults() {
      return new SlackConfig(Optional.empty(), List.of());
    }
  }

  /**
   * A service of PagerDuty.
   *
   * @param routingKey of its Events API v2 integration, 32 characters; absent for none
   * @param url of the API
   * @param matchers which alerts; all must match
   */
  public record PagerDutyConfig(Optional<Secret> routingKey, URI url, List<String> matchers) {
    private static final URI EVENTS = URI.create("https://events.pagerduty.com/v2/enqueue");

    public PagerDutyConfig {
      matchers = List.copyOf(matchers);
      routingKey.ifPresent(key ->
          Check.require(
              key.reveal().length() == ROUTING_KEY_LENGTH,
              "routingKey",
              "must have " + ROUTING_KEY_LENGTH + " characters"));
      checkUrl("url", url);
      Matchers.check(matchers);
    }

    static PagerDutyConfig defaults() {
      return new PagerDutyConfig(Optional.empty(), EVENTS, List.of());
    }
  }

  private static void checkUrl(String name, String text) {
    try {
      checkUrl(name, URI.create(text));
    } catch (IllegalArgumentException e) {
      if (e.getMessage() != null && e.getMessage().startsWith(name)) {
        throw e;
      }
      // The message of the parser would show what may be a secret.
      throw new IllegalArgumentException(name + " must be a URL such as https://host/path");
    }
  }

  private static void checkUrl(String name, URI url) {
    Check.require(
        TargetGuard.problem(url).isEmpty(), name, "must be " + TargetGuard.problem(url).orElse(""));
  }

  private static void checkSecret(String name, Secret secret) {
    Check.require(
        Signature.key(secret).isPresent(), name, "must be whsec_ and the base64 of 24 to 64 bytes");
  }
}
