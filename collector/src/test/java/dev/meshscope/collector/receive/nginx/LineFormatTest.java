package dev.meshscope.collector.receive.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.ProtocolEntry;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineFormatTest {
  private static final String TEXT =
      "[$time_iso8601] ${request_time}s $status|$upstream_addr|$upstream_status \"$request\" $ignored";

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "``,needs $msec",
        "no variable at all,needs $msec",
        "$msec $requst_time $status,unknown variable $requst_time; write $ignored",
        "$msec $request_time$status $upstream_addr,nothing between $request_time and $status",
        "`$msec $request_time $status $upstream_addr, $upstream_status`,after the list $upstream_addr",
        "$msec $status $upstream_addr,needs $request_time",
        "$msec $request_time $upstream_addr,needs $status",
        "$msec $request_time $status,needs $upstream_addr",
        "$request_time $status $upstream_addr,needs $msec",
        "$msec $,a $ without a name at character 7",
        "${msec $request_time,a $ without a name at character 1",
        "`{\"a\":\"$msec\",`,no flat JSON object",
        "`{\"a\":{\"b\":\"$msec\"}}`,no flat JSON object",
        "`{\"a\":\"$msec\",\"r\":\"$request_method $uri\"}`,more than one variable as the value of \"r\"",
        "`{\"a\":\"$msec\",\"r\":\"$metod\"}`,unknown variable $metod",
        "`{\"a\":\"$msec\",\"s\":\"$status\",\"t\":\"$request_time\"}`,needs $upstream_addr"
      })
  void refusesADescriptionAndSaysWhy(String format, String reason) {
    assertThatThrownBy(() -> NginxLines.check(format))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void readsADescribedText() {
    ReadLine line =
        described(
            TEXT,
            "[2026-11-25T14:28:44+00:00] 0.250s 200|10.0.0.1:80, 10.0.0.2:80|502, 200"
                + " \"POST /a b?c HTTP/2.0\" rest of it");
    assertThat(line.unusable()).isNull();
    assertThat(line.upstream()).isEqualTo("10.0.0.2:80");
    assertThat(line.number(ProtocolEntry.ATTEMPTS)).isEqualTo(2);
    assertThat(line.number(ProtocolEntry.METHOD)).isEqualTo(3);
    assertThat(line.number(ProtocolEntry.PROTOCOL_VERSION)).isEqualTo(3);
    assertThat(line.text(ProtocolEntry.PATH)).isEqualTo("/a b?c");
    assertThat(line.entry().seconds(ProtocolEntry.START)).isEqualTo(1_795_616_923);
    assertThat(line.entry().nanos(ProtocolEntry.START)).isEqualTo(750_000_000);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {"`,`", "` `", "` [`", "`;`", "` | `"})
  void readsListsWhateverStandsAfterThem(String after) {
    String addresses = "10.0.0.1:80, 10.0.0.2:80 : 10.0.0.3:80";
    ReadLine line =
        described(
            "$msec $request_time $upstream_addr" + after + "$upstream_status" + after + "$status",
            "1795616924.962 0.250 " + addresses + after + "502, 200 : 200" + after + "200");
    assertThat(line.unusable()).isNull();
    assertThat(line.upstream()).isEqualTo("10.0.0.3:80");
    assertThat(line.number(ProtocolEntry.RESPONSE_CODE)).isEqualTo(200);
  }

  @Test
  void readsADescribedJsonWithOtherKeys() {
    ReadLine line =
        described(
            "{\"@time\": \"$msec\", \"took\": $request_time, \"code\": $status,"
                + " \"hosts\": \"$upstream_addr\", \"controller_namespace\": \"edge\"}",
            "{\"@time\": \"1795616924.962\", \"took\": 0.250, \"code\": 204,"
                + " \"hosts\": \"10.0.0.1:80\", \"controller_namespace\": \"edge\"}");
    assertThat(line.unusable()).isNull();
    assertThat(line.number(ProtocolEntry.RESPONSE_CODE)).isEqualTo(204);
    assertThat(line.upstream()).isEqualTo("10.0.0.1:80");
    assertThat(line.node().workload().namespace()).isEqualTo("edge");
  }

  @Test
  void stillReadsKnownFormatsBesideADescribedOne() {
    assertThat(described(TEXT, new ReadLine.Json().toString()).unusable()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        // nginx's "combined", which does not say how long a request took
        "`10.0.0.1 - - [25/Nov/2026:14:28:44 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"curl\"`",
        "hello",
        "``",
        "{}",
        "{\"level\":\"info\"}",
        "`{\"msec\":\"1.0\",\"status\":\"200\",\"request_time\":\"0.1\"}`"
      })
  void countsLinesInOtherFormats(String line) {
    assertThat(ReadLine.of(line).unusable()).isEqualTo(Rejected.UNKNOWN_FORMAT);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "{\"msec\":\"1795616924.962\"",
        "{\"msec\":",
        "{\"msec",
        "{\"msec\":\"1\"}}",
        "{msec:1}",
        "{\"a\":[1]}"
      })
  void countsJsonThatEndsTooEarly(String line) {
    assertThat(ReadLine.of(line).unusable()).isEqualTo(Rejected.ENTRY_MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({
    "msec, x, ENTRY_MALFORMED",
    "msec, '', NO_START_TIME",
    "request_time, -, ENTRY_MALFORMED",
    "status, ok, ENTRY_MALFORMED"
  })
  void countsLinesWithoutWhatIsNeeded(String key, String value, Rejected reason) {
    assertThat(new ReadLine.Json().with(key, value).read().unusable()).isEqualTo(reason);
  }

  @Test
  void knowsLinesOfTheErrorLog() {
    assertThat(
            ReadLine.of("2026/11/25 14:28:25 [error] 10566#10566: *15 connect() failed").unusable())
        .isEqualTo(Normalized.Skipped.ERROR_LOG);
  }

  private static ReadLine described(String format, String line) {
    return ReadLine.of(line, LineSource.NONE, Optional.of(format));
  }
}
