package dev.meshscope.storage.read;

import dev.meshscope.model.ServiceName;
import java.sql.SQLException;
import java.util.List;

/** Whether any edge was ever stored that a service was called on, or that it called on. */
public final class SelectServiceKnown implements Select<Boolean> {
  private static final String SQL =
      """
      SELECT 1
      FROM edges
      WHERE tenant = ? AND grouping = 'service'
        AND (service_namespace = ? AND service_name = ?
          OR source_namespace = ? AND <caller service> = ?)
      LIMIT 1
      """
          .replace("<caller service>", TrafficSql.CALLER_SERVICE);

  private final String tenant;
  private final ServiceName service;

  /**
   * @param tenant whose service
   * @param service its name
   */
  public SelectServiceKnown(String tenant, ServiceName service) {
    this.tenant = tenant;
    this.service = service;
  }

  @Override
  public String sql() {
    return SQL;
  }

  @Override
  public List<Object> parameters() {
    return List.of(
        tenant, service.namespace(), service.name(), service.namespace(), service.name());
  }

  @Override
  public Boolean read(Rows rows) throws SQLException {
    return rows.next();
  }
}
