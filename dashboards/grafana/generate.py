#!/usr/bin/env python3
"""Writes the dashboards of definitions/ as JSON into dashboards/; with --check, only says whether
they are as written before (status 1: they are not)."""

import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True

from definitions import (edge, egress, front_door, graph, meshscope, objectives, overview,
                         resilience, security, service, workload)
from definitions.variables import data_source

MODULES = (overview, service, workload, edge, graph, front_door, egress, resilience, security,
           objectives, meshscope)
COLUMNS = 24
WIDTH = 200

LINKS = [{
    "type": "dashboards",
    "title": "Meshscope",
    "tags": ["meshscope"],
    "asDropdown": True,
    "includeVars": True,
    "keepTime": True,
    "targetBlank": False,
}]


def placed(panels):
    """From left to right, then the next line, in the order given."""
    x = y = line = 0
    for number, made in enumerate(panels, start=1):
        width, height = made["size"]
        if x + width > COLUMNS:
            x, y, line = 0, y + line, 0
        position = {"x": x, "y": y, "w": width, "h": height}
        x, line = x + width, max(line, height)
        rest = {key: value for key, value in made.items() if key != "size"}
        yield {"id": number, "gridPos": position, **rest}


def dashboard(definition):
    return {
        "id": None,
        "uid": definition["uid"],
        "title": definition["title"],
        "tags": ["meshscope", "mesh"],
        "schemaVersion": 42,
        "version": 1,
        "editable": False,
        "graphTooltip": 1,
        "timezone": "browser",
        "time": {"from": definition.get("time", "now-30m"), "to": "now"},
        "refresh": definition.get("refresh", "10s"),
        "links": LINKS,
        "annotations": {"list": []},
        "templating": {"list": [data_source(), *definition["variables"]]},
        "panels": list(placed(definition["panels"])),
    }


def text(value, indent="", before=0):
    """JSON with everything on one line that fits there."""
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (dict, list)) or len(indent) + before + len(flat) < WIDTH:
        return flat
    deeper = indent + "  "
    if isinstance(value, list):
        inner = [deeper + text(item, deeper) for item in value]
        return "[\n" + ",\n".join(inner) + "\n" + indent + "]"
    inner = []
    for key, item in value.items():
        name = json.dumps(key) + ": "
        inner.append(deeper + name + text(item, deeper, len(name)))
    return "{\n" + ",\n".join(inner) + "\n" + indent + "}"


def main():
    is_check = sys.argv[1:] == ["--check"]
    old = []
    for module in MODULES:
        made = dashboard(module.DASHBOARD)
        file = HERE / "dashboards" / (made["uid"] + ".json")
        wanted = text(made) + "\n"
        if is_check and (not file.exists() or file.read_text("utf-8") != wanted):
            old.append(file.name)
        elif not is_check:
            file.write_text(wanted, "utf-8")
    for name in old:
        print(f"{name} is not what generate.py writes: run it", file=sys.stderr)
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
