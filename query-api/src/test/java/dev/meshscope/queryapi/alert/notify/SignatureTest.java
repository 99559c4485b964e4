package dev.meshscope.queryapi.alert.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.runtime.config.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vector is the one of the specification of Standard Webhooks. */
class SignatureTest {
  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final long TIMESTAMP = 1_614_265_330;
  private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);
  private static final String SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
  private static final String OTHER = "whsec_" + "A".repeat(32);

  @Test
  void signsAsSpecified() {
    assertThat(Signature.of(List.of(key(Configs.SECRET)), ID, TIMESTAMP, BODY)).isEqualTo(SIGNED);
  }

  @Test
  void signsWithBothDuringRotation() {
    List<byte[]> keys = List.of(key(OTHER), key(Configs.SECRET));

    assertThat(Signature.of(keys, ID, TIMESTAMP, BODY).split(" "))
        .hasSize(2)
        .doesNotHaveDuplicates()
        .endsWith(SIGNED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "whsec_", "whsec_!!!", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZI"})
  void knowsNoOtherSecrets(String text) {
    assertThat(Signature.key(Secret.of(text))).isEmpty();
  }

  @Test
  void takesASecretFromAFileWithItsLastLineEnd() {
    assertThat(Signature.key(Secret.of(Configs.SECRET + "\n"))).hasValue(key(Configs.SECRET));
  }

  private static byte[] key(String secret) {
    return Signature.key(Secret.of(secret)).orElseThrow();
  }
}
