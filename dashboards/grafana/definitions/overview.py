"""How is the mesh?"""

from .panels import ERRORS, ORANGE, RED, series, stat, steps, table
from .sql import (FAILED, LAG, REPORTERS, TENANT, errors, errors_by, latency, of_mesh, percentiles,
                  rate, rate_by, rate_by_cause, signals)
from .variables import MESH, TO_EDGE, TO_SERVICE

ROWS = of_mesh()
SERVICES = of_mesh("service_name != ''", "destination_kind != 'external'")

DASHBOARD = {
    "uid": "meshscope-overview",
    "title": "Mesh overview",
    "variables": MESH,
    "panels": [
        stat("Requests", "Requests a second, each call once. Bad: far from what is usual at this "
             "time of day.", rate(ROWS), "reqps"),
        stat("Errors", "Share of requests that failed. Bad: above 1 %.", errors(ROWS),
             "percentunit", thresholds=ERRORS),
        stat("p99", "99 of 100 requests took at most this long. Bad: above what callers wait for.",
             latency(ROWS), "ms"),
        stat("Services called", "Services that were called. Bad: fewer than there are.",
             f"SELECT uniqExact(service) AS services\n{SERVICES}", "short"),
        stat("Silent proxies", "Proxies that should report and do not. Bad: any, then numbers are "
             "too low.",
             f"SELECT countIf(is_silent) AS silent, count() AS expected\nFROM {REPORTERS}\n"
             f"WHERE {TENANT}", "short", text="value_and_name", thresholds=steps((1, ORANGE)),
             overrides=[{"matcher": {"id": "byName", "options": "expected"},
                         "properties": [{"id": "thresholds", "value": steps()}]}]),
        stat("Fresh to", "Everything that collectors received up to this long ago is in the "
             "numbers. Bad: more than some seconds.",
             f"SELECT {LAG}\n"
             f"FROM v_progress\nWHERE {TENANT} AND has_streams", "s",
             thresholds=steps((15, ORANGE), (60, RED))),
        series("Requests by namespace", "Requests a second by the called service's namespace; "
               "outside is what left the mesh. Bad: a sudden drop.",
               rate_by("if(service_namespace = '', 'outside', service_namespace)", ROWS), "reqps",
               stack=True),
        series("Errors by namespace", "Share of failed requests by the called service's "
               "namespace. Bad: above 1 %.",
               errors_by("if(service_namespace = '', 'outside', service_namespace)", ROWS),
               "percentunit", thresholds=ERRORS),
        series("Errors by cause", "Failed requests a second by what became of them. Bad: a cause "
               "that was not there before.", rate_by_cause(ROWS, FAILED), "reqps", stack=True),
        series("Latency", "Percentiles of all durations. Bad: p99 grows and p50 does not: some "
               "requests suffer.", percentiles(ROWS), "ms"),
        table("Services", "Each service as its callers experienced it. Bad: red error ratios.",
              signals("service", SERVICES), {"rate": "reqps", "errors": "percentunit",
                                             "p50": "ms", "p99": "ms"}, links=TO_SERVICE),
        table("Failing edges", "Where errors happen. Bad: one edge with most of them.",
              signals("source, destination, service", ROWS, "rate * errors DESC", 20),
              {"rate": "reqps", "errors": "percentunit", "p50": "ms", "p99": "ms"},
              links={"destination": TO_EDGE}),
    ],
}
