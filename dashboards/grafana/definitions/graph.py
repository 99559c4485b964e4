"""Who calls whom?"""

from .panels import panel, target
from .sql import CLUSTER, LIVE, NAMESPACE, TENANT, TRAFFIC, VIEW
from .variables import MESH, to

ROWS = "\n  AND ".join((f"WHERE {TENANT}", LIVE, CLUSTER, NAMESPACE))

# What is secured, mostly callees know: every side's rows, but only those that answer count.
EDGES = f"""SELECT concat(source, ' → ', destination) AS id, source, destination AS target,
  sumIf(requests, {VIEW}) / any(range_seconds) AS mainstat,
  if(sumIf(requests, {VIEW}) = 0, 0, sumIf(errors, {VIEW}) / sumIf(requests, {VIEW}))
    AS secondarystat,
  greatest(1, log2(1 + mainstat)) AS thickness,
  multiIf(secondarystat > 0.05, 'red', secondarystat > 0.01, 'orange', 'green') AS color,
  if(sumIf(requests, connection_security_policy = 'none') > 0, '6 4', '') AS strokeDasharray,
  meshscopeLatencyMillis(sumMapIf(latency, {VIEW}), 99) AS detail__p99
FROM {TRAFFIC}
{ROWS}
GROUP BY source, destination
HAVING mainstat > 0
ORDER BY mainstat DESC, id
LIMIT 200"""

# Both ends of each edge and no other: the panel fails at an edge whose end is missing.
NODES = f"""SELECT end.1 AS id, splitByChar('/', id)[-1] AS title,
  if(position(id, '/') > 0, splitByChar('/', id)[1], '') AS subtitle,
  sumIf(requests, end.2 = 'callee') / any(range_seconds) AS mainstat,
  meshscopeLatencyMillis(sumMapIf(latency, end.2 = 'callee'), 99) AS secondarystat,
  if(sumIf(requests, end.2 = 'callee') = 0, 0,
    sumIf(errors, end.2 = 'callee') / sumIf(requests, end.2 = 'callee')) AS arc__failed,
  1 - arc__failed AS arc__succeeded
FROM {TRAFFIC}
ARRAY JOIN [(source, 'caller'), (destination, 'callee')] AS end
{ROWS}
  AND {VIEW}
GROUP BY id
HAVING id IN (SELECT arrayJoin([source, target]) FROM ({EDGES}))
ORDER BY sum(requests) DESC"""


def field(name, *properties):
    return {"matcher": {"id": "byName", "options": name},
            "properties": [{"id": key, "value": value} for key, value in properties]}


def fixed(color):
    return ("color", {"mode": "fixed", "fixedColor": color})


DASHBOARD = {
    "uid": "meshscope-graph",
    "title": "Service graph",
    "variables": MESH,
    "panels": [
        panel("nodeGraph", "Service graph", "Each node with its requests a second, p99 and the "
              "share of failed requests; at most the 200 busiest edges. Bad: red edges and rings. "
              "Dashed: some of it is plaintext.",
              [target(NODES, "nodes"), target(EDGES, "edges")], "reqps", size=(24, 22),
              positive=False,
              options={"nodes": {"mainStatUnit": "reqps", "secondaryStatUnit": "ms"},
                       "edges": {"mainStatUnit": "reqps", "secondaryStatUnit": "percentunit"}},
              overrides=[
                  field("arc__failed", fixed("red"), ("displayName", "failed")),
                  field("arc__succeeded", fixed("green"), ("displayName", "succeeded")),
                  field("detail__p99", ("unit", "ms"), ("displayName", "p99")),
                  # In columns that only one of the two queries has: the menu offers all links.
                  field("title", ("links", [
                      {"title": "Workload", "url": to("workload", workload="id")}])),
                  field("target", ("links", [
                      {"title": "Edge", "url": to("edge", source="source",
                                                  destination="target")}])),
              ]),
    ],
}
