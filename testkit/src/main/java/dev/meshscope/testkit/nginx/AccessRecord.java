package dev.meshscope.testkit.nginx;

/**
 * One request as nginx's own log has it.
 *
 * @param host the host that was asked for, without port
 * @param path path and query as they came
 * @param status code that the client got
 * @param upstreamAddresses the list of hosts that were asked, as nginx writes it
 * @param upstreamStatuses the list of their codes
 * @param limit what a limit of requests said, a dash if there was none
 */
public record AccessRecord(
    String host,
    String path,
    int status,
    String upstreamAddresses,
    String upstreamStatuses,
    String limit) {
  private static final int COLUMNS = 6;

  static AccessRecord of(String line) {
    String[] columns = line.split("\t", -1);
    if (columns.length != COLUMNS) {
      throw new NginxException("not a line of our log: " + line);
    }
    return new AccessRecord(
        columns[0], columns[1], Integer.parseInt(columns[2]), columns[3], columns[4], columns[5]);
  }
}
