package dev.meshscope.queryapi.http;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The web page of {@code dashboards/web} and what it loads. The names of its assets hold a hash of
 * what is in them; the build lists them.
 */
final class Page {
  private static final String FOLDER = "page/";

  /** By the end of a file's name. */
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "txt", "text/plain; charset=utf-8",
          "woff2", "font/woff2");

  private final Asset index = read("index.html");
  private final Map<String, Asset> assets =
      Resources.text(FOLDER + "assets.txt")
          .lines()
          .collect(Collectors.toMap(Function.identity(), name -> read("assets/" + name)));

  Reply index() {
    return new Reply.File(index, false);
  }

  Reply asset(String name) {
    return Optional.ofNullable(assets.get(name))
        .<Reply>map(asset -> new Reply.File(asset, true))
        .orElse(Reply.Failed.of(ProblemType.NOT_FOUND));
  }

  private static Asset read(String path) {
    String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
    if (type == null) {
      throw new IllegalStateException("no content type for " + path);
    }
    return new Asset(type, Resources.bytes(FOLDER + path));
  }
}
