"""The policy: rules as data, read from one YAML file; every problem is told with its line."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from config.durations import DurationMs
from config.errors import PolicyError, PolicyProblem
from config.outputs import Language, Measure, Scope
from config.policy_lines import Lines, explain

Clause = Annotated[str, Field(pattern=r"^(A([1-9]|1[0-2])|B[1-5])$")]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,63}$")]


class Part(BaseModel):
    """A part of the policy file; an unknown name in it is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Step(Part):
    """One step of a ladder: the measure, and for how long (left out: without end)."""

    measure: Measure
    duration_ms: DurationMs | None = Field(None, alias="for")

    @model_validator(mode="after")
    def _duration_fits(self) -> "Step":
        lasting = self.measure in {"temporary-restriction", "activity-restriction"}
        if lasting and self.duration_ms is None:
            raise ValueError(f"{self.measure} needs a duration; write e.g. for: 7d")
        if not lasting and self.duration_ms is not None:
            raise ValueError(f"{self.measure} takes no duration; leave out for")
        return self


class Effect(Part):
    """What a finding does: whom it strikes, in which scope, and by which ladder.

    `subject`: `counted` is whom the rule counted (an account, a room); `owner` is the owner of
    the counted room. The first strike takes the first step; after the last step it stays there.
    """

    subject: Literal["counted", "owner"] = "counted"
    scope: Scope
    ladder: Annotated[list[Step], Field(min_length=1)]


class Conditions(Part):
    """Which events count.

    `commercial_at_least`: least value of the highest of the six scores of a text.
    `letters_at_least`: least number of letters, so that everyday phrases never count.
    """

    commercial_at_least: Annotated[float, Field(gt=0, le=1)] | None = None
    letters_at_least: Annotated[int, Field(ge=0)] = 0


class Rule(Part):
    """One rule. `kind` chooses the detector, which says what `thresholds` and `when` it takes."""

    id: Name
    title: Annotated[str, Field(min_length=1, max_length=100)]
    clause: Clause
    description: str
    kind: Name
    mode: Literal["enforced", "shadow", "off"]
    when: Conditions = Conditions()
    within_ms: DurationMs = Field(alias="within")
    cooldown_ms: DurationMs = Field(alias="cooldown")
    thresholds: dict[str, Annotated[int, Field(ge=1)]]
    family: Name
    decay_ms: DurationMs = Field(alias="strikes_count_for")
    effects: Annotated[list[Effect], Field(min_length=1)]

    @field_validator("within_ms", "cooldown_ms")
    @classmethod
    def _bounded(cls, value: int) -> int:
        if value > 30 * 86_400_000:
            raise ValueError("is longer than 30d, which no window keeps; write at most 30d")
        return value

    @field_validator("decay_ms")
    @classmethod
    def _remembered(cls, value: int) -> int:
        if value > 400 * 86_400_000:
            raise ValueError("is longer than strikes are kept; write at most 400d")
        return value


class Policy(Part):
    """The whole policy. `version` is a hash of its content, carried by every sanction.

    `language` is that of a sanction's reason, `time_zone` that of the times in notices, and
    `appeal` says where people may object.
    """

    language: Language = "en"
    time_zone: str = "Asia/Seoul"
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
