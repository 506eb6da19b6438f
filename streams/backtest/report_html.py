"""The report as one page that needs nothing else: charts are drawn in it, texts are escaped."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from streams.backtest import words
from streams.backtest.charts import WIDTH, charts_of
from streams.backtest.report import Report
from streams.wording import counted


def report_html(report: Report) -> str:
    """The page; the same report gives the same bytes."""
    return _template().render(
        report=report, charts=charts_of(report), width=WIDTH, words=words, counted=counted
    )


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    source = files("streams.backtest").joinpath("report.html").read_text("utf-8")
    return environment.from_string(source)
