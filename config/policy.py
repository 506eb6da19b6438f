"""The policy: rules as data, read from one YAML file; every problem is told with its line."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import available_timezones

import yaml
from pydantic import Field, ValidationError, field_validator

from config.errors import PolicyError, PolicyProblem
from config.outputs import Language
from config.policy_lines import Lines, explain
from config.rules import Part, Rule

ClockTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class Night(Part):
    """The hours in which advertising needs a consent of its own, as times of the day."""

    begins: ClockTime = "21:00"
    ends: ClockTime = "08:00"


class Policy(Part):
    """The whole policy. `version` is a hash of its content, carried by every sanction.

    `language` is that of a sanction's reason, `time_zone` that of the times in notices and of
    the night, and `appeal` says where people may object.
    """

    language: Language = "en"
    time_zone: str = "Asia/Seoul"
    night: Night = Night()
    appeal: Annotated[str, Field(min_length=1)]
    rules: Annotated[list[Rule], Field(min_length=1)]
    version: str = ""

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"{value!r} is no time zone; write e.g. Asia/Seoul")
        return value

    @property
    def active_rules(self) -> list[Rule]:
        """The rules that are not off."""
        return [rule for rule in self.rules if rule.mode != "off"]


def load_policy(path: Path) -> Policy:
    """Read and check a policy file.

    Raises:
        PolicyError: the file can not be read or has problems, all of them with their lines.
    """
    try:
        content = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problem = PolicyProblem(1, f"the file can not be read ({error})", "give a UTF-8 text file")
        raise PolicyError(path, [problem]) from None
    return parse_policy(content, path)


def parse_policy(content: str, path: Path) -> Policy:
    """Check the text of a policy file; `path` names it in errors.

    Raises:
        PolicyError: as `load_policy`.
    """
    try:
        lines = Lines(content)
    except yaml.YAMLError as error:
        raise PolicyError(path, [_not_yaml(error)]) from None
    try:
        policy = Policy.model_validate(lines.value)
    except ValidationError as error:
        problems = [explain(problem, lines) for problem in error.errors()]
        raise PolicyError(path, problems) from None
    repeated = _repeated_ids(policy, lines)
    if repeated:
        raise PolicyError(path, repeated)
    return policy.model_copy(update={"version": _version(policy)})


def _version(policy: Policy) -> str:
    """12 hexadecimal digits of the content's SHA-256, whatever the order of names in the file."""
    content = json.dumps(policy.model_dump(mode="json", exclude={"version"}), sort_keys=True)
    return sha256(content.encode()).hexdigest()[:12]


def _not_yaml(error: yaml.YAMLError) -> PolicyProblem:
    mark: Any = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or "this is not YAML"
    line = mark.line + 1 if mark else 1
    return PolicyProblem(line, f"not YAML: {what}", "check indentation, colons and quotes")


def _repeated_ids(policy: Policy, lines: Lines) -> list[PolicyProblem]:
    seen: set[str] = set()
    problems = []
    for position, rule in enumerate(policy.rules):
        if rule.id in seen:
            line = lines.of(("rules", position, "id"))
            problems.append(
                PolicyProblem(line, f"rule id {rule.id!r} is used twice", "give each rule its own")
            )
        seen.add(rule.id)
    return problems
