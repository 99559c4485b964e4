package dev.meshscope.testkit.nginx;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The formats of access logs that users are told to paste, out of the files that tell them. */
final class LogFormats {
  /** What ingress-nginx writes unless it is told otherwise; {@code $req_id} is set by it. */
  static final String INGRESS_TEXT =
      "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent"
          + " \"$http_referer\" \"$http_user_agent\" $request_length $request_time"
          + " [$proxy_upstream_name] [$proxy_alternative_upstream_name] $upstream_addr"
          + " $upstream_response_length $upstream_response_time $upstream_status $req_id";

  private static final String KEY = "  log-format-upstream: >-";
  private static final String INDENT = "    ";

  private final Path directory;

  /**
   * @param root directory of the project
   */
  LogFormats(Path root) {
    directory = root.resolve("docs/start/nginx").toAbsolutePath().normalize();
  }

  /** The file that defines {@code log_format meshscope}. */
  Path plainFile() {
    return directory.resolve("meshscope-log-format.conf");
  }

  /** The value of {@code log-format-upstream} for ingress-nginx, on one line as YAML folds it. */
  String ingressJson() {
    Path file = directory.resolve("ingress-nginx-configmap.yaml");
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      String folded =
          lines.stream()
              .skip(lines.indexOf(KEY) + 1L)
              .takeWhile(line -> line.startsWith(INDENT))
              .map(String::strip)
              .collect(Collectors.joining(" "));
      if (folded.isEmpty()) {
        throw new NginxException("no " + KEY.strip() + " in " + file);
      }
      return folded;
    } catch (IOException e) {
      throw new NginxException("cannot read " + file, e);
    }
  }
}
