package dev.meshscope.storage.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets the tables' TTL where it differs from the configuration. Rows live one day longer than their
 * retention: the writer asks the tables what they hold, and a row that expired between two of its
 * tries would look like one that was never stored.
 */
final class RetentionRule {
  private static final Logger LOG = LoggerFactory.getLogger(RetentionRule.class);
  private static final Pattern TTL = Pattern.compile("TTL window \\+ toIntervalDay\\((\\d+)\\)");

  private final Connection connection;

  RetentionRule(Connection connection) {
    this.connection = connection;
  }

  void apply(RetentionConfig retention) throws SQLException {
    for (TrafficTable table : TrafficTable.values()) {
      long days = retention.of(table).toDays() + 1;
      long before = days(table);
      if (before != days) {
        set(table, days);
        LOG.atInfo()
            .addKeyValue("table", table.table())
            .addKeyValue("daysBefore", before)
            .addKeyValue("days", days)
            .log("time to live changed");
      }
    }
  }

  /** The days that are set, 0 when there is no such rule. */
  private long days(TrafficTable table) throws SQLException {
    String query =
        "SELECT engine_full FROM system.tables WHERE database = currentDatabase() AND name = ?";
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, table.table());
      try (ResultSet rows = statement.executeQuery()) {
        Matcher matcher = TTL.matcher(rows.next() ? rows.getString(1) : "");
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
      }
    }
  }

  private void set(TrafficTable table, long days) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "ALTER TABLE %s MODIFY TTL window + INTERVAL %d DAY".formatted(table.table(), days));
    }
  }
}
