"""What is secured, and who is who?"""

from .panels import ORANGE, RED, series, stat, steps, table
from .sql import (CLUSTER, NAMESPACE, RANGE_RATE, RANGE_SECONDS, RATE, TENANT, Rows, of_mesh, one_of)
from .variables import MESH, TO_EDGE

# Callers do not see whether a certificate was demanded; callees do. All classes but our own noise.
SERVED = Rows(TENANT, "traffic_class != 'internal'", CLUSTER, NAMESPACE,
              "reporter = 'destination'", "connection_security_policy != 'unknown'")
PLAIN = Rows(TENANT, "traffic_class != 'internal'", CLUSTER, NAMESPACE,
             "reporter = 'destination'", "connection_security_policy = 'none'")
ROWS = of_mesh()
GOOD_ABOVE = {"mode": "absolute", "steps": [{"color": RED, "value": None},
                                            {"color": ORANGE, "value": 0.9},
                                            {"color": "green", "value": 0.999}]}

DASHBOARD = {
    "uid": "meshscope-security",
    "title": "Security",
    "variables": MESH,
    "panels": [
        stat("Mutual TLS", "Share of requests over mutual TLS, of those whose callee's proxy "
             "knows. Bad: below what the mesh demands.",
             "SELECT if(sum(requests) = 0, NULL, sumIf(requests, connection_security_policy = "
             f"'mutual_tls') / sum(requests)) AS share\n{SERVED}", "percentunit", width=6,
             thresholds=GOOD_ABOVE),
        stat("Plaintext edges", "Edges with requests in plaintext. Bad: any behind the front door.",
             f"SELECT uniqExact(source, destination) AS edges\n{PLAIN}", "short", width=6,
             thresholds=steps((1, ORANGE))),
        stat("Denied", "Requests a second that a policy refused. Bad: any that should pass.",
             f"SELECT sum(n) / {RANGE_SECONDS} AS denied\n{ROWS.by_outcome()}\n  AND "
             + one_of(["denied"]), "reqps", width=6, none="none"),
        stat("Identities", "SPIFFE ids that callers showed. Bad: more than there are.",
             f"SELECT uniqExact(source_principal) AS ids\n{SERVED}\n  AND source_principal != ''",
             "short", width=6),
        series("Requests by security", "Requests a second by what secured the connection. Bad: "
               "none, where mutual TLS is meant to be.",
               f"""SELECT time, toString(connection_security_policy) AS series, {RATE} AS rate
{SERVED}
GROUP BY time, series
ORDER BY time""", "reqps", stack=True),
        series("Plaintext by callee", "Requests a second in plaintext. Bad: any behind the front "
               "door.",
               f"""SELECT time, destination AS series, {RATE} AS rate
{PLAIN}
GROUP BY time, series
ORDER BY time""", "reqps", stack=True),
        series("Denied by callee", "Requests a second that a policy refused. Bad: any that should "
               "pass.",
               f"""SELECT time, destination AS series, sum(n) / any(step_seconds) AS rate
{ROWS.by_outcome()}
  AND {one_of(["denied"])}
GROUP BY time, series
ORDER BY time""", "reqps", width=24, stack=True),
        table("Plaintext", "Edges in plaintext. Bad: any behind the front door.",
              f"""SELECT source, destination, service, traffic_class AS class, entry,
  {RANGE_RATE} AS rate
{PLAIN}
GROUP BY ALL
ORDER BY rate DESC
LIMIT 100""", {"rate": "reqps"}, width=12, links={"destination": TO_EDGE}),
        table("Who calls as whom", "SPIFFE ids of both ends. Bad: an id that belongs to another "
              "workload.",
              f"""SELECT source, source_principal, destination, destination_principal,
  {RANGE_RATE} AS rate
{SERVED}
  AND source_principal != ''
GROUP BY ALL
ORDER BY rate DESC
LIMIT 100""", {"rate": "reqps"}, width=12, links={"destination": TO_EDGE}),
    ],
}
