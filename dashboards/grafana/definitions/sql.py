"""SQL that panels share. Everything is asked of the views, never of the tables."""

TRAFFIC = "v_traffic(from = $__fromTime, to = $__toTime, step = $__interval_s)"
REPORTERS = "v_reporters(from = $__fromTime, to = $__toTime)"

TENANT = "tenant = ${tenant:singlequote}"
LIVE = "traffic_class = 'live'"

# Rows that answer: each call once, or those of one side.
VIEW = "if(${reporter:singlequote} = 'best', counts, reporter = ${reporter:singlequote})"

CLUSTER = """($__conditionalAll(source_cluster IN (${cluster:singlequote})
    OR destination_cluster IN (${cluster:singlequote}), $cluster))"""
NAMESPACE = """($__conditionalAll(source_namespace IN (${namespace:singlequote})
    OR if(destination_namespace = '', service_namespace, destination_namespace)
      IN (${namespace:singlequote}), $namespace))"""

RATE = "sum(requests) / any(step_seconds)"
# Seconds that have passed; none where there is no row, so that nothing is no number.
RANGE_SECONDS = "nullIf(any(range_seconds), 0)"
RANGE_RATE = f"sum(requests) / {RANGE_SECONDS}"
ERROR_RATIO = "if(sum(requests) = 0, NULL, sum(errors) / sum(requests))"

# Seconds since the time up to which all is stored; none where nobody reports.
LAG = "dateDiff('millisecond', minOrNull(stored_through), now64(3)) / 1000 AS lag"


class Rows:
    """The rows in question: what follows SELECT's columns."""

    def __init__(self, *conditions):
        self.conditions = conditions

    def __str__(self):
        return self.joined("")

    def joined(self, join):
        return f"FROM {TRAFFIC}\n{join}WHERE " + "\n  AND ".join(self.conditions)

    def by_outcome(self):
        """Once for each outcome: its requests are `n`."""
        return self.joined(
            "ARRAY JOIN mapKeys(outcomes) AS outcome, mapValues(outcomes) AS n\n")

    def by_duration(self):
        """Once for each bucket of durations: its requests are `n`."""
        return self.joined("ARRAY JOIN mapKeys(latency) AS bucket, mapValues(latency) AS n\n")


def of_mesh(*conditions):
    """Rows that answer for the chosen parts of the mesh."""
    return Rows(TENANT, LIVE, CLUSTER, NAMESPACE, VIEW, *conditions)


def of(*conditions):
    """Rows that answer, of something with a name of its own."""
    return Rows(TENANT, LIVE, VIEW, *conditions)


def percentile(percent):
    return f"meshscopeLatencyMillis(sumMap(latency), {percent})"


def rate(rows):
    return f"SELECT {RANGE_RATE} AS rate\n{rows}"


def errors(rows):
    return f"SELECT {ERROR_RATIO} AS errors\n{rows}"


def latency(rows, percent=99):
    return f"SELECT {percentile(percent)} AS latency\n{rows}"


def rate_by(expression, rows):
    return f"""SELECT time, {expression} AS series, {RATE} AS rate
{rows}
GROUP BY time, series
ORDER BY time"""


def errors_by(expression, rows):
    return f"""SELECT time, {expression} AS series, {ERROR_RATIO} AS errors
{rows}
GROUP BY time, series
ORDER BY time"""


def rate_by_code(rows):
    """The code as sent; 0 where none was."""
    return f"""SELECT time, toString(bitShiftRight(outcome, 10)) AS series,
  sum(n) / any(step_seconds) AS rate
{rows.by_outcome()}
GROUP BY time, series
ORDER BY time"""


def rate_by_cause(rows, condition):
    return f"""SELECT time, meshscopeCause(outcome) AS series, sum(n) / any(step_seconds) AS rate
{rows.by_outcome()}
  AND {condition}
GROUP BY time, series
ORDER BY time"""


FAILED = "meshscopeIsError(outcome, protocol)"


def one_of(causes):
    return "meshscopeCause(outcome) IN (" + ", ".join(f"'{cause}'" for cause in causes) + ")"


def percentiles(rows):
    return f"""SELECT time, {percentile(50)} AS p50, {percentile(90)} AS p90,
  {percentile(99)} AS p99
{rows}
GROUP BY time
ORDER BY time"""


def percentile_by(expression, rows, percent=99):
    return f"""SELECT time, {expression} AS series, {percentile(percent)} AS latency
{rows}
GROUP BY time, series
ORDER BY time"""


def distribution(rows):
    """Every 17th bucket is a bound: steps of about 40 %. Grafana sorts bounds as texts."""
    return f"""SELECT time, leftPad(toDecimalString(
    meshscopeBucketMillis(intDiv(bucket + 16, 17) * 17), 3), 12, '0') AS series,
  sum(n) AS requests
{rows.by_duration()}
GROUP BY time, series
ORDER BY time, series"""


def signals(columns, rows, order="rate DESC", limit=100):
    """A table of golden signals by some columns."""
    return f"""SELECT {columns}, {RANGE_RATE} AS rate, {ERROR_RATIO} AS errors,
  {percentile(50)} AS p50, {percentile(99)} AS p99
{rows}
GROUP BY ALL
ORDER BY {order}
LIMIT {limit}"""
