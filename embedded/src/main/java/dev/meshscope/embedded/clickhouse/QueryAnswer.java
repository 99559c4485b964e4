package dev.meshscope.embedded.clickhouse;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One answer in ClickHouse's form: its headers, then a body as a whole or block by block. */
final class QueryAnswer {

  private static final int COPY_BYTES = 1 << 16;

  /** Below the server's 30 s, so that clients leave an idle connection before it is closed. */
  private static final int KEEP_ALIVE_SECONDS = 20;

  private final HttpExchange exchange;
  private final ServerIdentity server;
  private final long startedNanos = System.nanoTime();
  private boolean isInBlocks;

  QueryAnswer(HttpExchange exchange, ServerIdentity server) {
    this.exchange = exchange;
    this.server = server;
    Headers headers = exchange.getResponseHeaders();
    headers.set("Keep-Alive", "timeout=" + KEEP_ALIVE_SECONDS);
    headers.set("X-ClickHouse-Server-Display-Name", ServerIdentity.DISPLAY_NAME);
    headers.set("X-ClickHouse-Timezone", server.timeZone());
  }

  /** Sets what the request decides about the answer. */
  void follow(QueryRequest request) {
    isInBlocks = request.transfer().isAnswerInBlocks();
    Headers headers = exchange.getResponseHeaders();
    headers.set("X-ClickHouse-Query-Id", printable(request.queryId()));
    String timeZone = request.session().settings().get("session_timezone");
    if (timeZone != null && !timeZone.isEmpty()) {
      headers.set("X-ClickHouse-Timezone", printable(timeZone));
    }
  }

  /** A header's value must not end the header. */
  private static String printable(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?");
  }

  void sendAll(String format, QuerySummary summary, MemorySegment body) throws IOException {
    describe(format, summary);
    if (isInBlocks && body.byteSize() > 0) {
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream out = new CompressedBlocksOutput(exchange.getResponseBody())) {
        copy(body, out);
      }
      return;
    }
    exchange.sendResponseHeaders(200, body.byteSize() == 0 ? -1 : body.byteSize());
    try (OutputStream out = exchange.getResponseBody()) {
      copy(body, out);
    }
  }

  /** Begins an answer of unknown length; closing the stream completes it. */
  OutputStream sendBlocks(String format, QuerySummary summary) throws IOException {
    describe(format, summary);
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    return isInBlocks ? new CompressedBlocksOutput(out) : out;
  }

  private void describe(String format, QuerySummary summary) {
    Headers headers = exchange.getResponseHeaders();
    headers.set("X-ClickHouse-Format", format);
    headers.set("X-ClickHouse-Summary", summary.toJson(System.nanoTime() - startedNanos));
    headers.set("Content-Type", contentType(format));
  }

  /** As the output formats of ClickHouse declare it. */
  private static String contentType(String format) {
    String name = format.toLowerCase(Locale.ROOT);
    if (name.endsWith("eachrow") || name.equals("jsonlines") || name.equals("ndjson")) {
      return "application/x-ndjson; charset=UTF-8";
    }
    if (name.startsWith("json")) {
      return "application/json; charset=UTF-8";
    }
    if (name.startsWith("tabseparated") || name.startsWith("tsv")) {
      return "text/tab-separated-values; charset=UTF-8";
    }
    if (name.startsWith("csv")) {
      return "text/csv; charset=UTF-8; header=" + (name.contains("names") ? "present" : "absent");
    }
    return name.startsWith("rowbinary") || name.equals("native") || name.equals("parquet")
        ? "application/octet-stream"
        : "text/plain; charset=UTF-8";
  }

  void fail(EngineError error) throws IOException {
    byte[] body = text(error);
    Headers headers = exchange.getResponseHeaders();
    headers.set("X-ClickHouse-Exception-Code", Integer.toString(error.code()));
    headers.set("Content-Type", "text/plain; charset=UTF-8");
    OutputStream out;
    if (isInBlocks) {
      exchange.sendResponseHeaders(error.httpStatus(), 0);
      out = new CompressedBlocksOutput(exchange.getResponseBody());
    } else {
      exchange.sendResponseHeaders(error.httpStatus(), body.length);
      out = exchange.getResponseBody();
    }
    try (out) {
      out.write(body);
    }
  }

  byte[] text(EngineError error) {
    String suffix = " (version " + server.version() + ")\n";
    String message = error.message().strip();
    return (message.endsWith(suffix.strip()) ? message + "\n" : message + suffix)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Through a small buffer on the heap, which the library's memory is not. */
  static void copy(MemorySegment from, OutputStream to) throws IOException {
    byte[] copy = new byte[(int) Math.min(COPY_BYTES, from.byteSize())];
    for (long at = 0; at < from.byteSize(); at += copy.length) {
      int count = (int) Math.min(copy.length, from.byteSize() - at);
      MemorySegment.copy(from, JAVA_BYTE, at, copy, 0, count);
      to.write(copy, 0, count);
    }
  }
}
