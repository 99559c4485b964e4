"""How do calls from one to another go, seen from both sides?"""

from .panels import ERRORS, heatmap, series, stat, table
from .sql import (FAILED, LIVE, RATE, TENANT as MINE, TRAFFIC, errors, latency, of, percentile,
                  percentiles, rate, rate_by, rate_by_cause, rate_by_code, distribution)
from .variables import CALLEE, CALLER, REPORTER, TENANT

ENDS = "source = ${source:singlequote} AND destination = ${destination:singlequote}"
ROWS = of(ENDS)
BOTH = f"FROM {TRAFFIC}\nWHERE {MINE} AND {LIVE} AND {ENDS}"

DASHBOARD = {
    "uid": "meshscope-edge",
    "title": "Edge",
    "variables": [TENANT, CALLER, CALLEE, REPORTER],
    "panels": [
        stat("Requests", "Requests a second over this edge. Bad: far from usual.", rate(ROWS),
             "reqps", width=6),
        stat("Errors", "Share of requests that failed. Bad: above 1 %.", errors(ROWS),
             "percentunit", width=6, thresholds=ERRORS),
        stat("p99", "99 of 100 requests took at most this long. Bad: above the caller's timeout.",
             latency(ROWS), "ms", width=6),
        stat("Tries", "Tries for each request of the caller. Bad: above 1, requests are retried.",
             f"""SELECT if(sumIf(requests, reporter = 'source') = 0, NULL,
  sumIf(attempts, reporter = 'source') / sumIf(requests, reporter = 'source')) AS tries
{BOTH}""", "short", width=6, defaults={"decimals": 2}, none="the caller has no proxy"),
        series("Requests by side", "Requests a second as each side's proxy reported them. Bad: "
               "far apart without retries.",
               f"""SELECT time, toString(reporter) AS series, {RATE} AS rate
{BOTH}
GROUP BY time, series
ORDER BY time""", "reqps"),
        series("p99 by side", "Bad: the caller's far above the callee's: time is lost between.",
               f"""SELECT time, toString(reporter) AS series, {percentile(99)} AS latency
{BOTH}
GROUP BY time, series
ORDER BY time""", "ms"),
        series("Requests by code", "By response code; 0: none was sent. Bad: 5xx and 0.",
               rate_by_code(ROWS), "reqps", stack=True),
        series("Errors by cause", "Failed requests a second by what became of them. Bad: anything "
               "but now and then.", rate_by_cause(ROWS, FAILED), "reqps", stack=True),
        series("Latency", "Percentiles of durations. Bad: p99 far above p50.", percentiles(ROWS),
               "ms"),
        heatmap("Distribution", "Requests by duration. Bad: a second band far above the first.",
                distribution(ROWS)),
        series("Bytes", "Bytes a second from the caller and to it. Bad: far from usual.",
               f"""SELECT time, sum(bytes_received) / any(step_seconds) AS received,
  sum(bytes_sent) / any(step_seconds) AS sent
{ROWS}
GROUP BY time
ORDER BY time""", "Bps"),
        series("Requests by version", "By the callee's version. Bad: not the split that is "
               "configured.", rate_by(
                   "if(destination_version = '', 'unknown', destination_version)", ROWS), "reqps",
               stack=True),
        table("What each side says", "Services, ports and security of the edge. Bad: plaintext "
              "(none) where mutual TLS is meant to be.",
              f"""SELECT service, protocol, reporter, port, subset,
  connection_security_policy AS security, source_principal, destination_principal,
  sum(requests) AS requests
{BOTH}
GROUP BY ALL
ORDER BY requests DESC
LIMIT 100""", {"requests": "short"}),
    ],
}
