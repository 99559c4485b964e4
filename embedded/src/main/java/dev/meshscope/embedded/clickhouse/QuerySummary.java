package dev.meshscope.embedded.clickhouse;

/** What a statement read, wrote and gave; the header {@code X-ClickHouse-Summary}. */
record QuerySummary(
    long readRows,
    long readBytes,
    long writtenRows,
    long writtenBytes,
    long resultRows,
    long resultBytes) {

  static final QuerySummary UNKNOWN = new QuerySummary(0, 0, 0, 0, 0, 0);

  QuerySummary plus(QuerySummary other) {
    return new QuerySummary(
        readRows + other.readRows,
        readBytes + other.readBytes,
        writtenRows + other.writtenRows,
        writtenBytes + other.writtenBytes,
        resultRows + other.resultRows,
        resultBytes + other.resultBytes);
  }

  /** ClickHouse writes every number of this header as a string. */
  String toJson(long elapsedNanos) {
    return """
    {"read_rows":"%d","read_bytes":"%d","written_rows":"%d","written_bytes":"%d",\
    "total_rows_to_read":"0","result_rows":"%d","result_bytes":"%d","elapsed_ns":"%d"}\
    """
        .formatted(
            readRows, readBytes, writtenRows, writtenBytes, resultRows, resultBytes, elapsedNanos);
  }
}
