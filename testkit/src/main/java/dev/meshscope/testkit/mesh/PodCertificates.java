package dev.meshscope.testkit.mesh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;

/**
 * The files by which a pod proves who it is, and knows others.
 *
 * @param certificate the pod's certificate
 * @param key its private key, readable by the owner only
 * @param authority certificate of the mesh's authority
 */
record PodCertificates(Path certificate, Path key, Path authority) {
  /** Where those of {@code pod} are in the mesh's directory. */
  static PodCertificates of(Path directory, Pod pod) {
    return new PodCertificates(
        directory.resolve(pod.workload() + ".crt"),
        directory.resolve(pod.workload() + ".key"),
        directory.resolve("authority.crt"));
  }

  /**
   * Makes an authority and the files of all pods; earlier ones are replaced.
   *
   * @throws MeshException if the directory cannot be written
   */
  static void write(Path directory, List<Pod> pods) {
    CertificateAuthority authority = new CertificateAuthority(Instant.now());
    try {
      for (Pod pod : pods) {
        PodCertificates files = of(directory, pod);
        CertificateAuthority.Issued issued = authority.issue(pod.spiffeId());
        Files.writeString(files.certificate(), issued.certificate());
        writeSecret(files.key(), issued.key());
        Files.writeString(files.authority(), authority.certificate());
      }
    } catch (IOException e) {
      throw new MeshException("cannot write certificates to " + directory, e);
    }
  }

  /** It never was readable for others, not even for a moment. */
  private static void writeSecret(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }
}
