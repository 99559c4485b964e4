package dev.meshscope.storage.schema;

import dev.meshscope.runtime.config.ConfigContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetentionConfigTest {
  private final ConfigContract contract = new ConfigContract(RetentionConfig.defaults());

  @Test
  void keepsTheFinestTwoDays() {
    contract.hasDefaults(Map.of("edges10s", "2d", "edges1m", "30d", "edges1h", "400d"));
  }

  @Test
  void takesEveryKey() {
    contract.maps(Map.of("edges10s", "3d", "edges1m", "31d", "edges1h", "10d"));
  }

  @Test
  void refusesPartsOfDaysAndMuchTooMuch() {
    contract.rejects(
        Map.of(
            "edges10s", List.of("1h", "61d", "36h"),
            "edges1m", List.of("0", "732d"),
            "edges1h", List.of("12h", "4000d", "25h")));
  }
}
