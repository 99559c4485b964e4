"""How is one workload, inwards and outwards?"""

from .panels import row, series, table
from .sql import (FAILED, LIVE, TENANT as MINE, TRAFFIC, of, percentiles, rate_by_cause,
                  rate_by_code, signals)
from .variables import REPORTER, TENANT, TO_EDGE, WORKLOAD

INWARDS = of("destination = ${workload:singlequote}")
OUTWARDS = of("source = ${workload:singlequote}")
SIGNALS = {"rate": "reqps", "errors": "percentunit", "p50": "ms", "p99": "ms"}


def half(title, whose, rows, other, link):
    return [
        row(title),
        series(f"{title} by code", f"Requests a second {whose}, by response code. Bad: 5xx and 0.",
               rate_by_code(rows), "reqps", width=8, stack=True),
        series(f"{title}: errors by cause", "Failed requests a second by what became of them. "
               "Bad: anything but now and then.", rate_by_cause(rows, FAILED), "reqps", width=8,
               stack=True),
        series(f"{title}: latency", "Percentiles of durations. Bad: p99 far above p50.",
               percentiles(rows), "ms", width=8),
        table(f"{title}: {other}s", f"Golden signals by {other}. Bad: red error ratios.",
              signals("source, destination, service", rows), SIGNALS, links={link: TO_EDGE}),
    ]


DASHBOARD = {
    "uid": "meshscope-workload",
    "title": "Workload",
    "variables": [TENANT, WORKLOAD, REPORTER],
    "panels": [
        *half("Called", "to the workload", INWARDS, "caller", "source"),
        series("Served and experienced", "Requests a second that the workload's own proxy served, "
               "beside those that callers experienced. Bad: served far above: retries.",
               f"""SELECT time,
  sumIf(requests, reporter = 'destination') / any(step_seconds) AS served,
  sumIf(requests, reporter = 'source') / any(step_seconds) AS experienced
FROM {TRAFFIC}
WHERE {MINE} AND {LIVE} AND destination = ${{workload:singlequote}}
GROUP BY time
ORDER BY time""", "reqps", width=24),
        *half("Calling", "of the workload", OUTWARDS, "callee", "destination"),
    ],
}
