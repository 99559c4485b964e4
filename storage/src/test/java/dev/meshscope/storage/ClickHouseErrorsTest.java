package dev.meshscope.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.client.api.ServerException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClickHouseErrorsTest {
  @ParameterizedTest
  @ValueSource(ints = {60, 81, 47, 62, 516})
  void isPermanentWhereTheStatementOrTheSchemaIsToBlame(int code) {
    assertThat(failure(code).isRetryable()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {159, 202, 241, 252, 999_999})
  void isRetryableWhereTheServerIsInTroubleOrTheCodeIsNew(int code) {
    assertThat(failure(code).isRetryable()).isTrue();
  }

  @Test
  void isRetryableWithoutAnAnswer() {
    StorageException failure =
        ClickHouseErrors.of("insert", new ExecutionException(new IOException("refused")));
    assertThat(failure.isRetryable()).isTrue();
    assertThat(failure).hasMessageStartingWith("insert: no answer: ");
  }

  @Test
  void readsTheCodeOfTheJdbcDriverToo() {
    StorageException failure =
        ClickHouseErrors.of("read", new SQLException("no such table", "42S02", 60));
    assertThat(failure.isRetryable()).isFalse();
    assertThat(failure).hasMessage("read: code 60: no such table");
  }

  @Test
  void saysOnlyTheFirstLine() {
    assertThat(ClickHouseErrors.of("read", new IOException("one\ntwo")))
        .hasMessage("read: no answer: one");
  }

  private static StorageException failure(int code) {
    return ClickHouseErrors.of(
        "insert", new ExecutionException(new ServerException(code, "said so", 500, "query")));
  }
}
