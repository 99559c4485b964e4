"""How is Meshscope itself? Out of what the tables hold; its processes' metrics need Prometheus."""

from .panels import ORANGE, RED, series, stat, steps, table
from .sql import LAG, RATE, REPORTERS, TENANT as MINE, TRAFFIC
from .variables import TENANT

PROGRESS = f"FROM v_progress\nWHERE {MINE}"
ALL = f"FROM {TRAFFIC}\nWHERE {MINE}"

DASHBOARD = {
    "uid": "meshscope-health",
    "title": "Meshscope",
    "variables": [TENANT],
    "panels": [
        stat("Heard", "Share of proxies that report, of those that should. Bad: below 100 %, then "
             "numbers are too low.",
             f"SELECT if(count() = 0, NULL, countIf(NOT is_silent) / count()) AS share\n"
             f"FROM {REPORTERS}\nWHERE {MINE}", "percentunit",
             thresholds={"mode": "absolute", "steps": [
                 {"color": RED, "value": None}, {"color": ORANGE, "value": 0.9},
                 {"color": "green", "value": 1}]}),
        stat("Proxies", "Proxies that should report. Bad: fewer than there are.",
             f"SELECT count() AS proxies\nFROM {REPORTERS}\nWHERE {MINE}", "short"),
        stat("Lag", "Everything received up to this long ago is stored. Bad: more than some "
             "seconds.",
             f"SELECT {LAG}\n"
             f"{PROGRESS} AND has_streams", "s", thresholds=steps((15, ORANGE), (60, RED))),
        stat("Waiting", "Reports whose peer is only an address yet. Bad: grows.",
             f"SELECT sum(waiting) AS waiting\n{PROGRESS}", "short"),
        stat("Rejected", "Share of entries that were unusable, since the collectors started. Bad: "
             "above 0.1 %.",
             "SELECT if(sum(received) = 0, NULL, sum(rejected) / sum(received)) AS share\n"
             f"{PROGRESS}", "percentunit", thresholds=steps((0.001, ORANGE), (0.01, RED))),
        stat("Late", "Share of requests that were reported more than 30 s after their end. Bad: "
             "grows: a proxy or a way to the collectors is slow.",
             f"SELECT if(sum(requests) = 0, NULL, sum(late) / sum(requests)) AS share\n{ALL}",
             "percentunit", thresholds=steps((0.01, ORANGE), (0.1, RED))),
        series("Reports stored", "Reports a second by who wrote them. Bad: a sudden drop.",
               f"""SELECT time, toString(reporter) AS series, {RATE} AS rate
{ALL}
GROUP BY time, series
ORDER BY time""", "ops", stack=True),
        series("Late reports", "Share of requests that were reported late. Bad: above 1 %.",
               f"""SELECT time, if(sum(requests) = 0, NULL, sum(late) / sum(requests)) AS late
{ALL}
GROUP BY time
ORDER BY time""", "percentunit", thresholds=steps((0.01, ORANGE))),
        series("Series", "Different rows a step: what storage has to carry. Bad: grows without "
               "end: too many names.",
               f"""SELECT time, count() AS series_stored
{ALL}
GROUP BY time
ORDER BY time""", "short"),
        series("Unknown ends", "Share of requests with an end that nobody announced. Bad: above "
               "1 %: proxies do not report, or no inventory says whose addresses these are.",
               f"""SELECT time, if(sum(requests) = 0, NULL, sumIf(requests, source_kind = 'unknown'
    OR destination_kind = 'unknown') / sum(requests)) AS unknown
{ALL} AND counts
GROUP BY time
ORDER BY time""", "percentunit", thresholds=steps((0.01, ORANGE))),
        table("Collectors", "How far each is stored, and what it took since it started. Bad: has "
              "streams and stays behind.",
              f"""SELECT collector, nodes AS proxies, stored_through,
  dateDiff('millisecond', stored_through, now64(3)) / 1000 AS lag, waiting, received, rejected
{PROGRESS}
ORDER BY collector""", {"lag": "s"}, width=12),
        table("Proxies", "Every proxy that should report, silent ones first. Bad: silent.",
              f"""SELECT if(is_silent, 'silent', 'heard') AS state, namespace, workload, node_id,
  last_sign
FROM {REPORTERS}
WHERE {MINE}
ORDER BY is_silent DESC, namespace, workload
LIMIT 1000""", {}, width=12),
    ],
}
