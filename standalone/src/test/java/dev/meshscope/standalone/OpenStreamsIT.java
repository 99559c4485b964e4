package dev.meshscope.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.standalone.OpenTalks.Sums;
import dev.meshscope.standalone.OpenTalks.Way;
import dev.meshscope.standalone.TopologyAnswer.EdgeAnswer;
import dev.meshscope.testkit.mesh.LoadPlan;
import dev.meshscope.testkit.mesh.ScenarioMix;
import dev.meshscope.testkit.mesh.TcpTruth;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * A TCP connection and a gRPC stream through the real mesh: their bytes are in the answers while
 * they are open, and at their ends each counts once, and so do its bytes.
 */
@Tag("broker")
@Tag("engine")
@Tag("envoy")
class OpenStreamsIT {
  private static final OpenTalks talks = new OpenTalks();

  @TempDir static Path directory;

  private static MeasuredMesh measured;

  @BeforeAll
  static void talk() throws Exception {
    measured = MeasuredMesh.run(directory, LoadPlan.count(ScenarioMix.ordinary(), 1, 0, 1), talks);
  }

  @AfterAll
  static void stop() {
    if (measured != null) {
      measured.close();
    }
  }

  @Test
  void everyStageBalances() {
    measured.assertEveryStageBalances();
  }

  @Test
  void takesEveryEntry() {
    measured.assertEveryEntryWasReceived();
  }

  @Test
  void countsTheConnectionAsEnvoyDoes() throws Exception {
    long said = OpenTalks.FIRST_BYTES + OpenTalks.MORE_BYTES + OpenTalks.LAST_BYTES;
    List<TcpTruth> proxies =
        measured.truth().tcp().stream().filter(tcp -> tcp.connections() > 0).toList();
    assertThat(proxies).hasSize(OpenTalks.REPORTERS.size());
    assertThat(proxies)
        .allSatisfy(tcp ->
            assertThat(new Sums(tcp.connections(), tcp.receivedBytes(), tcp.sentBytes()))
                .isEqualTo(new Sums(1, said, said)));
    assertThat(measured.truth().apps().databaseServed().receivedBytes()).isEqualTo(said);
    for (String reporter : OpenTalks.REPORTERS) {
      assertThat(talks.stored(Way.CONNECTION, reporter)).isEqualTo(new Sums(1, said, said));
    }
  }

  @Test
  void addsTheLastMessageAtTheEndOfTheStream() throws Exception {
    for (String reporter : OpenTalks.REPORTERS) {
      Sums open = talks.whileOpen(Way.STREAM, reporter);
      Sums ended = open.plus(1, OpenTalks.LAST_BYTES + OpenTalks.PREFIX_BYTES);
      assertThat(talks.stored(Way.STREAM, reporter)).as(reporter).isEqualTo(ended);
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void answersWhatIsStored(Way way) throws Exception {
    EdgeAnswer edge = way.edge(measured.ask("class=all"));
    assertThat(edge.requests()).isEqualTo(1);
    assertThat(edge.json().path("requestsBySource").asLong()).isEqualTo(1);
    assertThat(edge.json().path("requestsByDestination").asLong()).isEqualTo(1);
    assertThat(edge.json().path("latency").path("count").asLong(0)).isZero();

    Instant end = measured.truth().to();
    Waiting.until("rates are over the whole range", () -> Instant.now().isAfter(end));
    JsonNode total = measured.signals(edge).path("total");
    long seconds = Duration.between(measured.truth().from(), end).toSeconds();
    Sums stored = talks.stored(way, "source");
    assertThat(
            new Sums(
                total.path("requests").asLong(),
                Math.round(total.path("bytesReceivedPerSecond").asDouble() * seconds),
                Math.round(total.path("bytesSentPerSecond").asDouble() * seconds)))
        .isEqualTo(stored);
  }
}
