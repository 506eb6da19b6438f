"""The rules as Markdown: a page for each, and an index by clause."""

from collections.abc import Iterator
from typing import Final

from config.examples import events_of
from config.policy import Policy
from config.rules import Example, Rule
from streams.policy_words.clauses import CLAUSES
from streams.policy_words.conditions import TOPICS
from streams.policy_words.explanation import Part, explanation

INDEX: Final = "README.md"
SHOWN_TEXTS: Final = 3

_INTRODUCTION: Final = """\
# The rules, by clause

Every clause of the operation policy, and the rules of
[config/policy.yaml](../../config/policy.yaml) that serve it. `haechi policy pages docs/rules`
makes these pages from the policy; `haechi policy explain RULE` says the same in a terminal. What
may stand in a rule is said in [policy-file.md](../policy-file.md), and how to write one in
[write-your-first-rule.md](../write-your-first-rule.md).
"""


def rule_pages(policy: Policy) -> dict[str, str]:
    """File names and their contents: the index, and `<rule id>.md` for every rule."""
    pages = {f"{rule.id}.md": "\n".join(_page(rule, policy)) + "\n" for rule in policy.rules}
    return {INDEX: "\n".join(_index(policy)) + "\n", **pages}


def _index(policy: Policy) -> Iterator[str]:
    yield _INTRODUCTION
    yield "| clause | says | rules |"
    yield "| --- | --- | --- |"
    for clause, says in CLAUSES.items():
        rules = [rule for rule in policy.rules if rule.clause == clause]
        links = "<br>".join(f"[{rule.id}]({rule.id}.md): {_title(rule)}" for rule in rules)
        yield f"| {clause} | {says} | {links or 'none'} |"


def _title(rule: Rule) -> str:
    return rule.title if rule.mode == "enforced" else f"{rule.title} ({rule.mode})"


def _page(rule: Rule, policy: Policy) -> Iterator[str]:
    yield f"# {rule.title}"
    yield ""
    yield f"Rule `{rule.id}` ([all rules]({INDEX})). {' '.join(rule.description.split())}"
    for part in explanation(rule, policy):
        if part.heading != "Examples":
            yield from _part(part)
    yield from _examples("Must be found", rule.examples.fires)
    yield from _examples("Must be left alone", rule.examples.stays_quiet)


def _part(part: Part) -> Iterator[str]:
    yield from ("", f"## {part.heading}", "")
    nested = any(line.startswith("  ") for line in part.lines)
    for line in part.lines:
        if nested:
            yield f"  - {line.strip()}" if line.startswith("  ") else f"- {line}"
        else:
            yield f"- {line}" if part.is_list else line


def _examples(heading: str, examples: list[Example]) -> Iterator[str]:
    yield from ("", f"## {heading}", "")
    for example in examples:
        events = events_of(example)
        topics = dict.fromkeys(topic for topic, _ in events)
        counts = [f"{TOPICS[topic]}: {sum(one == topic for one, _ in events)}" for topic in topics]
        yield f"- **{example.name}** ({'; '.join(counts)})"
        yield from (f"  - “{text}”" for text in _texts(example))


def _texts(example: Example) -> list[str]:
    """The texts of an example as they are written, each once."""
    fields = ("display_name", "title", "description", "text")
    texts = [str(event[name]) for event in example.events for name in fields if name in event]
    return list(dict.fromkeys(texts))[:SHOWN_TEXTS]
