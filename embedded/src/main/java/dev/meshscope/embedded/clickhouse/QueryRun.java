package dev.meshscope.embedded.clickhouse;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One statement on a connection of its own. The connection is opened for the request and closed
 * with it (0.1 ms, measured): settings, current database and temporary tables cannot outlive it.
 */
final class QueryRun {

  /** Output formats whose blocks can be joined as they are. */
  private static final Set<String> JOINABLE =
      Set.of(
          "native",
          "rowbinary",
          "tabseparated",
          "tsv",
          "tabseparatedraw",
          "tsvraw",
          "csv",
          "jsoneachrow",
          "jsonlines",
          "ndjson",
          "jsoncompacteachrow");

  private final ChdbConnection connection;
  private final QueryRequest request;
  private final QueryAnswer answer;

  QueryRun(ChdbConnection connection, QueryRequest request, QueryAnswer answer) {
    this.connection = connection;
    this.request = request;
    this.answer = answer;
  }

  /**
   * @throws EngineException when the statement failed and nothing was answered yet
   * @throws IOException when the client is gone, or the statement failed in the middle of its
   *     answer
   */
  void run(MemorySegment text) throws EngineException, IOException {
    StatementShape shape = StatementShape.of(text);
    if (shape.isMany()) {
      throw EngineError.of(
              EngineError.SYNTAX_ERROR,
              "SYNTAX_ERROR",
              "Syntax error (Multi-statements are not allowed)")
          .exception();
    }
    openSession();
    Optional<InsertData> insert =
        shape.kind() == StatementShape.Kind.INSERT ? InsertData.of(text) : Optional.empty();
    if (insert.isPresent()) {
      runInsert(insert.get());
      return;
    }
    String format = shape.format().orElse(request.defaultFormat());
    try (Arena arena = Arena.ofConfined()) {
      NativeStatement statement =
          NativeStatement.of(arena, text, request.defaultFormat(), request.parameters());
      if (shape.kind() == StatementShape.Kind.SELECT && isJoinable(format)) {
        runInBlocks(statement, format);
      } else {
        runWhole(statement, format);
      }
    }
  }

  private void runInsert(InsertData insert) throws EngineException, IOException {
    try (Arena arena = Arena.ofConfined()) {
      NativeStatement statement =
          NativeStatement.of(arena, insert.statement(), insert.format(), request.parameters());
      try (ChdbResult result = connection.insert(statement, insert.data())) {
        answer.sendAll(request.defaultFormat(), result.summary(), result.data());
      }
    }
  }

  private void openSession() throws EngineException {
    QueryRequest.Session session = request.session();
    if (session.database().isPresent()) {
      connection.execute("USE " + quoted(session.database().get(), '`'));
    }
    if (!session.settings().isEmpty()) {
      connection.execute("SET " + assignments(session.settings()));
    }
    if (session.isReadOnly() && !session.settings().containsKey("readonly")) {
      connection.execute("SET readonly = 2");
    }
  }

  private static String assignments(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(setting -> setting.getKey() + " = " + quoted(setting.getValue(), '\''))
        .collect(Collectors.joining(", "));
  }

  private static String quoted(String text, char quote) {
    return quote + text.replace("\\", "\\\\").replace(String.valueOf(quote), "\\" + quote) + quote;
  }

  private void runWhole(NativeStatement statement, String format)
      throws EngineException, IOException {
    try (ChdbResult result = connection.query(statement)) {
      answer.sendAll(format, result.summary(), result.data());
    }
  }

  private boolean isJoinable(String format) {
    return !request.transfer().isAnswerHeldBack()
        && (RowBinaryHeader.isIn(format) || JOINABLE.contains(format.toLowerCase(Locale.ROOT)));
  }

  /** The second block is fetched before the first is sent: most answers have one, and a length. */
  private void runInBlocks(NativeStatement statement, String format)
      throws EngineException, IOException {
    try (ChdbStream stream = connection.stream(statement)) {
      Optional<ChdbResult> first = stream.next();
      if (first.isEmpty()) {
        answer.sendAll(format, QuerySummary.UNKNOWN, MemorySegment.NULL);
        return;
      }
      try (ChdbResult block = first.get()) {
        sendFrom(block, stream, format);
      }
    }
  }

  private void sendFrom(ChdbResult first, ChdbStream stream, String format)
      throws EngineException, IOException {
    Optional<ChdbResult> next = stream.next();
    if (next.isEmpty()) {
      answer.sendAll(format, first.summary(), first.data());
      return;
    }
    try (ChdbResult second = next.get()) {
      long headerBytes = RowBinaryHeader.isIn(format) ? RowBinaryHeader.length(first.data()) : 0;
      OutputStream out = answer.sendBlocks(format, first.summary());
      QueryAnswer.copy(first.data(), out);
      QueryAnswer.copy(second.data().asSlice(headerBytes), out);
      sendRest(out, headerBytes, stream);
      out.close();
    }
  }

  private void sendRest(OutputStream out, long headerBytes, ChdbStream stream) throws IOException {
    try {
      for (Optional<ChdbResult> next = stream.next(); next.isPresent(); next = stream.next()) {
        try (ChdbResult block = next.get()) {
          QueryAnswer.copy(block.data().asSlice(headerBytes), out);
        }
      }
    } catch (EngineException e) {
      out.write('\n');
      out.write(answer.text(e.error()));
      out.flush();
      // Too late for a status: breaking off the chunked body is what tells the client.
      throw new IOException("the statement failed in the middle of its answer", e);
    }
  }
}
