"""Every metric, declared once as data; `docs/metrics.md` is generated from this table."""

from collections.abc import Iterable
from typing import Any, Final, Literal, NamedTuple

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from detectors.findings import Finding
from streams.sanctions import cases_of

Kind = Literal["counter", "gauge", "histogram"]

SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
"""Upper bounds of the latency histograms (s)."""


class Metric(NamedTuple):
    """One metric: its name without the prefix `haechi_`, kind, labels, and what it means."""

    name: str
    kind: Kind
    labels: tuple[str, ...]
    help: str


METRICS: Final = (
    Metric("events", "counter", ("topic",), "Valid events worked on"),
    Metric("batches", "counter", ("topic",), "Batches acknowledged"),
    Metric("findings", "counter", ("rule", "mode"), "Findings by rule and mode"),
    Metric(
        "sanctions",
        "counter",
        ("rule", "mode"),
        "Sanctions that findings led to, repeats and those that a stricter one took in included",
    ),
    Metric("dead_letters", "counter", ("topic",), "Records that went to dead-letters"),
    Metric("retries", "counter", ("server",), "Waits for Redis or Kafka before trying again"),
    Metric("rewinds", "counter", (), "Times partitions were re-read because Redis lost windows"),
    Metric("lifts", "counter", ("rule", "mode"), "Sanctions lifted, by time or by a person"),
    Metric("reviews", "counter", ("rule",), "Cases handed to a person"),
    Metric("policy_loads", "counter", ("result",), "Changed policy files: adopted or refused"),
    Metric("policy", "gauge", ("version",), "1 for the version of the policy in force"),
    Metric("idle_looks", "counter", (), "Looks for lifts and acts to judge that found none"),
    Metric("batches_in_flight", "gauge", (), "Batches that wait for Redis or Kafka"),
    Metric("lag", "gauge", ("topic", "partition"), "Offsets not done yet"),
    Metric("committed_offset", "gauge", ("topic", "partition"), "Last offset committed"),
    Metric("commit_failures", "gauge", ("topic", "partition"), "Commits that failed"),
    Metric("redis_seconds", "histogram", (), "Time of a batch's calls to Redis (s)"),
    Metric("compute_seconds", "histogram", (), "Time to decode a batch and work out features (s)"),
    Metric(
        "produce_seconds",
        "histogram",
        (),
        "Time until the broker acknowledged a batch's output (s)",
    ),
    Metric("end_to_end_seconds", "histogram", (), "Record's timestamp to its batch's end (s)"),
)

_KINDS: Final = {"counter": Counter, "gauge": Gauge, "histogram": Histogram}


class Metrics:
    """The metrics of one worker: `metrics.events` is a prometheus_client counter, and so on."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        for metric in METRICS:
            options = {"buckets": SECONDS} if metric.kind == "histogram" else {}
            made = _KINDS[metric.kind](
                f"haechi_{metric.name}",
                metric.help,
                metric.labels,
                registry=self.registry,
                **options,
            )
            setattr(self, metric.name, made)

    def exposition(self) -> bytes:
        """The Prometheus text format."""
        return generate_latest(self.registry)


def count_findings(metrics: Any, findings: Iterable[Finding]) -> None:
    """Count findings, and what they lead to, by rule and mode."""
    for finding in findings:
        rule = finding.rule
        metrics.findings.labels(rule.id, rule.mode).inc()
        if rule.review:
            metrics.reviews.labels(rule.id).inc()
        else:
            metrics.sanctions.labels(rule.id, rule.mode).inc(len(cases_of(finding)))


def metrics_table() -> str:
    """All metrics as Markdown, as Prometheus shows them; `docs/metrics.md` is this."""
    rows = [
        f"| `{_shown_name(metric)}` | {metric.kind} | {_shown_labels(metric)} | {metric.help} |"
        for metric in METRICS
    ]
    return "\n".join([*_INTRODUCTION, *rows, ""])


def _shown_name(metric: Metric) -> str:
    ending = {"counter": "_total", "histogram": "_bucket"}.get(metric.kind, "")
    return f"haechi_{metric.name}{ending}"


def _shown_labels(metric: Metric) -> str:
    return ", ".join(f"`{label}`" for label in metric.labels)


_INTRODUCTION: Final = (
    "# Metrics",
    "",
    "A worker shows these at `/metrics` in the Prometheus text format. Histograms also have",
    "`_sum` and `_count`. This file is made from the table in `streams/metrics.py`.",
    "",
    "| metric | kind | labels | meaning |",
    "| --- | --- | --- | --- |",
)
