"""The choices at the top of dashboards, and links from one to another."""

from .panels import SOURCE

ALL = "v_traffic(from = $__fromTime, to = $__toTime, step = 60)"
REPORTERS = {"best": "each call once", "source": "callers", "destination": "callees",
             "waypoint": "waypoints"}


def data_source():
    return {
        "type": "datasource",
        "name": "datasource",
        "label": "Data source",
        "query": "grafana-clickhouse-datasource",
        "current": {"text": "Meshscope", "value": "meshscope"},
        "regex": "",
        "hide": 0,
        "refresh": 1,
        "includeAll": False,
        "multi": False,
        "options": [],
    }


def query(name, label, sql, multi=False):
    everything = {"text": ["All"], "value": ["$__all"]}
    return {
        "type": "query",
        "name": name,
        "label": label,
        "datasource": SOURCE,
        "definition": sql,
        "query": {"editorType": "sql", "rawSql": sql},
        "refresh": 2,
        "sort": 1,
        "hide": 0,
        "includeAll": multi,
        "multi": multi,
        "current": everything if multi else {},
        "regex": "",
        "options": [],
    }


def distinct(expression, condition):
    return f"""SELECT DISTINCT {expression} AS value FROM {ALL}
WHERE tenant = ${{tenant:singlequote}} AND {condition}
ORDER BY value"""


TENANT = query("tenant", "Tenant", f"SELECT DISTINCT tenant FROM {ALL} ORDER BY tenant")
CLUSTER = query("cluster", "Cluster", distinct(
    "arrayJoin([source_cluster, destination_cluster])", "value != ''"), multi=True)
NAMESPACE = query("namespace", "Namespace", distinct(
    "arrayJoin([source_namespace, destination_namespace, service_namespace])", "value != ''"),
    multi=True)
SERVICE = query("service", "Service", distinct("service", "service_namespace != ''"))
WORKLOAD = query("workload", "Workload", distinct(
    "arrayJoin([if(source_kind IN ('workload', 'gateway'), source, ''),\n"
    "    if(destination_kind IN ('workload', 'gateway'), destination, '')])", "value != ''"))
CALLER = query("source", "Caller", distinct("source", "source != ''"))
CALLEE = query("destination", "Callee", distinct(
    "destination", "source = ${source:singlequote}"))


def custom(name, label, values, usual):
    """A choice out of some values."""
    return {
        "type": "custom",
        "name": name,
        "label": label,
        "query": ",".join(values),
        "current": {"text": usual, "value": usual},
        "options": [{"text": value, "value": value, "selected": value == usual}
                    for value in values],
        "hide": 0,
        "includeAll": False,
        "multi": False,
    }


REPORTER = {
    "type": "custom",
    "name": "reporter",
    "label": "Seen by",
    "query": ",".join(f"{label} : {value}" for value, label in REPORTERS.items()),
    "current": {"text": REPORTERS["best"], "value": "best"},
    "options": [{"text": label, "value": value, "selected": value == "best"}
                for value, label in REPORTERS.items()],
    "hide": 0,
    "includeAll": False,
    "multi": False,
}
MESH = [TENANT, CLUSTER, NAMESPACE, REPORTER]

KEPT = "${datasource:queryparam}&${tenant:queryparam}&${__url_time_range}"


def to(dashboard, **variables):
    """A link to another dashboard, for the row that it stands in."""
    chosen = "".join(f"var-{name}=${{__data.fields.{column}}}&"
                     for name, column in variables.items())
    return f"/d/meshscope-{dashboard}?{chosen}{KEPT}"


TO_SERVICE = {"service": to("service", service="service")}
TO_EDGE = to("edge", source="source", destination="destination")
