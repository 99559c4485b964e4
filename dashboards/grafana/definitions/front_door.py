"""How does traffic come in?"""

from .panels import ERRORS, series, stat, table
from .sql import (errors, errors_by, latency, of_mesh, percentile_by, rate, rate_by,
                  rate_by_cause, rate_by_code, signals)
from .variables import MESH, TO_EDGE

ROWS = of_mesh("entry != ''")

DASHBOARD = {
    "uid": "meshscope-front-door",
    "title": "Front door",
    "variables": MESH,
    "panels": [
        stat("Requests", "Requests a second from outside. Bad: far from usual.", rate(ROWS),
             "reqps", width=6),
        stat("Errors", "Share of them that failed: what users see. Bad: above 1 %.", errors(ROWS),
             "percentunit", width=6, thresholds=ERRORS),
        stat("p50", "Half of them took at most this long. Bad: above what is usual.",
             latency(ROWS, 50), "ms", width=6),
        stat("p99", "99 of 100 took at most this long. Bad: above what users wait for.",
             latency(ROWS), "ms", width=6),
        series("Requests by entry", "How requests come in: by a gateway, an Ingress, a load "
               "balancer, a node's port. Bad: unknown, somebody goes past the doors.",
               rate_by("toString(entry)", ROWS), "reqps", stack=True),
        series("Errors by entry", "Share of failed requests by entry. Bad: above 1 %.",
               errors_by("toString(entry)", ROWS), "percentunit", thresholds=ERRORS),
        series("Requests by code", "What users are answered; 0: nothing. Bad: 5xx and 0.",
               rate_by_code(ROWS), "reqps", stack=True),
        series("What became of requests", "Requests a second that did not simply work, users who "
               "left (client-gone) among them. Bad: no-route grows: a route is missing.",
               rate_by_cause(ROWS, "meshscopeCause(outcome) != 'none'"), "reqps", stack=True),
        series("p99 by door", "By the workload that takes requests in. Bad: one above the others.",
               percentile_by("destination", ROWS), "ms"),
        series("Requests by door", "By the workload that takes requests in. Bad: one gets none.",
               rate_by("destination", ROWS), "reqps", stack=True),
        table("Doors", "Each way in. Bad: red error ratios.",
              signals("entry, source, destination, service", ROWS),
              {"rate": "reqps", "errors": "percentunit", "p50": "ms", "p99": "ms"},
              links={"destination": TO_EDGE}),
    ],
}
