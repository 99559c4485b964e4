package dev.meshscope.runtime;

import dev.meshscope.runtime.config.ConfigException;
import dev.meshscope.runtime.config.ConfigLoader;
import dev.meshscope.runtime.config.LoadedConfig;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * What every {@code Main} does: read the configuration, assemble, start, wait, stop. A signal and
 * every other end of the JVM lead to the same clean stop.
 *
 * <p>Exit status: 0 after a wished stop, by a signal too, 1 if a part failed, 2 if the arguments or
 * the configuration cannot be used.
 */
public final class Program {
  private static final Logger log = LoggerFactory.getLogger(Program.class);

  /** Builds the parts of a process out of its configuration, in data-flow order. */
  @FunctionalInterface
  public interface Assembly {
    void assemble(LoadedConfig config, Telemetry telemetry, Lifecycle lifecycle) throws Exception;
  }

  private final String process;
  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;

  Program(String process, Map<String, String> environment, PrintStream out, PrintStream err) {
    this.process = process;
    this.environment = Map.copyOf(environment);
    this.out = out;
    this.err = err;
  }

  /** With this process's environment and terminal. */
  public static Program of(String process) {
    return new Program(process, System.getenv(), System.out, System.err);
  }

  /**
   * Runs until the end.
   *
   * @param defaults the records to load, each with its defaults
   * @return the exit status
   */
  public int run(String[] arguments, List<? extends Record> defaults, Assembly assembly) {
    try {
      var commandLine = CommandLine.parse(arguments);
      if (commandLine.isHelp()) {
        out.println(process + ": " + CommandLine.HELP);
        return 0;
      }
      var config = new ConfigLoader(commandLine.configFile(), environment).load(defaults);
      if (commandLine.isCheckOnly()) {
        config.settings().forEach(out::println);
        return 0;
      }
      return run(config, assembly);
    } catch (ConfigException | IllegalArgumentException e) {
      err.println(e.getMessage());
      return 2;
    }
  }

  private int run(LoadedConfig config, Assembly assembly) {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    config.logTo(log);
    try (var telemetry = Telemetry.create(process, environment);
        var lifecycle = new Lifecycle(process, Lifecycle.Deadlines.defaults());
        var signals = SignalledEnd.of(lifecycle, telemetry)) {
      if (signals.isTooLate()) {
        return 0;
      }
      assembly.assemble(config, telemetry, lifecycle);
      lifecycle.start();
      Optional<String> failure = lifecycle.awaitStop();
      failure.ifPresent(reason -> err.println(process + " stopped: " + reason));
      return failure.isPresent() ? 1 : 0;
    } catch (StartException e) {
      logFailure(e, e.getCause() instanceof RuntimeException);
      err.println(e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    } catch (IOException e) {
      logFailure(e, false);
      err.println(process + " could not start: " + e.getMessage());
      return 1;
    } catch (Exception e) {
      logFailure(e, true);
      err.println(process + " could not start: " + e);
      return 1;
    }
  }

  /** A checked exception is about the world and its message says it all; others are bugs. */
  private static void logFailure(Exception e, boolean isBug) {
    var event = log.atError().addKeyValue("reason", e.getMessage());
    (isBug ? event.setCause(e) : event).log("could not start");
  }
}
