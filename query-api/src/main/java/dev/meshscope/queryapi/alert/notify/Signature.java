package dev.meshscope.queryapi.alert.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meshscope.runtime.config.Secret;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs by the rules of Standard Webhooks: HMAC-SHA256 of {@code id.timestamp.body}. */
final class Signature {
  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES_LEAST = 24;
  private static final int KEY_BYTES_MOST = 64;

  private Signature() {}

  /** The bytes of a secret; empty for what is none. */
  static Optional<byte[]> key(Secret secret) {
    String text = secret.reveal().strip();
    if (!text.startsWith(PREFIX)) {
      return Optional.empty();
    }
    try {
      byte[] key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
      boolean isLongEnough = key.length >= KEY_BYTES_LEAST && key.length <= KEY_BYTES_MOST;
      return isLongEnough ? Optional.of(key) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // no base64; the caller says what is allowed
    }
  }

  /** The value of {@code webhook-signature}: one signature for each key. */
  static String of(List<byte[]> keys, String id, long epochSeconds, byte[] body) {
    return keys.stream()
        .map(key -> "v1," + Base64.getEncoder().encodeToString(mac(key, id, epochSeconds, body)))
        .collect(Collectors.joining(" "));
  }

  private static byte[] mac(byte[] key, String id, long epochSeconds, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      mac.update((id + "." + epochSeconds + ".").getBytes(UTF_8));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has " + ALGORITHM, e);
    }
  }
}
