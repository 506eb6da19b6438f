"""The report as plain text: a summary that fits a terminal, then the examples."""

import textwrap
from collections.abc import Iterator, Sequence

from streams.backtest import words
from streams.backtest.report import Example, Moved, Report, RuleFigures
from streams.wording import counted

Row = Sequence[str]


def summary(report: Report) -> str:
    """What a person wants to know first."""
    parts = [
        list(_head(report)),
        list(_totals(report)),
        list(_rules(report)),
        list(_judged(report)),
        list(_changes(report)),
    ]
    return "\n".join("\n".join(part) + "\n" for part in parts if part)


def report_text(report: Report) -> str:
    """The summary, and examples for every rule."""
    policies = [policy.name for policy in report.policies]
    examples = [line for rule in words.spoken_of(report) for line in _examples(rule, policies)]
    return "\n".join([summary(report), *examples]) + "\n"


def _head(report: Report) -> Iterator[str]:
    yield f"Backtest on {words.events_line(report.recording)}"
    if report.recording.unusable:
        yield words.unusable_line(report.recording)
    for policy in report.policies:
        yield f"{policy.name}: {words.policy_line(policy)}"
        if policy.failed_events:
            failed = counted(policy.failed_events, "event")
            yield f"    {failed} broke a rule and did not count"


def _totals(report: Report) -> Iterator[str]:
    policies = report.policies
    rows: list[Row] = [["", *(policy.name for policy in policies), ""]]

    def add(what: str, values: list[int]) -> None:
        rows.append([what, *map(words.number, values), words.difference(values)])

    add("findings", [policy.findings for policy in policies])
    if any(policy.taken_in for policy in policies):
        add("  taken in by stricter rules", [policy.taken_in for policy in policies])
    add("sanctions", [policy.sanctions for policy in policies])
    for measure in sorted({one for policy in policies for one in policy.by_measure}):
        add(f"  {measure}", [policy.by_measure.get(measure, 0) for policy in policies])
    add("subjects sanctioned", [policy.subjects for policy in policies])
    add("sanctions in shadow", [policy.shadow_sanctions for policy in policies])
    add("cases to review", [policy.reviews for policy in policies])
    for why in sorted({one for policy in policies for one in policy.lifted}):
        said = words.LIFTED.get(why, why)
        add(f"lifted, {said}", [policy.lifted.get(why, 0) for policy in policies])
    yield from table(rows)
    if len(policies) > 1:
        yield f"subjects: {_moved(report.moved)}"
        if report.moved != report.moved_with_shadow:
            yield f"with shadow: {_moved(report.moved_with_shadow)}"


def _moved(moved: Moved) -> str:
    return (
        f"{moved.newly:,} newly caught, {moved.no_longer:,} no longer, "
        f"{moved.still:,} by both ({moved.otherwise:,} of them otherwise)"
    )


def _rules(report: Report) -> Iterator[str]:
    rules, columns = words.spoken_of(report), words.columns(report)
    if rules:
        rows: list[Row] = [["rule", "mode", *(name for name, _ in columns), ""]]
        for place, rule in enumerate(rules):
            cells = [column[place] for _, column in columns]
            rows.append([rule.rule_id, words.modes(rule), *cells, words.status(rule)])
        yield from table(rows)
    if said := words.quiet(report):
        yield from textwrap.wrap(said, 100, subsequent_indent="  ", break_on_hyphens=False)


def _judged(report: Report) -> Iterator[str]:
    labels = report.labels
    if labels is None:
        return
    yield (
        f"labels: {labels.spam:,} spam ({labels.spam_present:,} occur), "
        f"{labels.not_spam:,} not spam ({labels.not_spam_present:,} occur)"
    )
    rows: list[Row] = [["", "policy", *words.JUDGED]]
    for what, policy, quality in words.judged_rows(report):
        rows.append([what, policy, *words.judged(quality)])
    yield from table(rows)
    yield "a rule's recall is its share of all spam, whichever rule is meant to catch it"


def _changes(report: Report) -> Iterator[str]:
    if report.changes:
        yield "what the policies say differently"
        for change in report.changes:
            yield f"  {change.where}: {change.old} → {change.new}"


def _examples(rule: RuleFigures, policies: Sequence[str]) -> Iterator[str]:
    both = len(policies) > 1
    yield f"{rule.rule_id} – {rule.title} (clause {rule.clause})"
    for policy, taken_in, lifted in zip(policies, rule.taken_in, rule.lifted, strict=True):
        under = f" under {policy}" if both else ""
        if taken_in:
            yield f"  taken in by stricter rules{under}: {taken_in:,}"
        if lifted:
            yield f"  lifted{under}: {words.because(lifted)}"
    kinds = (
        ("newly caught", rule.newly, rule.moved.newly),
        ("no longer caught", rule.no_longer, rule.moved.no_longer),
        ("caught by a stricter rule under one", rule.elsewhere, rule.moved.elsewhere),
        ("caught by both" if both else "caught", rule.still, rule.moved.still),
    )
    for what, examples, number in kinds:
        if examples:
            shown = "" if number == len(examples) else f", {len(examples)} shown"
            yield f"  {what}: {number:,}{shown}"
            for example in examples:
                yield from _example(example)
    yield ""


def _example(example: Example) -> Iterator[str]:
    label = words.label(example)
    known = f", {label}" if label else ""
    yield f"    {example.subject_type} {example.subject_id}{known}"
    yield f"      {words.moment(example.at_ms)}  {words.sanction(example)}"
    yield f"      {example.reason}"
    yield f"      {', '.join(example.counts)}; {counted(example.events, 'event')} as evidence"
    for excerpt in example.excerpts:
        yield f"      “{excerpt}”"
    if example.signals:
        yield f"      {', '.join(example.signals)}"


def table(rows: Sequence[Row]) -> Iterator[str]:
    """Rows in columns: the first two words to the left, figures to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    left = {place for place, column in enumerate(zip(*rows[1:], strict=True)) if _is_text(column)}
    for row in rows:
        cells = [
            cell.ljust(width) if place in left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _is_text(column: Sequence[str]) -> bool:
    return any((cell and cell[0].isalpha()) or cell.startswith("  ") for cell in column)
