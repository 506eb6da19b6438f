"""What the conditions of a rule (`when`) may ask: every feature by name, and how it is written.

    commercial: {at_least: 0.8}     a number or a score, with at_least, at_most, below or above
    room_age: {at_most: 7d}         a duration, likewise
    room_type: [group, open]        one of some words
    own_space: false                yes or no

A feature belongs to some topics. A rule that listens to several topics applies a condition to the
events of those topics that have the feature.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any, Final, Literal

from config.durations import parse_duration
from config.suggestions import suggestion

FeatureKind = Literal["score", "number", "duration", "choice", "flag"]

TEXTS: Final = frozenset({"chat-messages", "board-posts", "open-chat-rooms"})
"""Topics whose events carry a text; of an open chat it is the title and the description."""

_SCORES: Final = {
    "ad": "advertising in general",
    "gambling": "promoting gambling",
    "adult": "promoting adult content",
    "ad_service": "offering to send advertising for others",
    "ad_program": "offering programs, accounts or contact lists for sending advertising",
    "ad_recruiting": "recruiting people to send advertising, or seeking such work",
}


@dataclass(frozen=True)
class Feature:
    """Something that a condition can ask of an event.

    `meaning` is for people: of a flag what is so if it is true, of all others what is compared.
    """

    name: str
    kind: FeatureKind
    topics: frozenset[str]
    meaning: str
    choices: tuple[str, ...] = ()


def _on(*topics: str) -> frozenset[str]:
    return frozenset(topics)


_FEATURES: Final = (
    Feature("commercial", "score", TEXTS, "how surely the text is advertising of any kind"),
    Feature("illegal", "score", TEXTS, "how surely it promotes gambling or adult content"),
    *(Feature(name, "score", TEXTS, f"how surely it is {what}") for name, what in _SCORES.items()),
    Feature("letters", "number", TEXTS, "the number of letters and digits in the text"),
    Feature(
        "contact", "flag", TEXTS, "the text has a contact (phone, link, account, messenger id)"
    ),
    Feature("marked", "flag", TEXTS, "the text begins with (광고) or (AD)"),
    Feature(
        "lawful_form",
        "flag",
        _on("chat-messages"),
        "it goes to one recipient, begins with (광고) or (AD), and says how to refuse for free",
    ),
    Feature(
        "room_type",
        "choice",
        _on("chat-messages", "group-invites"),
        "the type of the room",
        ("direct", "group", "open", "channel"),
    ),
    Feature(
        "sender_role",
        "choice",
        _on("chat-messages"),
        "the sender's role in the room",
        ("member", "admin", "owner"),
    ),
    Feature(
        "room_age",
        "duration",
        _on("chat-messages", "group-invites"),
        "the age of the room (one that is not known never fits)",
    ),
    Feature("invitees", "number", _on("group-invites"), "the number of people invited at once"),
    Feature("own_space", "flag", _on("board-posts"), "it is on the author's own space"),
    Feature("kind", "choice", _on("board-posts"), "what was posted", ("post", "comment")),
    Feature("is_friend", "flag", _on("likes"), "what is liked belongs to a friend"),
    Feature("mutual_friends", "number", _on("friend-adds"), "the number of friends that both have"),
    Feature(
        "change",
        "choice",
        _on("open-chat-rooms"),
        "what happened to the room",
        ("created", "updated", "closed"),
    ),
    Feature(
        "reason",
        "choice",
        _on("user-reports"),
        "the reason of the report",
        ("advertising", "gambling", "adult", "impersonation", "fraud", "other"),
    ),
    Feature("reporter_type", "choice", _on("user-reports"), "who reports", ("user", "institution")),
    Feature(
        "reported_type", "choice", _on("user-reports"), "what is reported", ("account", "room")
    ),
)

FEATURES: Final[Mapping[str, Feature]] = {feature.name: feature for feature in _FEATURES}
"""Every feature by name."""

BOUNDS: Final = ("at_least", "above", "at_most", "below")


@dataclass(frozen=True)
class Condition:
    """One condition, read: bounds of a number (a duration in ms), words, or yes and no."""

    feature: Feature
    bounds: tuple[tuple[str, float], ...] = ()
    words: frozenset[str] = frozenset()
    flag: bool | None = None

    def holds(self, value: Any) -> bool:
        """Whether a value of the feature fits; an unknown one (None) does not."""
        if value is None:
            return False
        if self.flag is not None:
            return bool(value) is self.flag
        if self.words:
            return value in self.words
        return all(COMPARED[bound](value, limit) for bound, limit in self.bounds)


COMPARED: Final[Mapping[str, Callable[[Any, float], Any]]] = {
    "at_least": lambda value, limit: value >= limit,
    "above": lambda value, limit: value > limit,
    "at_most": lambda value, limit: value <= limit,
    "below": lambda value, limit: value < limit,
}
"""How a bound compares; works on numbers and on NumPy arrays of them."""


def read_condition(name: str, written: Any, topics: Collection[str]) -> Condition:
    """Read one condition of a rule that listens to `topics`.

    Raises:
        ValueError: it can not be used; the message says what, then `; `, then what to write.
    """
    feature = FEATURES.get(name)
    if feature is None:
        raise ValueError(f"condition {name!r} is not known; {suggestion(name, FEATURES)}")
    if not feature.topics & set(topics):
        raise ValueError(
            f"{', '.join(topics)} has no {name}; it goes with {', '.join(sorted(feature.topics))}"
        )
    if feature.kind == "flag":
        return Condition(feature, flag=_flag(name, written))
    if feature.kind == "choice":
        return Condition(feature, words=_words(feature, written))
    return Condition(feature, bounds=_bounds(feature, written))


def _flag(name: str, written: Any) -> bool:
    if not isinstance(written, bool):
        raise ValueError(f"{name} is {written!r}; write true or false")  # noqa: TRY004 - as above
    return written


def _words(feature: Feature, written: Any) -> frozenset[str]:
    words = written if isinstance(written, list) else [written]
    unknown = [word for word in words if word not in feature.choices]
    if unknown or not words:
        given = repr(unknown[0]) if unknown else "empty"
        raise ValueError(f"{feature.name} is {given}; write one of {', '.join(feature.choices)}")
    return frozenset(words)


def _bounds(feature: Feature, written: Any) -> tuple[tuple[str, float], ...]:
    sample = {"score": "0.8", "number": "10", "duration": "7d"}[feature.kind]
    remedy = f"write e.g. {feature.name}: {{at_least: {sample}}}"
    if not isinstance(written, dict) or not written or set(written) - set(BOUNDS):
        raise ValueError(f"{feature.name} is {written!r}; {remedy}")
    return tuple((bound, _limit(feature, limit, remedy)) for bound, limit in written.items())


def _limit(feature: Feature, limit: Any, remedy: str) -> float:
    if feature.kind == "duration":
        return parse_duration(limit)
    if isinstance(limit, bool) or not isinstance(limit, (int, float)) or not 0 <= limit < inf:
        raise ValueError(f"{feature.name} is compared with {limit!r}; {remedy}")
    if feature.kind == "score" and limit > 1:
        raise ValueError(f"{feature.name} goes from 0 to 1, not to {limit}; {remedy}")
    return limit
