package dev.meshscope.collector.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.normalize.Normalized.Skipped;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryKindTest {
  @ParameterizedTest(name = "type {0} is {1}")
  @CsvSource({
    "1, INTERMEDIATE",
    "2, INTERMEDIATE",
    "4, INTERMEDIATE",
    "5, INTERMEDIATE",
    "7, UPSTREAM_ATTEMPT",
    "8, UPSTREAM_ATTEMPT",
    "9, UPSTREAM_ATTEMPT",
    "10, INTERMEDIATE",
    "11, INTERMEDIATE",
    "12, INTERMEDIATE",
    "14, INTERMEDIATE"
  })
  void skipsTypesThatReportNoFinishedRequest(int type, Skipped expected) {
    ProtocolEntry entry = TestEntry.http().number(ProtocolEntry.LOG_TYPE, type).entry();
    assertThat(EntryKind.skipped(entry)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 6, 13, 15, 99})
  void countsFinalAndUnknownTypes(int type) {
    ProtocolEntry entry = TestEntry.http().number(ProtocolEntry.LOG_TYPE, type).entry();
    assertThat(EntryKind.skipped(entry)).isNull();
  }

  @Test
  void skipsAnEntryOfAnOldProxyThatIsIntermediate() {
    ProtocolEntry entry =
        TestEntry.http()
            .number(ProtocolEntry.LOG_TYPE, 0)
            .number(ProtocolEntry.INTERMEDIATE, 1)
            .entry();
    assertThat(EntryKind.skipped(entry)).isEqualTo(Skipped.INTERMEDIATE);
  }

  @Test
  void countsAFinalTypeWhateverTheDeprecatedFieldSays() {
    ProtocolEntry entry = TestEntry.http().number(ProtocolEntry.INTERMEDIATE, 1).entry();
    assertThat(EntryKind.skipped(entry)).isNull();
  }

  @Test
  void skipsARequestInTheShapeOfAConnection() {
    ProtocolEntry entry = TestEntry.tcp().number(ProtocolEntry.LOG_TYPE, 6).entry();
    assertThat(EntryKind.skipped(entry)).isEqualTo(Skipped.HTTP_AS_TCP);
  }

  @Test
  void takesAConnectionInTheShapeOfARequestForAConnection() {
    assertThat(EntryKind.isTcp(TestEntry.http().number(ProtocolEntry.LOG_TYPE, 3).entry()))
        .isTrue();
    assertThat(EntryKind.isTcp(TestEntry.http().entry())).isFalse();
  }

  @Test
  void takesAnUntypedEntryWithoutRequestForAConnection() {
    TestEntry untyped =
        TestEntry.http()
            .number(ProtocolEntry.LOG_TYPE, 0)
            .number(ProtocolEntry.PROTOCOL_VERSION, 0)
            .number(ProtocolEntry.METHOD, 0);
    assertThat(EntryKind.isTcp(untyped.entry())).isTrue();
    assertThat(EntryKind.isTcp(untyped.text(ProtocolEntry.AUTHORITY, "a").entry())).isFalse();
  }

  @Test
  void takesARequestThatCouldNotBeReadForARequest() {
    ProtocolEntry broken =
        TestEntry.http()
            .number(ProtocolEntry.PROTOCOL_VERSION, 0)
            .number(ProtocolEntry.METHOD, 0)
            .entry();
    assertThat(EntryKind.isTcp(broken)).isFalse();
  }
}
