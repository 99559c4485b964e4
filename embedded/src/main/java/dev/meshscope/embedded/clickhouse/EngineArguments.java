package dev.meshscope.embedded.clickhouse;

import java.util.List;

/** The server settings of the engine: small pools and caches for one machine's worth of traffic. */
final class EngineArguments {

  private EngineArguments() {}

  static List<String> of(ClickHouseEngineConfig config) {
    return List.of(
        "--path=" + config.dataDirectory(),
        "--max_server_memory_usage=" + config.limits().memoryBytes(),
        "--mark_cache_size=67108864",
        "--primary_index_cache_size=67108864",
        "--index_mark_cache_size=16777216",
        "--query_condition_cache_size=16777216",
        "--compiled_expression_cache_size=16777216");
  }
}
