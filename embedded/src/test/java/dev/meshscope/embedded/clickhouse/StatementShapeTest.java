package dev.meshscope.embedded.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.embedded.clickhouse.StatementShape.Kind;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementShapeTest {

  private static StatementShape shape(String text) {
    return StatementShape.of(MemorySegment.ofArray(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1",
        "  select 1",
        "-- why\nSELECT 1",
        "/* INSERT */ SELECT 1",
        "# note\nSELECT 1",
        "WITH 1 AS x SELECT x",
        "FROM t SELECT a",
        "(SELECT 1) UNION ALL (SELECT 2)",
        "SELECT 'INSERT' AS `INSERT`, \"INSERT\" FROM t",
        "SELECT (SELECT 1 FROM insert)"
      })
  void knowsAQuery(String text) {
    assertThat(shape(text).kind()).isEqualTo(Kind.SELECT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SHOW TABLES",
        "CREATE TABLE t AS SELECT 1",
        "EXPLAIN SELECT 1",
        "",
        ";",
        "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x",
        "'"
      })
  void takesEverythingElseAsItIs(String text) {
    assertThat(shape(text).kind()).isEqualTo(Kind.OTHER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1 FORMAT JSON",
        "SELECT 1 format JSON;",
        "SELECT 1 FORMAT JSON ; -- end",
        "SELECT 1 FORMAT JSON SETTINGS max_threads = 1",
        "SELECT 1 SETTINGS max_threads = 1 FORMAT JSON",
        "SELECT 'FORMAT CSV' FORMAT JSON",
        "SELECT format('{}', x) FROM t FORMAT JSON",
        "SELECT format x FROM t FORMAT JSON",
        "SHOW TABLES FORMAT JSON"
      })
  void findsTheFormatThatTheStatementEndsWith(String text) {
    assertThat(shape(text).format()).contains("JSON");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1",
        "SELECT format FROM t",
        "SELECT format('{}', x)",
        "SELECT a FROM (SELECT 1 AS a FORMAT JSON)",
        "SELECT 1 -- FORMAT JSON",
        "SELECT 1 /* FORMAT JSON",
        "SELECT 'FORMAT JSON"
      })
  void findsNoFormatElsewhere(String text) {
    assertThat(shape(text).format()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1; SELECT 2",
        "SELECT 1;;",
        "SET max_threads = 1; SELECT 2",
        "INSERT INTO t SELECT 1; DROP TABLE t"
      })
  void noticesASecondStatement(String text) {
    assertThat(shape(text).isMany()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1;",
        "SELECT 1; -- end",
        "SELECT ';', `;`, \";\" /* ; */",
        "SELECT 'it''s; fine', 'a\\'; b'",
        "INSERT INTO t FORMAT CSV\n1;2\n3;4",
        "INSERT INTO t (a) VALUES (1); (2)"
      })
  void takesNoDataForASecondStatement(String text) {
    assertThat(shape(text).isMany()).isFalse();
  }

  @Test
  void doesNotLookIntoTheDataOfAnInsert() {
    StatementShape shape = shape("INSERT INTO t SETTINGS a = 1 FORMAT RowBinary\n\0'\"(;\u00ff");
    assertThat(shape.kind()).isEqualTo(Kind.INSERT);
    assertThat(shape.format()).isEmpty();
    assertThat(shape.isMany()).isFalse();
  }
}
