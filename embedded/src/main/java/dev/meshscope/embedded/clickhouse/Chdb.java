package dev.meshscope.embedded.clickhouse;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The C interface of libchdb 26.7 ({@code chdb.h}). One per process: the library has one engine and
 * one data directory.
 */
@SuppressWarnings("restricted") // calling C is this class's purpose; the launcher allows it
final class Chdb {

  private final SymbolLookup symbols;
  private final MethodHandle connect;
  private final MethodHandle closeConnection;
  private final MethodHandle query;
  private final MethodHandle streamQuery;
  private final MethodHandle fetch;
  private final MethodHandle cancel;
  private final MethodHandle destroyResult;
  private final MethodHandle buffer;
  private final Map<Counter, MethodHandle> counters = new EnumMap<>(Counter.class);
  private final MethodHandle error;
  private final MethodHandle streamInsert;
  private final MethodHandle append;
  private final MethodHandle done;
  private final MethodHandle cancelInsert;
  private final MethodHandle insertError;
  private final MethodHandle destroyInsert;
  private final MethodHandle shutdown;
  private final MethodHandle setSignalHandlersEnabled;

  private Chdb(SymbolLookup symbols) {
    this.symbols = symbols;
    connect = function("chdb_connect", ADDRESS, JAVA_INT, ADDRESS);
    closeConnection = function("chdb_close_conn", null, ADDRESS);
    query = function("chdb_query_with_params_n", ADDRESS, statementArguments());
    streamQuery = function("chdb_stream_query_with_params_n", ADDRESS, statementArguments());
    fetch = function("chdb_stream_fetch_result", ADDRESS, ADDRESS, ADDRESS);
    cancel = function("chdb_stream_cancel_query", null, ADDRESS, ADDRESS);
    destroyResult = function("chdb_destroy_query_result", null, ADDRESS);
    buffer = function("chdb_result_buffer", ADDRESS, ADDRESS);
    error = function("chdb_result_error", ADDRESS, ADDRESS);
    streamInsert = function("chdb_stream_insert_with_params_n", ADDRESS, statementArguments());
    append = function("chdb_stream_append", JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
    done = function("chdb_stream_done", ADDRESS, ADDRESS);
    cancelInsert = function("chdb_stream_cancel_insert", null, ADDRESS);
    insertError = function("chdb_stream_insert_error", ADDRESS, ADDRESS);
    destroyInsert = function("chdb_destroy_insert_stream", null, ADDRESS);
    shutdown = function("chdb_shutdown", JAVA_INT);
    setSignalHandlersEnabled = function("chdb_set_signal_handlers_enabled", null, JAVA_INT);
    for (Counter counter : Counter.values()) {
      counters.put(counter, function(counter.function, JAVA_LONG, ADDRESS));
    }
  }

  /** Loads the library and keeps its hands off the JVM's signals. */
  static Chdb load(Path library) {
    Chdb chdb = new Chdb(SymbolLookup.libraryLookup(library, Arena.global()));
    // Before the first connection: the JVM needs SIGSEGV for its implicit null checks.
    chdb.setSignalHandlersEnabled(0);
    return chdb;
  }

  private static MemoryLayout[] statementArguments() {
    return new MemoryLayout[] {
      ADDRESS, // connection
      ADDRESS,
      JAVA_LONG, // statement
      ADDRESS,
      JAVA_LONG, // output format
      ADDRESS,
      ADDRESS, // parameter names, their lengths
      ADDRESS,
      ADDRESS, // parameter values, their lengths
      JAVA_LONG // parameters
    };
  }

  private MethodHandle function(
      String name, @Nullable MemoryLayout result, MemoryLayout... arguments) {
    MemorySegment address =
        symbols
            .find(name)
            .orElseThrow(() -> new IllegalStateException("this libchdb has no function " + name));
    FunctionDescriptor type =
        result == null
            ? FunctionDescriptor.ofVoid(arguments)
            : FunctionDescriptor.of(result, arguments);
    return Linker.nativeLinker().downcallHandle(address, type);
  }

  /**
   * @param arguments of the form {@code --name=value}; those of the server count for the first
   *     connection only
   */
  ChdbConnection connect(List<String> arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment values = arena.allocate(ADDRESS, arguments.size() + 1L);
      values.setAtIndex(ADDRESS, 0, arena.allocateFrom("clickhouse"));
      for (int i = 0; i < arguments.size(); i++) {
        values.setAtIndex(ADDRESS, i + 1L, arena.allocateFrom(arguments.get(i)));
      }
      MemorySegment handle = (MemorySegment) connect.invokeExact(arguments.size() + 1, values);
      if (handle.equals(MemorySegment.NULL)) {
        throw new IllegalStateException("the ClickHouse engine refused a connection: " + arguments);
      }
      return new ChdbConnection(this, handle.reinterpret(ADDRESS.byteSize()));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void close(MemorySegment connection) {
    try {
      closeConnection.invokeExact(connection);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  MemorySegment query(MemorySegment connection, NativeStatement s) {
    return run(query, connection, s);
  }

  MemorySegment streamQuery(MemorySegment connection, NativeStatement s) {
    return run(streamQuery, connection, s);
  }

  MemorySegment fetch(MemorySegment connection, MemorySegment stream) {
    try {
      return (MemorySegment) fetch.invokeExact(connection, stream);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void cancel(MemorySegment connection, MemorySegment stream) {
    try {
      cancel.invokeExact(connection, stream);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Starts an INSERT whose data is handed over apart; the statement's format is the data's. */
  MemorySegment streamInsert(MemorySegment connection, NativeStatement s) {
    return run(streamInsert, connection, s);
  }

  /** Whether the data was taken; if not, the insert has failed. */
  boolean append(MemorySegment insert, MemorySegment data) {
    try {
      return (int) append.invokeExact(insert, data, data.byteSize()) == 0;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Ends the data, waits for the insert, and gives its result or its error. */
  MemorySegment done(MemorySegment insert) {
    try {
      return (MemorySegment) done.invokeExact(insert);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Frees an insert, wherever it stands. */
  void destroyInsert(MemorySegment insert) {
    try {
      cancelInsert.invokeExact(insert);
      destroyInsert.invokeExact(insert);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Why an insert could not begin, or null. */
  @Nullable String insertError(MemorySegment insert) {
    try {
      return text((MemorySegment) insertError.invokeExact(insert));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void destroyResult(MemorySegment result) {
    try {
      destroyResult.invokeExact(result);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** The bytes of a result; valid until it is destroyed. */
  MemorySegment buffer(MemorySegment result) {
    long length = count(Counter.LENGTH, result);
    if (length == 0) {
      return MemorySegment.NULL;
    }
    try {
      return ((MemorySegment) buffer.invokeExact(result)).reinterpret(length).asReadOnly();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** The error's text, or null when there is none. */
  @Nullable String error(MemorySegment result) {
    try {
      return text((MemorySegment) error.invokeExact(result));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  long count(Counter counter, MemorySegment result) {
    try {
      return (long) Objects.requireNonNull(counters.get(counter)).invokeExact(result);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Ends the library's threads; to be called when every connection is closed. */
  boolean shutdown() {
    try {
      return (int) shutdown.invokeExact() == 0;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Calls one of the functions that take a statement: they have the same parameters. */
  private static MemorySegment run(
      MethodHandle function, MemorySegment connection, NativeStatement s) {
    try {
      return (MemorySegment)
          function.invokeExact(
              connection,
              s.text(),
              s.text().byteSize(),
              s.format(),
              s.format().byteSize(),
              s.parameterNames(),
              s.parameterNameLengths(),
              s.parameterValues(),
              s.parameterValueLengths(),
              s.parameters());
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static @Nullable String text(MemorySegment address) {
    return address.equals(MemorySegment.NULL)
        ? null
        : address.reinterpret(Long.MAX_VALUE).getString(0);
  }

  private void setSignalHandlersEnabled(int enabled) {
    try {
      setSignalHandlersEnabled.invokeExact(enabled);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A downcall throws nothing of its own; what arrives here is a fault of this class. */
  private static RuntimeException unexpected(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException exception ? exception : new IllegalStateException(e);
  }

  /** What a result counts. Rows and bytes written include those of materialized views. */
  enum Counter {
    LENGTH("chdb_result_length"),
    ROWS("chdb_result_rows_read"),
    STORAGE_ROWS("chdb_result_storage_rows_read"),
    STORAGE_BYTES("chdb_result_storage_bytes_read"),
    WRITTEN_ROWS("chdb_result_rows_written"),
    WRITTEN_BYTES("chdb_result_bytes_written");

    private final String function;

    Counter(String function) {
      this.function = function;
    }
  }
}
