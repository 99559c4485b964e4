package dev.meshscope.testkit.mesh;

import java.util.stream.Collectors;

/** Both ends of mutual TLS as Envoy's JSON. */
final class TlsJson {
  private static final String TYPES =
      "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3";

  private TlsJson() {}

  /** Field of a filter chain: takes clients with a certificate of the mesh. */
  static String downstream(PodCertificates files) {
    return """
    "transport_socket": {"name": "envoy.transport_sockets.tls", "typed_config": {
      "@type": "%s.DownstreamTlsContext",
      "require_client_certificate": true,
      "common_tls_context": {%s, "validation_context": {%s}}}}\
    """
        .formatted(TYPES, own(files), authority(files));
  }

  /** Field of a cluster: names the service in Istio's way and takes its own pods only. */
  static String upstream(UpstreamCluster cluster, PodCertificates files) {
    String names =
        cluster.spiffeIds().stream()
            .map("{\"san_type\": \"URI\", \"matcher\": {\"exact\": \"%s\"}}"::formatted)
            .collect(Collectors.joining(","));
    return """
    "transport_socket": {"name": "envoy.transport_sockets.tls", "typed_config": {
      "@type": "%s.UpstreamTlsContext",
      "sni": "%s",
      "common_tls_context": {%s, "validation_context": {
        %s, "match_typed_subject_alt_names": [%s]}}}}\
    """
        .formatted(TYPES, cluster.name().sni(), own(files), authority(files), names);
  }

  private static String own(PodCertificates files) {
    return """
    "tls_certificates": [{
      "certificate_chain": {"filename": "%s"}, "private_key": {"filename": "%s"}}]\
    """
        .formatted(files.certificate(), files.key());
  }

  private static String authority(PodCertificates files) {
    return "\"trusted_ca\": {\"filename\": \"%s\"}".formatted(files.authority());
  }
}
