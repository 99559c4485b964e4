package dev.meshscope.embedded.clickhouse;

/** What every answer says of the server. */
record ServerIdentity(String version, String timeZone) {

  static final String DISPLAY_NAME = "meshscope-embedded";
}
