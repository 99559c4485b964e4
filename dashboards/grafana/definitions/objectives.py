"""Is what a service promises kept, and how fast is its error budget spent?

The chosen range is the objective's window. Each call counts once, live traffic only."""

from .panels import ORANGE, RED, row, series, stat, steps, table
from .sql import FAILED, LIVE, TENANT as MINE, Rows, rate_by_cause
from .variables import SERVICE, TENANT, custom

TARGETS = ("99", "99.5", "99.9", "99.95")
THRESHOLDS = ("50", "100", "250", "500", "1000", "2500")

TARGET = custom("target", "Target in %", TARGETS, "99")
THRESHOLD = custom("threshold", "Latency threshold in ms", THRESHOLDS, "250")

ASKED = (MINE, LIVE, "counts", "service = ${service:singlequote}")
ROWS = Rows(*ASKED)
ALLOWED = "(1 - toFloat64(${target:singlequote}) / 100)"

# What is bad, of what, for each objective.
AVAILABILITY = ("sum(errors)", "sum(requests)")
SLOW = """arraySum(mapValues(mapFilter((bucket, n) ->
    meshscopeBucketMillis(bucket) > toFloat64(${threshold:singlequote}), latency)))"""
LATENCY = (f"sum({SLOW})", "sum(arraySum(mapValues(latency)))")

# Severity, windows, how many times faster than steadily a budget of 30 days is spent where the
# default policy fires, and both windows in seconds.
POLICY = """[
  ('page', '1h, 5m', 14.4, 3600, 300), ('page', '6h, 30m', 6.0, 21600, 1800),
  ('ticket', '1d, 2h', 3.0, 86400, 7200), ('ticket', '3d, 6h', 1.0, 259200, 21600)]"""
DAYS_3 = "v_traffic(from = $__toTime - 259200, to = $__toTime, step = 60)"
BUDGET_LEFT = steps((0, ORANGE), (0.25, "green"))
BUDGET_LEFT["steps"][0]["color"] = RED


def over(total, value):
    return f"if({total} = 0, NULL, {value})"


def budget_left(bad, total):
    return f"SELECT {over(total, f'1 - {bad} / ({ALLOWED} * {total})')} AS left\n{ROWS}"


def good(bad, total):
    return f"SELECT {over(total, f'1 - {bad} / {total}')} AS good\n{ROWS}"


def numbers(bad, total):
    return f"SELECT toFloat64({bad}) AS bad, {ALLOWED} * {total} AS allowed\n{ROWS}"


def burn(column):
    """The burn rate in the window whose length is a column of the policy; null without requests."""
    recent = f"window >= $__toTime - line.{column}"
    return f"sumIf(bad, {recent}) / nullIf(sumIf(total, {recent}), 0) / {ALLOWED}"


def burn_rates(bad, total):
    return f"""SELECT line.1 AS severity, line.2 AS windows,
  {burn(4)} AS long,
  {burn(5)} AS short,
  line.3 AS fires_above, if(least(long, short) > fires_above, 'burns', '') AS state
FROM (
SELECT window, {bad} AS bad, {total} AS total
FROM {DAYS_3}
WHERE """ + "\n  AND ".join(ASKED) + f"""
GROUP BY window)
ARRAY JOIN {POLICY} AS line
GROUP BY line
ORDER BY fires_above DESC"""


def by_time(columns, bad, total):
    return f"""SELECT time, {columns}
FROM (
SELECT time, {bad} AS bad, {total} AS total
{ROWS}
GROUP BY time)
ORDER BY time"""


def burn_over_time(bad, total):
    return by_time(f"if(total = 0, NULL, bad / total / {ALLOWED}) AS burn_rate", bad, total)


def spent(bad, total):
    return by_time("sum(bad) OVER (ORDER BY time) / greatest("
                   f"{ALLOWED} * sum(total) OVER (), 1e-9) AS spent", bad, total)


def slow_by_version():
    return f"""SELECT time, if(destination_version = '', destination,
    concat(destination, ' ', destination_version)) AS series,
  {LATENCY[0]} / any(step_seconds) AS rate
{ROWS}
GROUP BY time, series
ORDER BY time"""


def objective(name, what, indicator):
    """Panels that every objective has; their titles begin with its name."""
    return [
        row(name),
        stat(f"{name}: budget left", f"Part of the error budget of the chosen range that is left, "
             f"however long the range is; {what} spend it. Bad: below 25 %, gone below 0.",
             budget_left(*indicator),
             "percentunit", width=6, thresholds=BUDGET_LEFT, positive=False),
        stat(f"{name}: good requests", f"Part of the requests that are good; {what} are not. Bad: "
             "below the target.", good(*indicator), "percentunit", width=6,
             defaults={"decimals": 3}),
        stat(f"{name}: bad requests", f"How many requests are bad: {what}; and how many the target "
             "allows of those seen. Bad: more than allowed.", numbers(*indicator), "short", width=12,
             text="value_and_name"),
        table(f"{name}: burn rates", "How many times faster than steadily the budget is spent, in "
              "the windows up to the range's end, beside what the default policy allows: by a window "
              "of 30 days, whatever the range. Bad: both windows of a row above its bound. Of ends up "
              "to 30 days ago.",
              burn_rates(*indicator), {"long": "short", "short": "short", "fires_above": "short"},
              width=12, height=8),
        series(f"{name}: budget spent", "Part of the range's budget that was spent up to each time. "
               "Bad: 100 % before the range ends; steep anywhere.", spent(*indicator),
               "percentunit", thresholds=steps((0.75, ORANGE), (1, RED))),
        series(f"{name}: burn rate", "How many times faster than steadily the budget is spent, by "
               "step. Bad: above 1 for long, above 14.4 at all, which is the bound of 30 days.",
               burn_over_time(*indicator), "short", thresholds=steps((1, ORANGE), (14.4, RED))),
    ]


DASHBOARD = {
    "uid": "meshscope-objectives",
    "title": "Objectives",
    "time": "now-30d",
    "refresh": "1m",
    "variables": [TENANT, SERVICE, TARGET, THRESHOLD],
    "panels": [
        *objective("Availability", "failed ones", AVAILABILITY),
        series("Bad requests by cause", "Failed requests a second by what became of them. Bad: one "
               "cause that grows.", rate_by_cause(ROWS, FAILED), "reqps", stack=True),
        *objective("Latency", "those above the threshold", LATENCY),
        series("Slow requests by version", "Requests a second above the threshold, by who served "
               "them. Bad: one version above the others.", slow_by_version(), "reqps", stack=True),
    ],
}
