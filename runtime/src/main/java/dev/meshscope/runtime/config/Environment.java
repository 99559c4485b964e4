package dev.meshscope.runtime.config;

import java.util.Map;
import java.util.regex.Pattern;

/** Names of environment variables that are not the path of a configuration key. */
final class Environment {
  static final String PREFIX = "MESHSCOPE_";

  /** Read by the launcher and by the logging set-up, before any configuration exists. */
  static final Map<String, Pattern> RESERVED =
      Map.of(
          "MESHSCOPE_HOME", Pattern.compile(".+"),
          "MESHSCOPE_LOG_FORMAT", Pattern.compile("plain|json"),
          "MESHSCOPE_LOG_LEVEL", Pattern.compile("TRACE|DEBUG|INFO|WARN|ERROR"));

  /** Behind the name of a secret's variable: the value is the path of a file with the secret. */
  static final String FILE_SUFFIX = "_FILE";

  private Environment() {}
}
