package dev.meshscope.testkit.mesh;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * Signs the certificates of one mesh, as istiod does: one SPIFFE id in the subject alternative name
 * and nothing in the subject. Its own key never leaves this object, and nothing is renewed.
 */
final class CertificateAuthority {
  /** Long enough for a demo that is left alone over the holidays. */
  private static final Duration VALIDITY = Duration.ofDays(14);

  /** Clocks of one machine agree; the certificate's whole seconds do not. */
  private static final Duration SLACK = Duration.ofMinutes(1);

  private static final String ORGANIZATION = "2.5.4.10";
  private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
  private static final String KEY_USAGE = "2.5.29.15";
  private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final byte[] NOBODY = Der.sequence();
  private static final int VERSION_3 = 2;
  private static final int SERIAL_BITS = 120;
  private static final int URI = 6;

  private final SecureRandom random = new SecureRandom();
  private final byte[] issuer =
      Der.sequence(Der.set(Der.sequence(Der.identifier(ORGANIZATION), Der.text("cluster.local"))));
  private final Instant now;
  private final KeyPair keys = newKeys();

  /**
   * @param now from when on certificates are valid
   */
  CertificateAuthority(Instant now) {
    this.now = now;
  }

  /** Its own certificate in PEM. */
  String certificate() {
    byte[] isAuthority = Der.sequence(Der.isTrue());
    byte[] extensions =
        Der.sequence(
            critical(BASIC_CONSTRAINTS, isAuthority),
            critical(KEY_USAGE, Der.bits(2, new byte[] {0b0000_0100})));
    return pem("CERTIFICATE", sign(issuer, keys.getPublic(), extensions));
  }

  /** A new key and its certificate for {@code spiffe://…}. */
  Issued issue(String spiffeId) {
    KeyPair own = newKeys();
    byte[] names = Der.sequence(Der.taggedText(URI, spiffeId));
    byte[] extensions =
        Der.sequence(
            critical(KEY_USAGE, Der.bits(7, new byte[] {(byte) 0b1000_0000})),
            critical(SUBJECT_ALTERNATIVE_NAME, names));
    return new Issued(
        pem("CERTIFICATE", sign(NOBODY, own.getPublic(), extensions)), pem(own.getPrivate()));
  }

  /**
   * @param certificate in PEM
   * @param key private key in PEM, PKCS #8
   */
  record Issued(String certificate, String key) {}

  private byte[] sign(byte[] subject, PublicKey key, byte[] extensions) {
    byte[] algorithm = Der.sequence(Der.identifier(ECDSA_WITH_SHA256));
    byte[] validity = Der.sequence(Der.time(now.minus(SLACK)), Der.time(now.plus(VALIDITY)));
    byte[] content =
        Der.sequence(
            Der.tagged(0, Der.integer(BigInteger.valueOf(VERSION_3))),
            Der.integer(new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS)),
            algorithm,
            issuer,
            validity,
            subject,
            key.getEncoded(),
            Der.tagged(3, extensions));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(content);
      return Der.sequence(content, algorithm, Der.bits(0, signature.sign()));
    } catch (GeneralSecurityException e) {
      throw new MeshException("cannot sign a certificate", e);
    }
  }

  private static byte[] critical(String identifier, byte[] value) {
    return Der.sequence(Der.identifier(identifier), Der.isTrue(), Der.octets(value));
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new MeshException("cannot make a key", e);
    }
  }

  private static String pem(Key key) {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  private static String pem(String type, byte[] content) {
    String text =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, text, type);
  }
}
