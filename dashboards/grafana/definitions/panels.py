"""What panels are made of. A panel is a dict of Grafana's Classic JSON without id and position."""

SOURCE = {"type": "grafana-clickhouse-datasource", "uid": "${datasource}"}

# Colors by meaning.
GREEN, ORANGE, RED, BLUE = "green", "orange", "red", "blue"


def steps(*limits):
    """Thresholds: green, and from each limit on the color beside it."""
    below = [{"color": GREEN, "value": None}]
    return {"mode": "absolute", "steps": below + [{"color": c, "value": v} for v, c in limits]}


NONE = steps()
ERRORS = steps((0.01, ORANGE), (0.05, RED))


def target(sql, ref="A", table=True):
    kind = "table" if table else "timeseries"
    return {
        "refId": ref,
        "datasource": SOURCE,
        "editorType": "sql",
        "queryType": kind,
        "format": 1 if table else 0,
        "pluginVersion": "4.20.0",
        "rawSql": sql.strip(),
    }


def panel(kind, title, description, targets, unit, **rest):
    defaults = {"unit": unit, "noValue": rest.pop("none", "nothing reported")}
    if rest.pop("positive", True):
        defaults["min"] = 0
    thresholds = rest.pop("thresholds", NONE)
    if kind == "stat" or thresholds is not NONE:  # else the color says which line it is
        defaults["thresholds"] = thresholds
    defaults.update(rest.pop("defaults", {}))
    config = {"defaults": defaults, "overrides": rest.pop("overrides", [])}
    made = {
        "type": kind,
        "title": title,
        "description": description,
        "datasource": SOURCE,
        "targets": targets,
        "fieldConfig": config,
        "options": rest.pop("options", {}),
    }
    made.update(rest)
    return made


def stat(title, description, sql, unit, width=4, **rest):
    """One number, or some with their names; its query gives one row."""
    options = {
        "colorMode": "value",
        "graphMode": "none",
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
        "textMode": rest.pop("text", "value"),
    }
    return panel("stat", title, description, [target(sql)], unit, options=options,
                 size=(width, 4), **rest)


def series(title, description, sql, unit, width=12, stack=False, **rest):
    """Lines over time. A query with a column `series` gives one line for each of its values."""
    custom = {"drawStyle": "line", "lineWidth": 1, "fillOpacity": 20 if stack else 5,
              "showPoints": "never", "spanNulls": False}
    if stack:
        custom["stacking"] = {"mode": "normal", "group": "A"}
    defaults = {"custom": custom, **rest.pop("defaults", {})}
    if " AS series" in sql:
        defaults["displayName"] = "${__field.labels.series}"
    options = {
        "legend": {"displayMode": "table", "placement": "bottom", "calcs": ["mean", "max"]},
        "tooltip": {"mode": "multi", "sort": "desc"},
    }
    return panel("timeseries", title, description, [target(sql, table=False)], unit,
                 options=options, defaults=defaults, size=(width, 8), **rest)


def table(title, description, sql, units, width=24, height=9, links=None, **rest):
    """Rows; `units` and `links` are by column."""
    overrides = [override(column, "unit", unit) for column, unit in units.items()]
    for column, url in (links or {}).items():
        overrides.append(override(column, "links", [{"title": "Open", "url": url}]))
    if "errors" in units:
        overrides.append(override("errors", "thresholds", ERRORS))
        overrides.append(override("errors", "custom.cellOptions", {"type": "color-text"}))
    options = {"showHeader": True, "cellHeight": "sm"}
    return panel("table", title, description, [target(sql)], "short", options=options,
                 overrides=overrides, size=(width, height), positive=False, **rest)


def override(column, name, value):
    return {"matcher": {"id": "byName", "options": column},
            "properties": [{"id": name, "value": value}]}


def heatmap(title, description, sql, width=12):
    """Requests by duration over time; the query gives time, bound (ms) as series, and count."""
    options = {
        "calculate": False,
        "cellGap": 1,
        "color": {"mode": "scheme", "scheme": "Oranges", "steps": 64},
        "yAxis": {"unit": "ms"},
        "rowsFrame": {"layout": "le"},
        "tooltip": {"mode": "single", "yHistogram": True},
        "legend": {"show": True},
    }
    return panel("heatmap", title, description, [target(sql, table=False)], "short",
                 options=options, defaults={"displayName": "${__field.labels.series}"},
                 size=(width, 8))


def row(title):
    return {"type": "row", "title": title, "collapsed": False, "panels": [], "size": (24, 1)}
