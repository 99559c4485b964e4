"""How does traffic go out?"""

from .panels import ERRORS, ORANGE, series, stat, steps, table
from .sql import (FAILED, errors, errors_by, latency, of_mesh, percentile_by, rate,
                  rate_by, rate_by_cause, signals)
from .variables import MESH, TO_EDGE

ROWS = of_mesh("exit != ''")
UNDECLARED = of_mesh("exit IN ('passthrough', 'blackhole')")

DASHBOARD = {
    "uid": "meshscope-egress",
    "title": "Egress",
    "variables": MESH,
    "panels": [
        stat("Requests", "Requests and connections a second to outside. Bad: far from usual.",
             rate(ROWS), "reqps", width=6),
        stat("Errors", "Share of them that failed. Bad: above 1 %.", errors(ROWS), "percentunit",
             width=6, thresholds=ERRORS),
        stat("p99", "99 of 100 took at most this long. Bad: above the caller's timeout.",
             latency(ROWS), "ms", width=6),
        stat("Undeclared hosts", "Hosts that no ServiceEntry names. Bad: any that nobody knows.",
             f"SELECT uniqExact(service) AS hosts\n{UNDECLARED}", "short", width=6,
             thresholds=steps((1, ORANGE))),
        series("Requests by exit", "By the way out. Bad: passthrough and blackhole, these hosts "
               "are declared nowhere.", rate_by("toString(exit)", ROWS), "reqps", stack=True),
        series("Requests by host", "By the host that is asked. Bad: one that nobody knows.",
               rate_by("if(service = '', destination, service)", ROWS), "reqps", stack=True),
        series("Errors by host", "Share of failed requests by host. Bad: above 1 %.",
               errors_by("if(service = '', destination, service)", ROWS), "percentunit",
               thresholds=ERRORS),
        series("Errors by cause", "Failed requests a second by what became of them. Bad: anything "
               "but now and then.", rate_by_cause(ROWS, FAILED), "reqps", stack=True),
        series("p99 by host", "Bad: above the caller's timeout.",
               percentile_by("if(service = '', destination, service)", ROWS), "ms"),
        series("Bytes sent out", "Bytes a second by origin. Bad: a workload that sends far more "
               "than it did.",
               f"""SELECT time, source AS series, sum(bytes_received) / any(step_seconds) AS bytes
{ROWS}
GROUP BY time, series
ORDER BY time""", "Bps", stack=True),
        table("Hosts by origin", "Who asks which host, and how. Bad: an origin that has no "
              "business there.",
              signals("exit, source, destination, service, protocol", ROWS),
              {"rate": "reqps", "errors": "percentunit", "p50": "ms", "p99": "ms"},
              links={"destination": TO_EDGE}),
    ],
}
