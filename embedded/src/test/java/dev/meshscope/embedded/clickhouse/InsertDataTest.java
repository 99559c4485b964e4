package dev.meshscope.embedded.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InsertDataTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO t FORMAT RowBinary\n<data>",
        "insert into t (a, format) settings x = 'FORMAT' format RowBinary \t\r\n<data>",
        "/* FORMAT */ INSERT INTO `FORMAT` FORMAT RowBinary <data>",
      })
  void takesTheDataOutOfTheStatement(String text) {
    Optional<InsertData> insert = of(text);
    assertThat(insert.map(InsertData::format)).contains("RowBinary");
    assertThat(insert.map(found -> string(found.data()))).contains("<data>");
    assertThat(insert.map(found -> string(found.statement()).strip()))
        .contains(
            text.substring(0, text.toUpperCase(java.util.Locale.ROOT).lastIndexOf("FORMAT"))
                .strip());
  }

  @Test
  void takesOneLineEndAndNoMore() {
    assertThat(of("INSERT INTO t FORMAT RowBinary\n\n\n").map(found -> string(found.data())))
        .contains("\n\n");
  }

  @Test
  void takesNoDataAsNoData() {
    assertThat(of("INSERT INTO t FORMAT RowBinary").map(found -> string(found.data())))
        .contains("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO t VALUES (1)",
        "INSERT INTO t FORMAT Values (1)",
        "INSERT INTO t SELECT 1 FORMAT Null",
        "INSERT INTO t WITH 1 AS a SELECT a FORMAT Null",
        "INSERT INTO t FROM INFILE 'x' FORMAT CSV",
        "INSERT INTO t FORMAT ;",
      })
  void leavesOtherInsertsAlone(String text) {
    assertThat(of(text)).isEmpty();
  }

  private static Optional<InsertData> of(String text) {
    return InsertData.of(MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String string(MemorySegment bytes) {
    return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }
}
