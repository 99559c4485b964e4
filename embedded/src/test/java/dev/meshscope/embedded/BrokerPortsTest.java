package dev.meshscope.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerPortsTest {

  @TempDir private Path directory;

  @Test
  void keepsThePortsOfTheLastStart() throws Exception {
    BrokerPorts first = BrokerPorts.choose(directory, 0);
    first.write(directory);
    assertThat(BrokerPorts.choose(directory, 0)).isEqualTo(first);
    assertThat(first.broker()).isNotEqualTo(first.controller());
  }

  @Test
  void prefersTheAskedPortAndKeepsTheControllers() throws Exception {
    BrokerPorts first = BrokerPorts.choose(directory, 0);
    first.write(directory);
    int asked = Ports.twoFree()[0];
    assertThat(BrokerPorts.choose(directory, asked))
        .isEqualTo(new BrokerPorts(asked, first.controller()));
  }

  @Test
  void neverGivesTheBrokerThePortOfTheController() throws Exception {
    BrokerPorts first = BrokerPorts.choose(directory, 0);
    first.write(directory);
    BrokerPorts second = BrokerPorts.choose(directory, first.controller());
    assertThat(second.broker()).isEqualTo(first.controller());
    assertThat(second.controller()).isNotEqualTo(first.controller());
  }

  @Test
  void takesOthersWhenTheLastOnesAreTaken() throws Exception {
    BrokerPorts first = BrokerPorts.choose(directory, 0);
    first.write(directory);
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(Ports.loopback(), first.broker()));
      BrokerPorts second = BrokerPorts.choose(directory, 0);
      assertThat(second.broker()).isNotEqualTo(first.broker());
      assertThat(second.controller()).isEqualTo(first.controller());
      assertThatThrownBy(() -> BrokerPorts.choose(directory, first.broker()))
          .isInstanceOf(EmbeddedStartException.class)
          .hasMessageContaining("is taken");
    }
  }

  @Test
  void livesWithABrokenFile() throws Exception {
    Files.writeString(directory.resolve("ports.properties"), "broker=99999\ncontroller=x1\n");
    BrokerPorts ports = BrokerPorts.choose(directory, 0);
    assertThat(ports.broker()).isBetween(1, 65_535);
    assertThat(ports.controller()).isBetween(1, 65_535);
  }
}
