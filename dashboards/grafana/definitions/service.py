"""How is one service, and who around it?"""

from .panels import ERRORS, heatmap, series, stat, table
from .sql import (FAILED, errors, errors_by, latency, of, percentiles, rate, rate_by, rate_by_cause,
                  rate_by_code, signals, distribution, percentile_by)
from .variables import REPORTER, SERVICE, TENANT, TO_EDGE, to

CALLED = of("service = ${service:singlequote}")
CALLS = of("if(source_namespace = '', source_service, concat(source_namespace, '/', "
           "source_service)) = ${service:singlequote}")
SIGNALS = {"rate": "reqps", "errors": "percentunit", "p50": "ms", "p99": "ms"}
VERSION = "if(destination_version = '', destination, concat(destination, ' ', destination_version))"

DASHBOARD = {
    "uid": "meshscope-service",
    "title": "Service",
    "variables": [TENANT, SERVICE, REPORTER],
    "panels": [
        stat("Requests", "Requests a second to the service. Bad: far from usual.", rate(CALLED),
             "reqps", width=6),
        stat("Errors", "Share of requests that failed. Bad: above 1 %.", errors(CALLED),
             "percentunit", width=6, thresholds=ERRORS),
        stat("p50", "Half of the requests took at most this long. Bad: above what is usual.",
             latency(CALLED, 50), "ms", width=6),
        stat("p99", "99 of 100 requests took at most this long. Bad: above the objective.",
             latency(CALLED), "ms", width=6),
        series("Requests by code", "Requests a second by response code; 0: none was sent. Bad: "
               "5xx and 0.", rate_by_code(CALLED), "reqps", stack=True),
        series("Errors by cause", "Failed requests a second by what became of them. Bad: anything "
               "but now and then.", rate_by_cause(CALLED, FAILED), "reqps", stack=True),
        series("Latency", "Percentiles of durations. Bad: p99 far above p50.",
               percentiles(CALLED), "ms"),
        heatmap("Distribution", "Requests by duration. Bad: a second band far above the first.",
                distribution(CALLED)),
        series("Requests by version", "How requests are split over versions. Bad: not the split "
               "that is configured.", rate_by(VERSION, CALLED), "reqps", stack=True),
        series("Errors by version", "Share of failed requests by version. Bad: one version above "
               "the others.", errors_by(VERSION, CALLED), "percentunit", thresholds=ERRORS),
        series("p99 by version", "Bad: one version above the others.",
               percentile_by(VERSION, CALLED), "ms"),
        series("Requests by caller", "Who asks. Bad: one caller that asks far more than it did.",
               rate_by("source", CALLED), "reqps", stack=True),
        table("Callers", "Who calls the service. Bad: errors of one caller only.",
              signals("source, destination", CALLED), SIGNALS, width=12,
              links={"source": TO_EDGE}),
        table("Called services", "What the service calls; here its own errors come from. Bad: red "
              "error ratios.", signals("service", CALLS), SIGNALS, width=12,
              links={"service": to("service", service="service")}),
    ],
}
