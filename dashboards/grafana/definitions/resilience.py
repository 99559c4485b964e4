"""What does the mesh do when calls fail?"""

from .panels import ORANGE, RED, series, stat, steps, table
from .sql import (CLUSTER, LIVE, NAMESPACE, RANGE_SECONDS, RATE, TENANT, TRAFFIC, Rows, of_mesh,
                  one_of, rate_by_cause)
from .variables import MESH, TO_EDGE

ROWS = of_mesh()
CALLERS = Rows(TENANT, LIVE, CLUSTER, NAMESPACE, "reporter = 'source'")
BREAKERS = ("circuit-breaker", "no-healthy-upstream", "rate-limited", "overload", "retry-limit")
TRANSPORT = ("upstream-connect-failure", "upstream-reset", "protocol-error")


def share(cause):
    return f"""SELECT if(sum(requests) = 0, NULL, sum(arraySum(mapValues(mapFilter(
    (outcome, n) -> meshscopeCause(outcome) = '{cause}', outcomes)))) / sum(requests)) AS share
{ROWS}"""


DASHBOARD = {
    "uid": "meshscope-resilience",
    "title": "Resilience",
    "variables": MESH,
    "panels": [
        stat("Retries", "Tries beyond the first a second, as callers' proxies counted. Bad: far "
             "above usual: retries hide failures.",
             f"SELECT (sum(attempts) - sum(requests)) / {RANGE_SECONDS} AS retries\n{CALLERS}",
             "reqps", positive=False),
        stat("Amplification", "Tries for each request. Bad: above 1.1: retries become load.",
             f"SELECT if(sum(requests) = 0, NULL, sum(attempts) / sum(requests)) AS tries\n"
             f"{CALLERS}", "short", thresholds=steps((1.1, ORANGE), (1.5, RED)),
             defaults={"decimals": 3}),
        stat("Timeouts", "Share of requests that ran into a timeout. Bad: above 0.1 %.",
             share("upstream-timeout"), "percentunit", thresholds=steps((0.001, ORANGE))),
        stat("Broken circuits", "Share of requests that a circuit breaker refused. Bad: above "
             "0.1 %.", share("circuit-breaker"), "percentunit",
             thresholds=steps((0.001, ORANGE))),
        stat("No healthy upstream", "Share of requests for which there was nobody to ask. Bad: "
             "any.", share("no-healthy-upstream"), "percentunit",
             thresholds=steps((0.001, ORANGE))),
        stat("Users who left", "Share of requests whose client went away. Bad: grows with latency.",
             share("client-gone"), "percentunit", thresholds=steps((0.01, ORANGE))),
        series("Retries by service", "Tries beyond the first a second. Bad: one service with most "
               "of them.",
               f"""SELECT time, service AS series,
  (sum(attempts) - sum(requests)) / any(step_seconds) AS retries
{CALLERS}
GROUP BY time, series
HAVING retries > 0
ORDER BY time""", "reqps", stack=True),
        series("Timeouts by service", "Requests a second that ran into a timeout. Bad: any that "
               "stays.",
               f"""SELECT time, service AS series, sum(n) / any(step_seconds) AS rate
{ROWS.by_outcome()}
  AND meshscopeCause(outcome) = 'upstream-timeout'
GROUP BY time, series
ORDER BY time""", "reqps", stack=True),
        series("Refused by the mesh", "Requests a second that no upstream saw: circuit breakers, "
               "limits, no healthy host. Bad: any that stays.",
               rate_by_cause(ROWS, one_of(BREAKERS)), "reqps", stack=True),
        series("Broken connections", "Requests a second that connections failed. Bad: after each "
               "deployment: no graceful end.", rate_by_cause(ROWS, one_of(TRANSPORT)), "reqps",
               stack=True),
        series("Beside live traffic", "Requests a second that are no live ones: mirrors, injected "
               "faults, probes. Bad: injected faults that nobody knows of.",
               f"""SELECT time, toString(traffic_class) AS series, {RATE} AS rate
FROM {TRAFFIC}
WHERE {TENANT} AND traffic_class != 'live'
  AND {CLUSTER}
  AND {NAMESPACE}
  AND counts
GROUP BY time, series
ORDER BY time""", "reqps", stack=True),
        series("Served beyond requests", "Requests a second that callees served, beside those "
               "that callers made. Bad: served far above made.",
               f"""SELECT time,
  sumIf(requests, reporter = 'destination') / any(step_seconds) AS served,
  sumIf(requests, reporter = 'source') / any(step_seconds) AS made,
  sumIf(attempts, reporter = 'source') / any(step_seconds) AS tried
FROM {TRAFFIC}
WHERE {TENANT} AND {LIVE} AND source_workload != '' AND destination_workload != ''
  AND {CLUSTER}
  AND {NAMESPACE}
GROUP BY time
ORDER BY time""", "reqps"),
        table("Edges", "What the mesh did on each edge. Bad: retries and errors on one edge.",
              f"""SELECT source, destination, service, sum(requests) / any(range_seconds) AS rate,
  (sum(attempts) - sum(requests)) / any(range_seconds) AS retries,
  sum(attempts) / sum(requests) AS tries,
  sum(errors) / sum(requests) AS errors,
  arrayStringConcat(arrayFilter(cause -> cause != 'none', arrayMap(
    outcome -> meshscopeCause(outcome), mapKeys(sumMap(outcomes)))), ', ') AS causes
{CALLERS}
GROUP BY source, destination, service
HAVING sum(requests) > 0
ORDER BY retries DESC, errors DESC
LIMIT 100""", {"rate": "reqps", "retries": "reqps", "tries": "short", "errors": "percentunit"},
              links={"destination": TO_EDGE}),
    ],
}
