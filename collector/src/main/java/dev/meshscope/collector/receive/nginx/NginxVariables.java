package dev.meshscope.collector.receive.nginx;

import java.util.List;
import java.util.Set;

/**
 * The names that a format may use: of nginx's own modules and of the Ingress controllers. A name
 * that is not here is a typing error, or the variable of somebody's own {@code map} or {@code set},
 * which is written as {@code $ignored}.
 */
final class NginxVariables {
  /** Stands for any variable that is of no use here. */
  static final String IGNORED = "ignored";

  /** One value per attempt; their items contain no spaces. */
  private static final Set<String> LISTS =
      Set.of(
          "upstream_addr",
          "upstream_status",
          "upstream_response_time",
          "upstream_connect_time",
          "upstream_header_time",
          "upstream_first_byte_time",
          "upstream_queue_time",
          "upstream_session_time",
          "upstream_response_length",
          "upstream_bytes_sent",
          "upstream_bytes_received");

  private static final List<String> PREFIXES =
      List.of(
          "arg_",
          "cookie_",
          "http_",
          "sent_http_",
          "sent_trailer_",
          "upstream_http_",
          "upstream_trailer_",
          "upstream_cookie_",
          "proxy_protocol_tlv_",
          "geoip_",
          "geoip2_",
          "jwt_",
          "opentelemetry_",
          "opentracing_",
          "otel_");

  private static final Set<String> OTHERS =
      Set.of(
          """
          ancient_browser args auth_basic_user binary_remote_addr body_bytes_sent bytes_sent
          connection connection_requests connection_time connections_active connections_reading
          connections_waiting connections_writing content_length content_type cookie date_gmt
          date_local document_root document_uri fastcgi_path_info fastcgi_script_name gzip_ratio
          host hostname http2 http3 https invalid_referer is_args kubernetes limit_conn_status
          limit_rate limit_req_status memcached_key mirror modern_browser msec msie
          nginx_version pid pipe proxy_add_x_forwarded_for proxy_host proxy_internal_body_length
          proxy_port proxy_protocol_addr proxy_protocol_port proxy_protocol_server_addr
          proxy_protocol_server_port query_string quic realip_remote_addr realip_remote_port
          realpath_root remote_addr remote_port remote_user request request_body
          request_body_file request_completion request_filename request_id request_length
          request_method request_port request_time request_uri scheme secure_link
          secure_link_expires server_addr server_name server_port server_protocol session_log_id
          session_time slice_range spdy ssl_alpn_protocol ssl_cipher ssl_ciphers
          ssl_client_cert ssl_client_escaped_cert ssl_client_fingerprint ssl_client_i_dn
          ssl_client_i_dn_legacy ssl_client_raw_cert ssl_client_s_dn ssl_client_s_dn_legacy
          ssl_client_serial ssl_client_sigalg ssl_client_v_end ssl_client_v_remain
          ssl_client_v_start ssl_client_verify ssl_curve ssl_curves ssl_early_data ssl_ech_status
          ssl_preread_alpn_protocols ssl_preread_protocol ssl_preread_server_name ssl_protocol
          ssl_server_name ssl_session_id ssl_session_reused ssl_sigalg status tcpinfo_rcv_space
          tcpinfo_rtt tcpinfo_rttvar tcpinfo_snd_cwnd time_iso8601 time_local uid_got uid_reset
          uid_set upstream_cache_age upstream_cache_key upstream_cache_last_modified
          upstream_cache_status upstream_last_addr upstream_last_server_name uri userid

          best_http_host global_rate_limit_exceeding global_rate_limit_remaining ingress_name
          location_path namespace pass_access_scheme pass_port pass_server_port
          proxy_alternative_upstream_name proxy_upstream_name redirect_to_https req_id
          service_name service_port the_real_ip x_scheme

          resource_name resource_namespace resource_type service
          """
              .strip()
              .split("\\s+"));

  private NginxVariables() {}

  static boolean isKnown(String name) {
    return name.equals(IGNORED)
        || OTHERS.contains(name)
        || LISTS.contains(name)
        || PREFIXES.stream().anyMatch(name::startsWith);
  }

  /** Whether it has a value for each attempt, such as {@code 10.0.0.1:80, 10.0.0.2:80}. */
  static boolean isList(String name) {
    return LISTS.contains(name);
  }
}
