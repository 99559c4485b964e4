package dev.meshscope.testkit.mesh;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The JDK reads what it has no way to write. */
class CertificateAuthorityTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String REVIEWS = "spiffe://cluster.local/ns/bookinfo/sa/bookinfo-reviews";

  private final CertificateAuthority authority = new CertificateAuthority(NOW);

  @Test
  void namesAPodByItsSpiffeIdAlone() throws Exception {
    X509Certificate certificate = certificate(authority.issue(REVIEWS).certificate());
    assertThat(certificate.getSubjectAlternativeNames()).containsExactly(List.of(6, REVIEWS));
    assertThat(certificate.getSubjectX500Principal().getName()).isEmpty();
    assertThat(certificate.getVersion()).isEqualTo(3);
    assertThat(certificate.getBasicConstraints()).as("may not sign").isEqualTo(-1);
  }

  @Test
  void signsWhatAValidatorAcceptsForTwoWeeks() throws Exception {
    X509Certificate certificate = certificate(authority.issue(REVIEWS).certificate());
    validate(certificate, NOW);
    validate(certificate, NOW.plusSeconds(13 * 86_400));
    assertThatExceptionOfType(GeneralSecurityException.class)
        .isThrownBy(() -> validate(certificate, NOW.plusSeconds(15 * 86_400)));
    assertThatExceptionOfType(SignatureException.class)
        .isThrownBy(() ->
            certificate.verify(
                certificate(new CertificateAuthority(NOW).certificate()).getPublicKey()));
  }

  @Test
  void givesEveryPodAKeyOfItsOwn() throws Exception {
    CertificateAuthority.Issued one = authority.issue(REVIEWS);
    CertificateAuthority.Issued other = authority.issue(REVIEWS);
    assertThat(isPair(one, one)).isTrue();
    assertThat(isPair(one, other)).isFalse();
    assertThat(certificate(one.certificate()).getSerialNumber())
        .isNotEqualTo(certificate(other.certificate()).getSerialNumber());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void keepsKeysToTheirOwner(@TempDir Path directory) throws Exception {
    Pod pod = new Bookinfo(new Subnet(20, 0)).productpage();
    PodCertificates.write(directory, List.of(pod));
    PodCertificates.write(directory, List.of(pod));
    PodCertificates files = PodCertificates.of(directory, pod);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.key())))
        .isEqualTo("rw-------");
    certificate(Files.readString(files.certificate()))
        .verify(certificate(Files.readString(files.authority())).getPublicKey());
  }

  private void validate(X509Certificate certificate, Instant time) throws Exception {
    X509Certificate root = certificate(authority.certificate());
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(time));
    CertPathValidator.getInstance("PKIX")
        .validate(
            CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)),
            parameters);
  }

  private static boolean isPair(
      CertificateAuthority.Issued certified, CertificateAuthority.Issued keyed) throws Exception {
    String base64 = keyed.key().replaceAll("-----[A-Z ]+-----|\n", "");
    PrivateKey key =
        KeyFactory.getInstance("EC")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    byte[] signed = signature.sign();
    signature.initVerify(certificate(certified.certificate()));
    return signature.verify(signed);
  }

  private static X509Certificate certificate(String pem) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(US_ASCII)));
  }
}
