package dev.meshscope.testkit.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MeshArgumentsTest {
  @Test
  void needsOnlyACollector() {
    MeshArguments arguments = MeshArguments.parse("--collector", "127.0.0.1:4317");
    assertThat(arguments.collector()).isEqualTo(new Collector("127.0.0.1", 4317));
    assertThat(arguments.plan().ratePerSecond()).isEqualTo(50);
    assertThat(arguments.plan().requests()).isEqualTo(Long.MAX_VALUE);
    assertThat(arguments.plan().duration()).isEqualTo(LoadPlan.FOR_EVER);
    assertThat(arguments.directory()).isEmpty();
  }

  @Test
  void takesEveryArgument() {
    MeshArguments arguments =
        MeshArguments.parse(
            "--collector",
            "c:1",
            "--rate",
            "2.5",
            "--requests",
            "7",
            "--duration",
            "90s",
            "--concurrency",
            "3",
            "--seed",
            "11",
            "--directory",
            "work");
    assertThat(arguments.plan())
        .isEqualTo(new LoadPlan(ScenarioMix.everything(), 2.5, 7, Duration.ofSeconds(90), 3, 11));
    assertThat(arguments.directory()).contains(Path.of("work"));
  }

  @Test
  void namesWhatIsWrong() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MeshArguments.parse("--colector", "c:1"))
        .withMessageContaining("--colector")
        .withMessageContaining("--collector");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MeshArguments.parse("--collector"))
        .withMessageContaining("--collector");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MeshArguments.parse("--rate", "5"))
        .withMessageContaining("--collector host:port is missing");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MeshArguments.parse("--collector", "c:1", "--duration", "soon"))
        .withMessageContaining("soon");
  }
}
