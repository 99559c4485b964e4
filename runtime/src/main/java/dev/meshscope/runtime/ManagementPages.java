package dev.meshscope.runtime;

import dev.meshscope.runtime.telemetry.Telemetry;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code /livez}, {@code /readyz} and {@code /metrics}, whatever server they are served by.
 * Machines read only the status code; {@code ?verbose} adds a line per part.
 */
public final class ManagementPages {
  private static final String TEXT = "text/plain; charset=utf-8";

  /** An answer to be sent as it is. */
  public record Page(int status, String contentType, String body) {}

  private final Supplier<List<PartHealth>> healths;
  private final Telemetry telemetry;

  /**
   * @param healths usually {@code lifecycle::check}
   */
  public ManagementPages(Supplier<List<PartHealth>> healths, Telemetry telemetry) {
    this.healths = healths;
    this.telemetry = telemetry;
  }

  /**
   * The page of a path; none for a path that is not ours.
   *
   * @param query the raw query, empty if there is none
   * @param accept the {@code Accept} header, empty if there is none
   */
  public Optional<Page> page(String path, String query, String accept) {
    return switch (path) {
      case "/livez" -> Optional.of(live(query));
      case "/readyz", "/healthz" -> Optional.of(ready(query));
      case "/metrics" -> Optional.of(metrics(accept));
      default -> Optional.empty();
    };
  }

  private Page live(String query) {
    var all = healths.get();
    boolean isAlive = all.stream().allMatch(one -> one.health().isAlive());
    return render(isAlive, query, all);
  }

  private Page ready(String query) {
    var all = healths.get();
    boolean isReady = all.stream().allMatch(one -> one.health().isReady());
    return render(isReady, query, all);
  }

  private Page metrics(String accept) {
    var page = telemetry.page(accept);
    return new Page(200, page.contentType(), page.body());
  }

  private static Page render(boolean isFine, String query, List<PartHealth> all) {
    var body = new StringBuilder();
    if (query.startsWith("verbose")) {
      for (PartHealth one : all) {
        body.append(one.health().isReady() ? "[+] " : "[-] ").append(one.part());
        body.append(": ").append(one.health().detail()).append('\n');
      }
    }
    body.append(isFine ? "ok\n" : "not ok\n");
    return new Page(isFine ? 200 : 503, TEXT, body.toString());
  }
}
