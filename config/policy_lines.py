"""Where each value of a policy file stands, and what to say when it is wrong."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import yaml

from config.errors import PolicyProblem

Location = Sequence[str | int]

_FIELDS = (
    *("id", "title", "clause", "description", "kind", "mode", "when", "within", "cooldown"),
    *("thresholds", "family", "strikes_count_for", "effects", "subject", "scope", "ladder"),
    *("measure", "for", "commercial_at_least", "letters_at_least", "language", "rules"),
    *("time_zone", "appeal"),
)


class Lines:
    """A YAML text as plain values (`value`), with the line of every part.

    Raises:
        yaml.YAMLError: the text is no YAML.
    """

    def __init__(self, content: str) -> None:
        self.value: Any = yaml.safe_load(content)
        self._root = yaml.compose(content, Loader=yaml.SafeLoader)

    def of(self, location: Location) -> int:
        """The line, from 1, of the deepest part of `location` that exists."""
        node, line = self._root, 1
        for step in location:
            child = _child(node, step)
            if child is None:
                break
            key, node = child
            line = key.start_mark.line + 1
        return line


def _child(node: Any, step: str | int) -> tuple[Any, Any] | None:
    """The node that marks the line of a part, and the part itself."""
    if isinstance(node, yaml.MappingNode):
        return next((pair for pair in node.value if pair[0].value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def explain(problem: Mapping[str, Any], lines: Lines) -> PolicyProblem:
    """A pydantic problem in words for the person who wrote the file."""
    location, kind = problem["loc"], problem["type"]
    name = ".".join(str(part) for part in location) or "the file"
    line = lines.of(location)
    if kind == "missing":
        return PolicyProblem(line, f"{name} is missing", f"add {location[-1]}: …")
    if kind == "extra_forbidden":
        close = get_close_matches(str(location[-1]), _FIELDS, 1)
        remedy = f"did you mean {close[0]}?" if close else "remove it"
        return PolicyProblem(line, f"{name} is not known", remedy)
    if kind == "literal_error":
        return PolicyProblem(
            line, f"{name} is {problem['input']!r}", f"write {problem['ctx']['expected']}"
        )
    what, _, remedy = problem["msg"].removeprefix("Value error, ").partition("; ")
    return PolicyProblem(line, f"{name}: {what}", remedy or f"you wrote {problem['input']!r}")
