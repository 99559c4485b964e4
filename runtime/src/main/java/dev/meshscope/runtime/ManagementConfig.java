package dev.meshscope.runtime;

import dev.meshscope.runtime.config.Check;

/**
 * Where health and metrics are served.
 *
 * @param host address to listen on
 * @param port 0 for any free one
 */
public record ManagementConfig(String host, int port) {
  public ManagementConfig {
    Check.notBlank("host", host);
    Check.port("port", port);
  }
}
