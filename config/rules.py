"""One rule of the policy, as it is written: what it listens to, counts, and does."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from config.conditions import Condition, read_condition
from config.durations import DAY_MS, DurationMs
from config.outputs import Language, Measure, Scope
from config.suggestions import suggestion
from config.topics import INPUTS

LONGEST_WINDOW_MS = 180 * DAY_MS
LONGEST_MEMORY_MS = 400 * DAY_MS

FINDINGS = "findings"
"""What a rule listens to that counts what other rules found."""

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
        temporary = self.measure in {"temporary-restriction", "activity-restriction"}
        if self.measure == "temporary-restriction" and self.duration_ms is None:
            raise ValueError(f"{self.measure} needs a duration; write e.g. for: 7d")
        if not temporary and self.duration_ms is not None:
            raise ValueError(f"{self.measure} takes no duration; leave out for")
        return self


Ladder = Annotated[list[Step], Field(min_length=1)]


class Effect(Part):
    """What a finding does: whom it strikes, in which scope, and by which ladder.

    `subject`: `counted` is whom the rule counted (an account, a room); `owner` is the owner of
    the counted room. The first strike takes the first step; after the last step it stays there.
    """

    subject: Literal["counted", "owner"] = "counted"
    scope: Scope
    ladder: Ladder


class Points(Part):
    """How much the report of each kind of reporter weighs.

    `user`: someone whose reports were upheld, or who reported others before. `newcomer`: someone
    who never reported anyone else; at most three of them weigh within ten minutes. `institution`
    needs no history.
    """

    user: Annotated[int, Field(ge=1, le=100)] = 4
    newcomer: Annotated[int, Field(ge=1, le=100)] = 1
    institution: Annotated[int, Field(ge=1, le=100)] = 12


class Count(Part):
    """What is counted, by whom, and within which time.

    `what` chooses the kind of counting; the other names belong to some kinds only.
    `cooldown`: events this soon after a finding belong to it (left out: as long as `within`).
    """

    what: Name
    by: Literal["account", "room"] = "account"
    within_ms: DurationMs = Field(alias="within")
    cooldown_ms: DurationMs | None = Field(None, alias="cooldown")
    invited_within_ms: DurationMs | None = Field(None, alias="invited_within")
    of: Name | None = None
    points: Points | None = None
    effective_from: date | None = None

    @field_validator("within_ms", "cooldown_ms", "invited_within_ms")
    @classmethod
    def _bounded(cls, value: int | None) -> int | None:
        if value is not None and value > LONGEST_WINDOW_MS:
            raise ValueError("is longer than 180d, which no window keeps; write at most 180d")
        return value

    @property
    def calm_ms(self) -> int:
        """The cooldown, as it applies."""
        return self.cooldown_ms or self.within_ms


class Example(Part):
    """A named sequence of events. `config.examples` says how they are written."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    events: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=100)]


class Examples(Part):
    """What a rule must find, and what it must leave alone."""

    fires: Annotated[list[Example], Field(min_length=1)]
    stays_quiet: Annotated[list[Example], Field(min_length=1)]


class Rule(Part):
    """One rule. `count.what` chooses the detector, which says which names it takes."""

    id: Name
    title: Annotated[str, Field(min_length=1, max_length=100)]
    clause: Clause
    description: str
    mode: Literal["enforced", "shadow", "off"]
    on: Annotated[list[str], Field(min_length=1)]
    when: dict[str, Any] = {}
    unless: dict[str, Any] = {}
    count: Count
    thresholds: dict[str, Annotated[int, Field(ge=1)]] = {}
    family: Name
    decay_ms: DurationMs = Field(90 * DAY_MS, alias="strikes_count_for")
    scope: Scope | None = None
    ladder: Ladder | None = None
    also: list[Effect] = []
    review: bool = False
    notice: dict[Language, Annotated[str, Field(min_length=1, max_length=1_000)]] | None = None
    examples: Examples

    @field_validator("on", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    @field_validator("on")
    @classmethod
    def _known_topics(cls, value: list[str]) -> list[str]:
        for topic in value:
            if topic not in INPUTS and topic != FINDINGS:
                remedy = suggestion(topic, (*INPUTS, FINDINGS))
                raise ValueError(f"{topic!r} is no topic; {remedy}")
        return value

    @field_validator("decay_ms")
    @classmethod
    def _remembered(cls, value: int) -> int:
        if value > LONGEST_MEMORY_MS:
            raise ValueError("is longer than strikes are kept; write at most 400d")
        return value

    @field_validator("notice")
    @classmethod
    def _in_all_languages(cls, value: dict[Language, str] | None) -> dict[Language, str] | None:
        if value is not None and set(value) != {"ko", "vi", "en"}:
            raise ValueError("is not in all languages; write ko, vi and en")
        return value

    @model_validator(mode="after")
    def _does_something(self) -> "Rule":
        if self.review and (self.ladder or self.also):
            raise ValueError("review and ladder exclude each other; leave out one of them")
        if not self.review and not self.ladder:
            raise ValueError("does nothing; add scope and ladder, or review: true")
        if bool(self.ladder) != bool(self.scope):
            raise ValueError("scope and ladder go together; write both")
        return self

    @property
    def effects(self) -> list[Effect]:
        """Everything that a finding does, first what it does to the counted subject."""
        if self.scope is None or self.ladder is None:
            return []
        return [Effect(scope=self.scope, ladder=self.ladder), *self.also]

    def conditions(self, topic: str) -> list[Condition]:
        """The conditions that events of a topic must fulfil.

        Raises:
            ValueError: one can not be used; `read_condition` says how the message is made.
        """
        return self._read(self.when, topic)

    def exceptions(self, topic: str) -> list[Condition]:
        """Events of a topic that fulfil all of these, if there are any, do not count.

        Raises:
            ValueError: as `conditions`.
        """
        return self._read(self.unless, topic)

    def _read(self, conditions: dict[str, Any], topic: str) -> list[Condition]:
        read = [read_condition(name, written, self.on) for name, written in conditions.items()]
        return [one for one in read if topic in one.feature.topics]
