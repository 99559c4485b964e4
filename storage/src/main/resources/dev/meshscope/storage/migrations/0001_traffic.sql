-- Traffic of every edge, as each reporter saw it, in windows of event time. One block of deltas is
-- one part: `log` names the partition of topic edge-deltas that a row came from and `block_end` the
-- offset up to which that partition is in the part, so that a writer can ask what is stored.
-- The bounds of `window` are in UTC whatever the server's time zone is.

-- 10 s windows; retention 2 days and one more, see the architecture on expired pieces.
CREATE TABLE IF NOT EXISTS edges_10s (
  tenant LowCardinality(String),
  destination_namespace LowCardinality(String),
  service_namespace LowCardinality(String),
  service_name LowCardinality(String),
  window DateTime('UTC') CODEC(Delta, ZSTD(1)),
  source_cluster LowCardinality(String),
  source_namespace LowCardinality(String),
  source_workload LowCardinality(String),
  source_version LowCardinality(String),
  source_canonical_service LowCardinality(String),
  source_kind LowCardinality(String),
  destination_cluster LowCardinality(String),
  destination_workload LowCardinality(String),
  destination_version LowCardinality(String),
  destination_canonical_service LowCardinality(String),
  destination_kind LowCardinality(String),
  protocol LowCardinality(String),
  traffic_class LowCardinality(String),
  entry LowCardinality(String),
  exit LowCardinality(String),
  reporter LowCardinality(String),
  port UInt16,
  subset LowCardinality(String),
  host LowCardinality(String),
  source_principal LowCardinality(String),
  destination_principal LowCardinality(String),
  connection_security_policy LowCardinality(String),
  log UInt64,
  block_end SimpleAggregateFunction(max, UInt64),
  requests SimpleAggregateFunction(sum, UInt64),
  attempts SimpleAggregateFunction(sum, UInt64),
  late SimpleAggregateFunction(sum, UInt64),
  bytes_received SimpleAggregateFunction(sum, UInt64),
  bytes_sent SimpleAggregateFunction(sum, UInt64),
  first_end SimpleAggregateFunction(min, DateTime64(6, 'UTC')),
  last_end SimpleAggregateFunction(max, DateTime64(6, 'UTC')),
  outcomes SimpleAggregateFunction(sumMap, Map(UInt32, UInt64)),
  flags SimpleAggregateFunction(sumMap, Map(UInt8, UInt64)),
  succeeded SimpleAggregateFunction(sumMap, Map(UInt16, UInt64)),
  failed SimpleAggregateFunction(sumMap, Map(UInt16, UInt64))
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window)
PRIMARY KEY (tenant, destination_namespace, service_namespace, service_name, window)
ORDER BY (
  tenant, destination_namespace, service_namespace, service_name, window, source_cluster,
  source_namespace, source_workload, source_version, source_canonical_service, source_kind,
  destination_cluster, destination_workload, destination_version,
  destination_canonical_service, destination_kind, protocol, traffic_class, entry, exit,
  reporter, port, subset, host, source_principal, destination_principal,
  connection_security_policy, log
)
TTL window + INTERVAL 3 DAY
SETTINGS non_replicated_deduplication_window = 100000, ttl_only_drop_parts = 1;

-- 1 min windows; retention 30 days and one more.
CREATE TABLE IF NOT EXISTS edges_1m (
  tenant LowCardinality(String),
  destination_namespace LowCardinality(String),
  service_namespace LowCardinality(String),
  service_name LowCardinality(String),
  window DateTime('UTC') CODEC(Delta, ZSTD(1)),
  source_cluster LowCardinality(String),
  source_namespace LowCardinality(String),
  source_workload LowCardinality(String),
  source_version LowCardinality(String),
  source_canonical_service LowCardinality(String),
  source_kind LowCardinality(String),
  destination_cluster LowCardinality(String),
  destination_workload LowCardinality(String),
  destination_version LowCardinality(String),
  destination_canonical_service LowCardinality(String),
  destination_kind LowCardinality(String),
  protocol LowCardinality(String),
  traffic_class LowCardinality(String),
  entry LowCardinality(String),
  exit LowCardinality(String),
  reporter LowCardinality(String),
  port UInt16,
  subset LowCardinality(String),
  host LowCardinality(String),
  source_principal LowCardinality(String),
  destination_principal LowCardinality(String),
  connection_security_policy LowCardinality(String),
  log UInt64,
  block_end SimpleAggregateFunction(max, UInt64),
  requests SimpleAggregateFunction(sum, UInt64),
  attempts SimpleAggregateFunction(sum, UInt64),
  late SimpleAggregateFunction(sum, UInt64),
  bytes_received SimpleAggregateFunction(sum, UInt64),
  bytes_sent SimpleAggregateFunction(sum, UInt64),
  first_end SimpleAggregateFunction(min, DateTime64(6, 'UTC')),
  last_end SimpleAggregateFunction(max, DateTime64(6, 'UTC')),
  outcomes SimpleAggregateFunction(sumMap, Map(UInt32, UInt64)),
  flags SimpleAggregateFunction(sumMap, Map(UInt8, UInt64)),
  succeeded SimpleAggregateFunction(sumMap, Map(UInt16, UInt64)),
  failed SimpleAggregateFunction(sumMap, Map(UInt16, UInt64))
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(window)
PRIMARY KEY (tenant, destination_namespace, service_namespace, service_name, window)
ORDER BY (
  tenant, destination_namespace, service_namespace, service_name, window, source_cluster,
  source_namespace, source_workload, source_version, source_canonical_service, source_kind,
  destination_cluster, destination_workload, destination_version,
  destination_canonical_service, destination_kind, protocol, traffic_class, entry, exit,
  reporter, port, subset, host, source_principal, destination_principal,
  connection_security_policy, log
)
TTL window + INTERVAL 31 DAY
SETTINGS non_replicated_deduplication_window = 100000, ttl_only_drop_parts = 1;

-- 1 h windows; retention 400 days and one more.
CREATE TABLE IF NOT EXISTS edges_1h (
  tenant LowCardinality(String),
  destination_namespace LowCardinality(String),
  service_namespace LowCardinality(String),
  service_name LowCardinality(String),
  window DateTime('UTC') CODEC(Delta, ZSTD(1)),
  source_cluster LowCardinality(String),
  source_namespace LowCardinality(String),
  source_workload LowCardinality(String),
  source_version LowCardinality(String),
  source_canonical_service LowCardinality(String),
  source_kind LowCardinality(String),
  destination_cluster LowCardinality(String),
  destination_workload LowCardinality(String),
  destination_version LowCardinality(String),
  destination_canonical_service LowCardinality(String),
  destination_kind LowCardinality(String),
  protocol LowCardinality(String),
  traffic_class LowCardinality(String),
  entry LowCardinality(String),
  exit LowCardinality(String),
  reporter LowCardinality(String),
  port UInt16,
  subset LowCardinality(String),
  host LowCardinality(String),
  source_principal LowCardinality(String),
  destination_principal LowCardinality(String),
  connection_security_policy LowCardinality(String),
  log UInt64,
  block_end SimpleAggregateFunction(max, UInt64),
  requests SimpleAggregateFunction(sum, UInt64),
  attempts SimpleAggregateFunction(sum, UInt64),
  late SimpleAggregateFunction(sum, UInt64),
  bytes_received SimpleAggregateFunction(sum, UInt64),
  bytes_sent SimpleAggregateFunction(sum, UInt64),
  first_end SimpleAggregateFunction(min, DateTime64(6, 'UTC')),
  last_end SimpleAggregateFunction(max, DateTime64(6, 'UTC')),
  outcomes SimpleAggregateFunction(sumMap, Map(UInt32, UInt64)),
  flags SimpleAggregateFunction(sumMap, Map(UInt8, UInt64)),
  succeeded SimpleAggregateFunction(sumMap, Map(UInt16, UInt64)),
  failed SimpleAggregateFunction(sumMap, Map(UInt16, UInt64))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(window)
PRIMARY KEY (tenant, destination_namespace, service_namespace, service_name, window)
ORDER BY (
  tenant, destination_namespace, service_namespace, service_name, window, source_cluster,
  source_namespace, source_workload, source_version, source_canonical_service, source_kind,
  destination_cluster, destination_workload, destination_version,
  destination_canonical_service, destination_kind, protocol, traffic_class, entry, exit,
  reporter, port, subset, host, source_principal, destination_principal,
  connection_security_policy, log
)
TTL window + INTERVAL 401 DAY
SETTINGS non_replicated_deduplication_window = 100000, ttl_only_drop_parts = 1;

-- What an edge's id stands for, under every grouping. Rows of one id are equal.
CREATE TABLE IF NOT EXISTS edges (
  id String,
  tenant LowCardinality(String),
  grouping LowCardinality(String),
  source_cluster LowCardinality(String),
  source_namespace LowCardinality(String),
  source_workload LowCardinality(String),
  source_version LowCardinality(String),
  source_canonical_service LowCardinality(String),
  destination_cluster LowCardinality(String),
  destination_namespace LowCardinality(String),
  destination_workload LowCardinality(String),
  destination_version LowCardinality(String),
  service_namespace LowCardinality(String),
  service_name LowCardinality(String),
  protocol LowCardinality(String),
  traffic_class LowCardinality(String),
  entry LowCardinality(String),
  exit LowCardinality(String)
)
ENGINE = ReplacingMergeTree
ORDER BY id;

-- How far each collector's run has been stored, per partition of topic requests and of edge-deltas.
CREATE TABLE IF NOT EXISTS progress (
  tenant LowCardinality(String),
  collector LowCardinality(String),
  incarnation UInt64,
  partition UInt32,
  log UInt64,
  block_end UInt64,
  sent_through DateTime64(6, 'UTC'),
  waiting UInt64,
  received UInt64,
  rejected UInt64
)
ENGINE = ReplacingMergeTree(block_end)
ORDER BY (tenant, collector, incarnation, partition, log)
TTL toDateTime(sent_through) + INTERVAL 401 DAY;

-- Signs of life of reporting nodes: the base of completeness.
CREATE TABLE IF NOT EXISTS reporters (
  tenant LowCardinality(String),
  node_id String,
  at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  collector LowCardinality(String),
  kind LowCardinality(String),
  cluster LowCardinality(String),
  namespace LowCardinality(String),
  workload LowCardinality(String),
  version LowCardinality(String),
  canonical_service LowCardinality(String),
  workload_kind LowCardinality(String)
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (tenant, node_id, at, collector, kind)
TTL toDateTime(at) + INTERVAL 401 DAY;

-- Which address was which workload since when; a tombstone sets `removed`.
CREATE TABLE IF NOT EXISTS identities (
  tenant LowCardinality(String),
  address String,
  node_id String,
  since DateTime64(6, 'UTC'),
  cluster LowCardinality(String),
  namespace LowCardinality(String),
  workload LowCardinality(String),
  version LowCardinality(String),
  canonical_service LowCardinality(String),
  workload_kind LowCardinality(String),
  service_account LowCardinality(String),
  removed UInt8,
  record_offset UInt64
)
ENGINE = ReplacingMergeTree(record_offset)
ORDER BY (tenant, address, node_id, since);
