package dev.meshscope.testkit.simulate;

/**
 * One end of a connection.
 *
 * @param address IP address
 * @param port 0 where the address was read from a header
 */
record Endpoint(String address, int port) {}
