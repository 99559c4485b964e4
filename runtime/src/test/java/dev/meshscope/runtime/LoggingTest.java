package dev.meshscope.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.status.Status;
import java.io.ByteArrayOutputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class LoggingTest {
  private final LoggerContext context = new LoggerContext();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void writesPlainLinesWithKeyValues() throws Exception {
    configure("plain");
    context.getLogger("dev.meshscope.a.Thing").atInfo().addKeyValue("port", 4317).log("listening");
    assertThat(out.toString(UTF_8)).matches("(?s)\\S+T\\S+ INFO  Thing: listening port=4317\\R");
  }

  @Test
  void writesJsonWhenAsked() throws Exception {
    configure("json");
    context
        .getLogger("dev.meshscope.a.Thing")
        .atWarn()
        .addKeyValue("port", 4317)
        .setCause(new IllegalStateException("broken"))
        .log("not {}", "listening");
    var line = JsonMapper.shared().readTree(out.toString(UTF_8));
    assertThat(line.path("level").asString()).isEqualTo("WARN");
    assertThat(line.path("formattedMessage").asString()).isEqualTo("not listening");
    assertThat(line.path("kvpList").get(0).path("port").asString()).isEqualTo("4317");
    assertThat(line.path("throwable").path("message").asString()).isEqualTo("broken");
  }

  @Test
  void keepsTheKafkaClientsQuiet() throws Exception {
    configure("plain");
    assertThat(level("org.apache.kafka.clients.producer.ProducerConfig")).isEqualTo(Level.WARN);
    assertThat(level("org.apache.kafka.clients.NetworkClient")).isEqualTo(Level.ERROR);
    assertThat(level("kafka.server.KafkaServer")).isEqualTo(Level.WARN);
    assertThat(level("dev.meshscope.anything")).isEqualTo(Level.INFO);
  }

  private Level level(String logger) {
    return context.getLogger(logger).getEffectiveLevel();
  }

  private void configure(String format) throws Exception {
    context.setMDCAdapter(new LogbackMDCAdapter());
    context.start();
    context.putProperty("MESHSCOPE_LOG_FORMAT", format);
    var configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(
        Objects.requireNonNull(LoggingTest.class.getResource("/logback.xml"), "logback.xml"));
    assertThat(context.getStatusManager().getCopyOfStatusList())
        .noneMatch(status -> status.getLevel() >= Status.WARN);
    var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    if (root.getAppender("console") instanceof ConsoleAppender<?> console) {
      console.setOutputStream(out);
    }
  }
}
