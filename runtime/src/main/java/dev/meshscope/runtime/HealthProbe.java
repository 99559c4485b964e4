package dev.meshscope.runtime;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/**
 * Asks a process whether it is ready, for images without a shell: {@code HealthProbe URL} exits
 * with 0 if the URL answers 200 and with 1 otherwise. Small on purpose: it is a JVM start each
 * time.
 */
public final class HealthProbe {
  private static final int TIMEOUT_MILLIS = 3000;

  private HealthProbe() {}

  public static void main(String[] arguments) {
    System.exit(arguments.length == 1 ? probe(arguments[0]) : 1);
  }

  /** The exit status. */
  static int probe(String url) {
    try {
      var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK ? 0 : 1;
    } catch (IOException | IllegalArgumentException e) {
      return 1; // not ready, whatever the reason; the status is all that is asked for
    }
  }
}
