package dev.meshscope.queryapi.http;

/** The page that a problem's type points to. */
final class ProblemPage {
  private ProblemPage() {}

  static String of(ProblemType type) {
    return """
    <!doctype html>
    <html lang="en">
    <head><meta charset="utf-8"><title>%1$s</title></head>
    <body>
    <h1>%1$s</h1>
    <p>Status %2$d. %3$s</p>
    <p><a href="/openapi.yaml">All resources and parameters</a></p>
    </body>
    </html>
    """
        .formatted(type.title(), type.status(), type.advice());
  }
}
