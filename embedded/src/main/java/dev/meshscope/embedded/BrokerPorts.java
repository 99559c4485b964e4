package dev.meshscope.embedded;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The broker's and the controller's port. Kept in the data directory, because a restarted broker
 * must be found where its clients look for it and the metadata log names the controller.
 */
record BrokerPorts(int broker, int controller) {

  private static final String FILE = "ports.properties";

  /**
   * The ports of the last start where they are still free, else new ones.
   *
   * @param asked the port that the broker must get, or 0
   */
  static BrokerPorts choose(Path directory, int asked) {
    if (asked != 0 && !Ports.isFree(asked)) {
      throw new EmbeddedStartException(
          "port %d on 127.0.0.1 is taken, the Kafka broker cannot listen there (stop its owner, or set another port)"
              .formatted(asked));
    }
    BrokerPorts last = read(directory.resolve(FILE));
    int[] free = freeExcept(asked);
    int broker = asked != 0 ? asked : reusable(last.broker, free[0]);
    int controller = reusable(last.controller, free[1]);
    return new BrokerPorts(broker, controller == broker ? free[1] : controller);
  }

  private static int[] freeExcept(int asked) {
    int[] free = Ports.twoFree();
    while (free[0] == asked || free[1] == asked) {
      free = Ports.twoFree();
    }
    return free;
  }

  private static int reusable(int last, int otherwise) {
    return last != 0 && Ports.isFree(last) ? last : otherwise;
  }

  void write(Path directory) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("broker", Integer.toString(broker));
    properties.setProperty("controller", Integer.toString(controller));
    try (Writer writer = Files.newBufferedWriter(directory.resolve(FILE), StandardCharsets.UTF_8)) {
      properties.store(writer, null);
    }
  }

  private static BrokerPorts read(Path file) {
    if (!Files.exists(file)) {
      return new BrokerPorts(0, 0);
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new EmbeddedStartException("cannot read " + file, e);
    }
    return new BrokerPorts(port(properties, "broker"), port(properties, "controller"));
  }

  /** A file that a crash or a person left half-written only costs the old port number. */
  private static int port(Properties properties, String name) {
    String text = properties.getProperty(name, "0").strip();
    return text.matches("\\d{1,5}") && Integer.parseInt(text) <= 65_535
        ? Integer.parseInt(text)
        : 0;
  }
}
