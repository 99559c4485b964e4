-- What dashboards and other readers of SQL use: views and functions with stable names. They say the
-- same as the API does; a test holds them together. A range is `from` and `to`, a view takes it as
-- v_traffic(from = toDateTime(…), to = now(), step = 60).
-- Functions belong to the server, not to the database. On a cluster, have them kept in Keeper
-- (user_defined_zookeeper_path).

-- The length of the windows that answer a range, in seconds: the finest that reach back far enough
-- and are not too many, by the defaults of retention.… and range.….
CREATE OR REPLACE FUNCTION meshscopeWindowSeconds AS (range_from, range_to) ->
  multiIf(
    dateDiff('second', range_from, range_to) <= 21600
      AND dateDiff('second', range_from, now()) <= 172800, 10,
    dateDiff('second', range_from, range_to) <= 604800
      AND dateDiff('second', range_from, now()) <= 2592000, 60,
    3600);

-- Whether a request counts as an error. Of `outcome` (code · 1024 + grpc · 32 + cause): the client
-- left (1) or a fault was injected (11) is none; a TCP connection fails by its cause alone.
CREATE OR REPLACE FUNCTION meshscopeIsError AS (outcome, protocol) ->
  bitAnd(outcome, 31) NOT IN (1, 11)
    AND if(
      protocol = 'tcp',
      bitAnd(outcome, 31) != 0,
      outcome >= 500 * 1024 OR outcome < 1024
        OR bitAnd(bitShiftRight(outcome, 5), 31) NOT IN (0, 31));

-- What a cause is called; 'other' where a newer writer knows one that we do not.
CREATE OR REPLACE FUNCTION meshscopeCause AS (outcome) ->
  transform(
    bitAnd(outcome, 31),
    range(17),
    ['none', 'client-gone', 'no-route', 'no-healthy-upstream', 'upstream-connect-failure',
      'upstream-reset', 'upstream-timeout', 'circuit-breaker', 'retry-limit', 'rate-limited',
      'denied', 'fault-injected', 'overload', 'protocol-error', 'upstream-error',
      'no-filter-config', 'other'],
    'other');

-- A percentile (a whole number, 1 to 100) in milliseconds, within 1 %: nearest rank in buckets that
-- were added up, as in meshscopeLatencyMillis(sumMap(latency), 99). Null without samples.
CREATE OR REPLACE FUNCTION meshscopeLatencyMillis AS (buckets, percent) ->
  if(
    empty(buckets),
    NULL,
    2 * pow(1.01 / 0.99, toFloat64(arrayFirst(
      (bucket, seen) -> seen >= intDiv(arraySum(mapValues(buckets)) * percent + 99, 100),
      mapKeys(mapSort(buckets)),
      arrayCumSum(mapValues(mapSort(buckets)))))) / (1.01 / 0.99 + 1) / 1000);

-- The longest duration of a bucket in milliseconds; bounds of bands in a heatmap.
CREATE OR REPLACE FUNCTION meshscopeBucketMillis AS (bucket) ->
  pow(1.01 / 0.99, toFloat64(bucket)) / 1000;

-- Traffic of a range, one row per series and window. `counts` marks the rows that answer a question
-- in the best view: every call once, from the caller's side where the caller reported it, decided
-- on all rows of the range. Never add rows of several reporters otherwise.
-- `time` is the start of the step that the window lies in: `step` seconds, or the least multiple of
-- the window that is not shorter. A rate is sum(requests) / any(step_seconds) by `time`, or
-- sum(requests) / any(range_seconds): seconds that have passed.
-- Ends and services are named `namespace/name`, or by name alone where there is no namespace.
CREATE OR REPLACE VIEW v_traffic AS
WITH
  meshscopeWindowSeconds({from:DateTime('UTC')}, {to:DateTime('UTC')}) AS window_seconds,
  toDateTime(
    intDiv(toUnixTimestamp({from:DateTime('UTC')}), window_seconds) * window_seconds, 'UTC')
    AS range_from,
  toDateTime(
    intDiv(toUnixTimestamp({to:DateTime('UTC')}) + window_seconds - 1, window_seconds)
      * window_seconds,
    'UTC') AS range_to,
  greatest(intDiv({step:UInt32} + window_seconds - 1, window_seconds), 1) * window_seconds
    AS step_length,
  stored AS (
    SELECT * FROM edges_10s
    WHERE window_seconds = 10 AND window >= range_from AND window < range_to
    UNION ALL
    SELECT * FROM edges_1m
    WHERE window_seconds = 60 AND window >= range_from AND window < range_to
    UNION ALL
    SELECT * FROM edges_1h
    WHERE window_seconds = 3600 AND window >= range_from AND window < range_to
  ),
  to_workloads AS (
    SELECT DISTINCT
      reporter, tenant, traffic_class, protocol = 'tcp', source_cluster, source_namespace,
      source_workload, destination_cluster, destination_namespace, destination_workload
    FROM stored
    WHERE reporter IN ('source', 'waypoint') AND source_workload != ''
      AND destination_workload != ''
  ),
  to_services AS (
    SELECT DISTINCT
      reporter, tenant, traffic_class, protocol = 'tcp', source_cluster, source_namespace,
      source_workload, service_namespace, service_name
    FROM stored
    WHERE reporter IN ('source', 'waypoint') AND source_workload != '' AND service_name != ''
  ),
  through_waypoints AS (
    SELECT DISTINCT tenant, traffic_class, protocol = 'tcp', service_namespace, service_name
    FROM stored
    WHERE reporter = 'waypoint' AND service_name != ''
  ),
  waypoints AS (
    SELECT DISTINCT tenant, cluster, namespace, workload FROM reporters
    WHERE startsWith(node_id, 'waypoint~') AND workload != ''
      AND at >= range_from - INTERVAL 10 MINUTE AND at < range_to
  )
SELECT
  tenant,
  toDateTime(intDiv(toUnixTimestamp(window), step_length) * step_length, 'UTC') AS time,
  greatest(
    dateDiff('second', greatest(time, range_from),
      least(time + toIntervalSecond(step_length), range_to, now('UTC'))),
    1) AS step_seconds,
  greatest(dateDiff('second', range_from, least(range_to, now('UTC'))), 1) AS range_seconds,
  window,
  source_cluster,
  source_namespace,
  source_workload,
  source_version,
  source_kind,
  if(source_canonical_service = '', source_workload, source_canonical_service) AS source_service,
  multiIf(
    source_workload = '', 'unknown',
    source_namespace = '', source_workload,
    concat(source_namespace, '/', source_workload)) AS source,
  destination_cluster,
  destination_namespace,
  destination_workload,
  destination_version,
  if(destination_kind = 'unknown' AND destination_workload = '' AND service_name != '', 'service',
    destination_kind) AS destination_kind,
  multiIf(
    destination_workload = '' AND service_name = '', 'unknown',
    destination_workload = '', service,
    destination_namespace = '', destination_workload,
    concat(destination_namespace, '/', destination_workload)) AS destination,
  service_namespace,
  service_name,
  if(service_namespace = '', service_name, concat(service_namespace, '/', service_name)) AS service,
  protocol,
  traffic_class,
  entry,
  exit,
  reporter,
  port,
  subset,
  host,
  source_principal,
  destination_principal,
  connection_security_policy,
  reporter = 'source' OR NOT (
    ('source', tenant, traffic_class, protocol = 'tcp', source_cluster, source_namespace,
      source_workload, destination_cluster, stored.destination_namespace, destination_workload)
      IN (SELECT * FROM to_workloads)
    OR ('source', tenant, traffic_class, protocol = 'tcp', source_cluster, source_namespace,
      source_workload, service_namespace, service_name) IN (SELECT * FROM to_services)
    OR reporter = 'destination' AND (
      ('waypoint', tenant, traffic_class, protocol = 'tcp', source_cluster, source_namespace,
        source_workload, destination_cluster, stored.destination_namespace, destination_workload)
        IN (SELECT * FROM to_workloads)
      OR ('waypoint', tenant, traffic_class, protocol = 'tcp', source_cluster, source_namespace,
        source_workload, service_namespace, service_name) IN (SELECT * FROM to_services)
      OR (tenant, traffic_class, protocol = 'tcp', service_namespace, service_name)
        IN (SELECT * FROM through_waypoints)
        AND (tenant, source_cluster, source_namespace, source_workload)
          IN (SELECT * FROM waypoints))) AS counts,
  requests,
  attempts,
  late,
  arraySum(mapValues(mapFilter((outcome, count) -> meshscopeIsError(outcome, protocol), outcomes)))
    AS errors,
  bytes_received,
  bytes_sent,
  outcomes,
  mapAdd(succeeded, failed) AS latency
FROM stored;

-- The nodes that reported in a range or in the 10 minutes before it. Silent is a node whose stream
-- vanished, or was closed before the range, was not reopened, and was taken over by no other node of
-- the same workload; and one to whose workload peers report traffic that it does not report.
CREATE OR REPLACE VIEW v_reporters AS
WITH
  meshscopeWindowSeconds({from:DateTime('UTC')}, {to:DateTime('UTC')}) AS window_seconds,
  toDateTime(
    intDiv(toUnixTimestamp({from:DateTime('UTC')}), window_seconds) * window_seconds, 'UTC')
    AS range_from,
  toDateTime(
    intDiv(toUnixTimestamp({to:DateTime('UTC')}) + window_seconds - 1, window_seconds)
      * window_seconds,
    'UTC') AS range_to,
  toDateTime64(least(range_to, now('UTC')), 6, 'UTC') AS range_end,
  stored AS (
    SELECT * FROM edges_10s
    WHERE window_seconds = 10 AND window >= range_from AND window < range_to
    UNION ALL
    SELECT * FROM edges_1m
    WHERE window_seconds = 60 AND window >= range_from AND window < range_to
    UNION ALL
    SELECT * FROM edges_1h
    WHERE window_seconds = 3600 AND window >= range_from AND window < range_to
  ),
  silent_workloads AS (
    SELECT tenant, destination_cluster, destination_namespace, destination_workload FROM stored
    WHERE destination_workload != '' AND destination_kind IN ('workload', 'gateway')
    GROUP BY tenant, destination_cluster, destination_namespace, destination_workload
    -- A call that could not connect (4) never reached the workload, so it proves nothing.
    HAVING sumIf(requests, reporter != 'source') = 0
      AND sumIf(
        arraySum(mapValues(mapFilter((outcome, count) -> bitAnd(outcome, 31) != 4, outcomes))),
        reporter = 'source') > 0
  ),
  streams AS (
    SELECT
      tenant, node_id, collector,
      (argMax(cluster, at), argMax(namespace, at), argMax(workload, at)) AS stream_workload,
      minIf(at, kind = 'opened') AS opened,
      max(at) AS last_sign,
      argMax(kind, at) = 'closed' AS is_closed
    FROM reporters
    WHERE at >= range_from - INTERVAL 10 MINUTE AND at < range_end
    GROUP BY tenant, node_id, collector
  ),
  -- Signs of life may be on their way to the tables: nothing is known after the last one.
  known AS (
    SELECT tenant, least(max(last_sign), range_end) AS known_until FROM streams GROUP BY tenant
  ),
  nodes AS (
    SELECT
      tenant, node_id,
      argMax(stream_workload, last_sign) AS node_workload,
      max(last_sign) AS node_sign,
      argMax(is_closed, last_sign) AS ends_closed,
      uniqExact(collector) AS collectors,
      maxIf(opened, NOT is_closed AND last_sign >= known_until - INTERVAL 90 SECOND)
        AS open_since,
      countIf(NOT is_closed AND last_sign >= known_until - INTERVAL 90 SECOND) > 0 AS is_open
    FROM streams INNER JOIN known USING (tenant)
    GROUP BY tenant, node_id
  ),
  -- Of a node that is gone, only others can be the successor.
  successors AS (
    SELECT tenant, node_workload, max(open_since) AS newest FROM nodes
    WHERE is_open
    GROUP BY tenant, node_workload
  )
SELECT
  nodes.tenant AS tenant,
  node_id,
  nodes.node_workload.1 AS cluster,
  nodes.node_workload.2 AS namespace,
  nodes.node_workload.3 AS workload,
  collectors,
  node_sign AS last_sign,
  is_open,
  (nodes.tenant, cluster, namespace, workload) IN (SELECT * FROM silent_workloads)
    OR NOT is_open AND NOT (ends_closed AND node_sign >= range_from) AND successors.newest < greatest(
      node_sign - INTERVAL 10 MINUTE, toDateTime64(1, 6, 'UTC')) AS is_silent
FROM nodes
LEFT JOIN successors
  ON nodes.tenant = successors.tenant AND nodes.node_workload = successors.node_workload;

-- How far each collector is stored, and what its latest run took. `has_streams`: proxies report to
-- it now; freshness is the least `stored_through` of those. A partition that has not heard of the
-- latest run yet may lack what an earlier one of the last day sent.
CREATE OR REPLACE VIEW v_progress AS
WITH
  runs AS (
    SELECT
      tenant, collector, incarnation, max(sent_through) AS last,
      argMax(last, incarnation) OVER (PARTITION BY tenant, collector) AS newest
    FROM progress
    GROUP BY tenant, collector, incarnation
  ),
  open_streams AS (
    SELECT tenant, collector, count() AS nodes
    FROM (
      SELECT
        tenant, node_id, collector, max(at) AS last_sign, argMax(kind, at) AS last_kind,
        max(last_sign) OVER (PARTITION BY tenant) AS last_of_all
      FROM reporters
      WHERE at >= now('UTC') - INTERVAL 1 HOUR AND at < now('UTC') + INTERVAL 10 MINUTE
      GROUP BY tenant, node_id, collector)
    WHERE last_kind != 'closed'
      -- Signs of life may be on their way to the tables.
      AND last_sign >= least(last_of_all, now64(6, 'UTC')) - INTERVAL 90 SECOND
    GROUP BY tenant, collector
  ),
  logs AS (
    SELECT
      tenant, collector, partition, log,
      max(incarnation) AS log_run,
      argMax(sent_through, (incarnation, block_end)) AS log_through,
      argMax(waiting, (incarnation, block_end)) AS log_waits,
      max((incarnation, received)) AS log_received,
      max((incarnation, rejected)) AS log_rejected
    FROM progress
    WHERE (tenant, collector, incarnation) IN (
      SELECT tenant, collector, incarnation FROM runs WHERE last >= newest - INTERVAL 1 DAY)
    GROUP BY tenant, collector, partition, log
  ),
  partitions AS (
    SELECT
      tenant, collector, partition,
      min(log_through) AS through,
      argMax(log_waits, (log_run, log_through)) AS waits,
      max(log_received) AS partition_received,
      max(log_rejected) AS partition_rejected
    FROM logs
    GROUP BY tenant, collector, partition
  )
SELECT
  partitions.tenant AS tenant,
  partitions.collector AS collector,
  any(open_streams.nodes) AS nodes,
  nodes > 0 AS has_streams,
  min(through) AS stored_through,
  sum(waits) AS waiting,
  max(partition_received).2 AS received,
  max(partition_rejected).2 AS rejected
FROM partitions
LEFT JOIN open_streams
  ON partitions.tenant = open_streams.tenant AND partitions.collector = open_streams.collector
GROUP BY tenant, collector;
