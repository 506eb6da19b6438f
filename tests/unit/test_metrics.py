"""The metrics' table, the metrics it makes, and the document made from it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import Counter, Gauge, Histogram

from streams.metrics import METRICS, Metric, Metrics, metrics_table

PROJECT = Path(__file__).resolve().parents[2]
KINDS = {"counter": Counter, "gauge": Gauge, "histogram": Histogram}
OWN = {"registry", "exposition"}


def used() -> Iterator[tuple[Path, str]]:
    """Every `metrics.<name>` in `streams`, also of `self._metrics` and `app.metrics`."""
    for path in sorted((PROJECT / "streams").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Attribute):
                continue
            owner = node.value
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            if name.lstrip("_") == "metrics":
                yield path.relative_to(PROJECT), node.attr


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_a_metric_is_made_as_it_is_declared(metric: Metric) -> None:
    made = getattr(Metrics(), metric.name)
    assert type(made) is KINDS[metric.kind]
    if metric.labels:
        made = made.labels(*metric.labels)
    if metric.kind == "histogram":
        made.observe(0.02)
    else:
        made.inc()


def test_names_are_not_repeated_and_say_their_unit() -> None:
    names = [metric.name for metric in METRICS]
    assert len(names) == len(set(names))
    assert all(m.name.endswith("_seconds") for m in METRICS if m.kind == "histogram")


def test_every_metric_that_is_used_is_declared() -> None:
    declared = {metric.name for metric in METRICS} | OWN
    found = list(used())
    assert found
    assert [one for one in found if one[1] not in declared] == []


def test_every_metric_that_is_declared_is_used() -> None:
    assert {metric.name for metric in METRICS} <= {name for _, name in used()}


def test_the_table_shows_every_metric_under_the_name_that_prometheus_shows() -> None:
    metrics = Metrics()
    for metric in METRICS:
        if metric.labels:
            getattr(metrics, metric.name).labels(*metric.labels)
    exposition = metrics.exposition().decode()
    table = metrics_table()
    for metric in METRICS:
        [row] = [line for line in table.splitlines() if f"| {metric.help} |" in line]
        shown = row.split("`")[1]
        assert f"\n{shown}{{" in exposition or f"\n{shown} " in exposition


def test_the_document_is_made_from_the_table() -> None:
    assert (PROJECT / "docs" / "metrics.md").read_text("utf-8") == metrics_table()
