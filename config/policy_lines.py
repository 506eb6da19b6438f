"""Where each value of a policy file stands, and what to say when it is wrong."""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import yaml

from config.errors import PolicyProblem

Location = Sequence[str | int]

_FIELDS = (
    *("id", "title", "clause", "description", "mode", "on", "when", "unless", "count", "what"),
    *("by", "within", "cooldown", "invited_within", "of", "effective_from", "thresholds"),
    *("points", "user", "newcomer", "institution"),
    *("family", "strikes_count_for", "scope", "ladder", "also", "subject", "measure", "for"),
    *("review", "notice", "examples", "fires", "stays_quiet", "name", "events"),
    *("language", "time_zone", "night", "begins", "ends", "appeal", "rules"),
)
_WHOLE = "write language, time_zone, appeal and rules, as config/policy.yaml does"
_REMEDIES = {
    "int_parsing": "write a whole number",
    "int_type": "write a whole number",
    "int_from_float": "write a whole number",
    "float_parsing": "write a number",
    "float_type": "write a number",
    "string_type": "write text; in quotes if it looks like a number",
    "list_type": "write a list, each entry behind a -",
    "dict_type": "write fields, name: value",
    "model_type": "write fields, name: value",
    "too_short": "write at least one",
}
_PATTERNS = {
    "clause": "write A1 to A12 or B1 to B5",
    "begins": 'write a time of the day in quotes, e.g. "21:00"',
    "ends": 'write a time of the day in quotes, e.g. "08:00"',
    "": "write lower-case letters, digits and hyphens, beginning with a letter",
}
_SHOWN_CHARACTERS = 60


class _Loader(yaml.SafeLoader):
    """YAML as people expect it: `off` is a word and no boolean, and no name is written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names: set[str] = set()
        for name, _ in node.value:
            if isinstance(name, yaml.ScalarNode):
                if name.value in names:
                    what = f"{name.value!r} is written twice"
                    raise yaml.MarkedYAMLError(problem=what, problem_mark=name.start_mark)
                names.add(name.value)
        return super().construct_mapping(node, deep)


_BOOLEAN = "tag:yaml.org,2002:bool"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != _BOOLEAN]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOLEAN, re.compile("true|false"), ["t", "f"])


class Lines:
    """A YAML text as plain values (`value`), with the line of every part.

    Raises:
        yaml.YAMLError: the text is no YAML.
    """

    def __init__(self, content: str) -> None:
        try:
            self.value: Any = yaml.load(content, Loader=_Loader)  # noqa: S506 - a SafeLoader
            self._root = yaml.compose(content, Loader=_Loader)
        except yaml.reader.ReaderError as error:
            what = "there is a character in it that no text file has"
            raise yaml.MarkedYAMLError(problem=what, problem_mark=_mark(content, error)) from None
        except RecursionError:
            raise yaml.MarkedYAMLError(problem="it is nested too deeply") from None

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


def _mark(content: str, error: yaml.reader.ReaderError) -> yaml.Mark:
    line = content.count("\n", 0, error.position)
    return yaml.Mark(error.name, error.position, line, 0, None, 0)


def in_words(problem: Mapping[str, Any]) -> str:
    """A pydantic problem as what is wrong, then `; `, then what to write."""
    name = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "missing":
        return f"{name} is missing; add {name}: …"
    return f"{name} is {_shown(problem['input'])}; {_remedy(problem)}"


def explain(problem: Mapping[str, Any], lines: Lines) -> PolicyProblem:
    """A pydantic problem in words for the person who wrote the file."""
    location, kind = problem["loc"], problem["type"]
    line = lines.of(location)
    if not location:
        return PolicyProblem(line, _not_a_policy(lines.value), _WHOLE)
    name = _named(location, lines.value)
    if kind == "missing":
        return PolicyProblem(line, f"{name} is missing", f"add {location[-1]}: …")
    if kind == "extra_forbidden":
        close = get_close_matches(str(location[-1]), _FIELDS, 1)
        remedy = f"did you mean {close[0]}?" if close else "remove it"
        return PolicyProblem(line, f"{name} is not known", remedy)
    if kind == "value_error":
        what, _, remedy = problem["msg"].removeprefix("Value error, ").partition("; ")
        return PolicyProblem(line, f"{name}: {what}", remedy or "change it")
    what = f"{name} is {_shown(problem['input'])}"
    return PolicyProblem(line, what, _remedy(problem))


def _remedy(problem: Mapping[str, Any]) -> str:
    kind = problem["type"]
    if kind == "literal_error":
        return f"write {problem['ctx']['expected']}"
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(str(problem["loc"][-1]), _PATTERNS[""])
    should_be: str = problem["msg"].replace("Input should be", "it should be")
    return _REMEDIES.get(kind, should_be[:1].lower() + should_be[1:])


def _named(location: Location, value: Any) -> str:
    """A place as a path; a rule goes by its id if it has one."""
    parts = [str(part) for part in location]
    if len(parts) > 1 and parts[0] == "rules":
        rule = value["rules"][location[1]]
        rule_id = rule.get("id") if isinstance(rule, dict) else None
        if isinstance(rule_id, str):
            parts = [rule_id, *parts[2:]]
    return ".".join(parts)


def _shown(written: Any) -> str:
    if written is None:
        return "empty"
    shown = repr(written)
    return shown if len(shown) <= _SHOWN_CHARACTERS else f"{shown[:_SHOWN_CHARACTERS]}…"


def _not_a_policy(value: Any) -> str:
    if value is None:
        return "the file is empty"
    return f"the file is {'a list' if isinstance(value, list) else 'plain text'}, not fields"
