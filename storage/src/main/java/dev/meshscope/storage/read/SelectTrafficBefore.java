package dev.meshscope.storage.read;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Whether a tenant has traffic of before a time; what is older than 35 days is not looked at. */
public final class SelectTrafficBefore implements Select<Boolean> {
  private static final Duration LOOKED_AT = Duration.ofDays(35);
  private static final long MINUTE = 60;
  private static final long HOUR = 3_600;

  /** The coarse tables reach back, the fine ones are exact; each window ends by then. */
  private static final String SQL =
      """
      SELECT 1 FROM (
        (SELECT 1 FROM edges_10s WHERE tenant = ? AND window >= toDateTime(?, 'UTC')
          AND window <= toDateTime(?, 'UTC') LIMIT 1)
        UNION ALL
        (SELECT 1 FROM edges_1m WHERE tenant = ? AND window >= toDateTime(?, 'UTC')
          AND window <= toDateTime(?, 'UTC') LIMIT 1)
        UNION ALL
        (SELECT 1 FROM edges_1h WHERE tenant = ? AND window >= toDateTime(?, 'UTC')
          AND window <= toDateTime(?, 'UTC') LIMIT 1))
      LIMIT 1
      """;

  private final String tenant;
  private final Instant time;

  /**
   * @param tenant whose traffic
   * @param time the start of a window of 10 s; traffic of that window counts too
   */
  public SelectTrafficBefore(String tenant, Instant time) {
    this.tenant = tenant;
    this.time = time;
  }

  @Override
  public String sql() {
    return SQL;
  }

  @Override
  public List<Object> parameters() {
    long end = time.getEpochSecond();
    long hour = end - HOUR;
    return List.of(
        tenant,
        hour,
        end,
        tenant,
        end - Duration.ofDays(1).toSeconds(),
        end - MINUTE,
        tenant,
        end - LOOKED_AT.toSeconds(),
        hour);
  }

  @Override
  public Boolean read(Rows rows) throws SQLException {
    return rows.next();
  }
}
