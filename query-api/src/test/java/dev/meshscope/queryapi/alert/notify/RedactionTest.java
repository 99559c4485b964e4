package dev.meshscope.queryapi.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.queryapi.alert.notify.NotifyConfig.PagerDutyConfig;
import dev.meshscope.queryapi.alert.notify.NotifyConfig.SlackConfig;
import dev.meshscope.runtime.config.Secret;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {
  private static final Secret SLACK = Secret.of("https://hooks.example/services/T0/s3cr3ts3cr3t");
  private static final URI HOOK = URI.create("https://hook.example/x?token=t0k3nt0k3n");

  private final Redaction redaction =
      Redaction.of(
          Configs.with(
              Configs.webhook(HOOK),
              new SlackConfig(Optional.of(SLACK), List.of()),
              new PagerDutyConfig(
                  Optional.of(SampleBodies.ROUTING_KEY), SampleBodies.NOWHERE, List.of())));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bad key 0123456789abcdef0123456789abcdef | bad key ***",
        "no https://hooks.example/services/T0/s3cr3ts3cr3t here | no *** here",
        "POST \\/services\\/T0\\/s3cr3ts3cr3t | POST \\/services\\/T0\\/***",
        "t0k3nt0k3n, t0k3nt0k3n | ***, ***",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw | ***",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw | ***",
        "no services | no services"
      })
  void leavesNoSecret(String said, String quoted) {
    assertThat(redaction.without(said)).isEqualTo(quoted);
  }
}
