package dev.meshscope.queryapi.alert.notify;

import static dev.meshscope.queryapi.alert.notify.SampleAlerts.START;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The page for those who receive alerts shows what they get, and its recipe works. */
class AlertHooksPageTest {
  private static final Path PAGE =
      Path.of(System.getProperty("meshscope.root", ".."), "docs/reference/alert-hooks.md");

  private final SampleBodies sample = new SampleBodies();
  private final Notice notice = sample.notice(SampleAlerts.firing("checkout"));

  @AfterEach
  void close() {
    sample.close();
  }

  @Test
  void showsWhatAlertmanagerGets() throws IOException {
    assertShown("Alertmanager", sample.alertmanager().bodies(notice, START).getFirst());
  }

  @Test
  void showsWhatAWebhookGets() throws IOException {
    assertShown("Webhook", sample.webhook().body(notice));
  }

  @Test
  void showsWhatSlackGets() throws IOException {
    assertShown("Slack", sample.slack().body(notice));
  }

  @Test
  void showsWhatPagerDutyGets() throws IOException {
    assertShown("PagerDuty", sample.pagerDuty().body(notice));
  }

  /** Also for the second of two secrets, and not for a body that was changed. */
  @Test
  void itsRecipeVerifiesSignatures() throws Exception {
    byte[] body = sample.webhook().body(notice);
    Map<String, String> headers = sample.webhook().headers(notice.id(), START, body);
    String text = new String(body, UTF_8);

    assertThat(verify(Configs.SECRET, headers, text)).isEqualTo("True");
    assertThat(verify(SampleBodies.OTHER.reveal(), headers, text)).isEqualTo("True");
    assertThat(verify("whsec_" + "B".repeat(32), headers, text)).isEqualTo("False");
    assertThat(verify(Configs.SECRET, headers, text + " ")).isEqualTo("False");
  }

  private static void assertShown(String section, byte[] body) throws IOException {
    assertThat(Bodies.read(block(section, "json").getBytes(UTF_8))).isEqualTo(Bodies.read(body));
  }

  private static String block(String section, String language) throws IOException {
    String page = Files.readString(PAGE);
    Pattern fence =
        Pattern.compile(
            "(?s)\n## " + section + "\n(?:(?!\n## ).)*?\n```" + language + "\n(.*?)\n```\n");
    Matcher found = fence.matcher(page);
    assertThat(found.find()).as(section + " has a block of " + language).isTrue();
    return found.group(1);
  }

  private static String verify(String secret, Map<String, String> headers, String body)
      throws Exception {
    String call =
        """

        import json, sys
        secret, headers, body, now = sys.argv[1:]
        print(is_genuine(secret, json.loads(headers), body.encode(), now=int(now)))
        """;
    ProcessBuilder python =
        new ProcessBuilder(
            "python3",
            "-c",
            block("Webhook", "python") + "\n" + call,
            secret,
            Bodies.texts(new TreeMap<>(headers), Integer.MAX_VALUE).toString(),
            body,
            Long.toString(START.getEpochSecond() + 60));
    python.redirectErrorStream(true);
    Process process;
    try {
      process = python.start();
    } catch (IOException e) {
      Assumptions.abort(
          "no python3: install it, on Debian and Ubuntu with apt-get install python3");
      throw e;
    }
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return said;
  }
}
