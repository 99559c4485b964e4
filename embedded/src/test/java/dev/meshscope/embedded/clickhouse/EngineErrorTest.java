package dev.meshscope.embedded.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineErrorTest {

  @Test
  void readsTheCodeOutOfTheEnginesMessage() {
    EngineError error = EngineError.parse("Error: Code: 60. DB::Exception: no t. (UNKNOWN_TABLE)");
    assertThat(error.code()).isEqualTo(60);
    assertThat(error.message()).isEqualTo("Code: 60. DB::Exception: no t. (UNKNOWN_TABLE)");
  }

  @Test
  void takesTheOuterCodeOfANestedMessage() {
    assertThat(EngineError.parse("Code: 73. DB::Exception: Code: 36. DB::Exception: x").code())
        .isEqualTo(73);
  }

  @Test
  void givesAMessageWithoutACodeAnUnknownOne() {
    EngineError error = EngineError.parse("Invalid or closed connection");
    assertThat(error.code()).isEqualTo(1002);
    assertThat(error.message())
        .isEqualTo("Code: 1002. DB::Exception: Invalid or closed connection (UNKNOWN_EXCEPTION)");
  }

  @ParameterizedTest
  @CsvSource({
    "62, 400", "36, 400", "27, 400", "60, 404", "81, 404", "115, 404", "194, 401", "516, 403",
    "159, 408", "381, 411", "229, 413", "48, 501", "202, 503", "209, 503", "241, 500", "1002, 500"
  })
  void hasTheStatusThatClickHouseGives(int code, int status) {
    assertThat(new EngineError(code, "").httpStatus()).isEqualTo(status);
  }
}
