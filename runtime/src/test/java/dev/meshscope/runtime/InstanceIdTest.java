package dev.meshscope.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceIdTest {
  @TempDir private Path directory;

  @Test
  void takesTheConfiguredOne() throws IOException {
    assertThat(InstanceId.of(Optional.of("c-1.a"), directory, new Random(1))).hasToString("c-1.a");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void keepsARandomOneInTheDataDirectory() throws IOException {
    Path data = directory.resolve("a/b");
    var first = InstanceId.of(Optional.empty(), data, new Random(1));
    assertThat(InstanceId.of(Optional.empty(), data, new Random(2))).isEqualTo(first);
    assertThat(data).isDirectoryContaining("glob:**/instance-id");
    assertThat(InstanceId.of(Optional.empty(), directory.resolve("c"), new Random(2)))
        .isNotEqualTo(first);
  }

  @Test
  void agreesOnOneWhenSeveralStartAtOnce() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var starts =
          IntStream.range(0, 16)
              .<Callable<InstanceId>>mapToObj(
                  seed -> () -> InstanceId.of(Optional.empty(), directory, new Random(seed)))
              .toList();
      var ids = threads.invokeAll(starts).stream().map(done -> done.resultNow().value()).toList();
      assertThat(ids).containsOnly(ids.getFirst());
    }
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void refusesAKeptOneThatIsNone() throws IOException {
    Files.writeString(directory.resolve("instance-id"), "not an id\n");
    assertThatIOException()
        .isThrownBy(() -> InstanceId.of(Optional.empty(), directory, new Random(1)))
        .withMessageContaining("delete it");
  }

  @Test
  void saysWhichDirectoryCannotBeWrittenTo() throws IOException {
    Path taken = Files.createFile(directory.resolve("file"));
    assertThatIOException()
        .isThrownBy(() -> InstanceId.of(Optional.empty(), taken, new Random(1)))
        .withMessageContaining(taken.toString())
        .withMessageContaining("MESHSCOPE_DATA_DIR");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "ü", "a/b"})
  void refusesWhatIsNoId(String value) {
    assertThatIllegalArgumentException().isThrownBy(() -> new InstanceId(value));
  }
}
