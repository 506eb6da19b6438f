"""The reference of the policy file as Markdown; `docs/policy-file.md` is this."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, get_args

from pydantic.fields import FieldInfo

from config.conditions import FEATURES, Feature
from config.durations import written_duration
from config.examples import DEFAULTS
from config.outputs import Measure, Scope
from config.rules import FINDINGS, Count, Part
from config.topics import INPUTS
from detectors.detector import Detector
from detectors.happenings import COUNTABLE
from detectors.registry import KINDS
from streams.notices import measure_in_words, scope_in_words
from streams.policy_words.conditions import TOPICS
from streams.policy_words.counting import COUNTED
from streams.policy_words.names import PARTS, Meanings
from streams.policy_words.reference_texts import (
    BEGINNING,
    CONDITIONS,
    EXAMPLES,
    KINDS_OF_COUNTING,
    THRESHOLDS,
)  # fmt: skip

HIDDEN: Final = frozenset({"version"})
"""What a model has and a file may not say."""

KIND_MEANINGS: Final[Mapping[str, str]] = {
    "events": "events, by what is different in them",
    "similar-texts": "texts of one sender that are the same or made from one another",
    "campaign": "accounts that send the same text or contact; each of them is found",
    "campaign-inviters": "accounts of a campaign (`of`: the rule that finds it) that one account "
    "invited to where they post",
    "refused-invites": "invitations of one person by one account, refusals, and their pressure",
    "staff-texts": "texts by the owner, the admins and their devices in one open chat",
    "unlawful-advertising": "recipients of advertising without consent, mark, name or opt-out",
    "reports": "people who report an account or a room, and the points that they weigh",
    "reported-texts": "texts that somebody else reported, and the people who did",
    "unverified-chats": "1:1 chat of a channel by a manager whose identity is not verified",
    "look-alike-names": "names that imitate a registered sender's with other characters",
    "findings": "what enforced rules found about an account (`of`: rules of this family only)",
    "operator-sanctions": "orders of operators",
}
"""Of every kind of counting, what it counts."""

_KINDS: Final = {
    "score": "`{at_least: 0.8}`",
    "number": "`{at_least: 10}`",
    "duration": "`{at_most: 7d}`",
    "flag": "`true` or `false`",
}


def policy_reference() -> str:
    """The whole page."""
    parts = [BEGINNING]
    for heading, (model, sentence, meanings) in PARTS.items():
        level = "##" if heading in {"The file", "A rule"} else "###"
        parts.append(f"{level} {heading}\n")
        parts += [f"{sentence}\n"] if sentence else []
        parts += [*_table(("name", "is", "default", "means"), _names(model, meanings)), ""]
    parts += [CONDITIONS, *_table(("condition", "is written", "events", "asks"), _features()), ""]
    parts += [KINDS_OF_COUNTING, *_table(_KIND_HEAD, _kinds()), ""]
    parts += [THRESHOLDS, *_table(("threshold", "counts", "in"), _thresholds()), ""]
    parts += ["## Scopes and measures\n", *_table(("scope", "is about"), _scopes()), ""]
    parts += [*_table(("measure", "is called in notices"), _measures()), ""]
    parts += [EXAMPLES, *_table(("topic", "fields", "filled in if left out"), _topics())]
    return "\n".join(parts) + "\n"


_KIND_HEAD: Final = ("`what`", "counts", "`on`", "`thresholds`", "other names under `count`")


def _table(head: Sequence[str], rows: Iterator[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _names(model: type[Part], meanings: Meanings) -> Iterator[Sequence[str]]:
    for name, field in model.model_fields.items():
        if name not in HIDDEN:
            written = field.alias or name
            kind, meaning = meanings[written]
            yield f"`{written}`", kind, _default(model, written, field), meaning


def _default(model: type[Part], written: str, field: FieldInfo) -> str:
    if field.is_required():
        return "must be given"
    if model is Count and written == "cooldown":
        return "as long as `within`"
    value = field.default
    if field.alias and isinstance(value, int):
        return f"`{written_duration(value)}`"
    if isinstance(value, Part):
        written_out = ", ".join(f'{key}: "{one}"' for key, one in value.model_dump().items())
        return f"`{{{written_out}}}`"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`" if value not in (None, [], {}) else "none"


def _features() -> Iterator[Sequence[str]]:
    for feature in FEATURES.values():
        yield f"`{feature.name}`", _written(feature), _named(feature.topics), feature.meaning


def _written(feature: Feature) -> str:
    if feature.kind == "choice":
        return f"of {', '.join(f'`{choice}`' for choice in feature.choices)}"
    return _KINDS[feature.kind]


def _named(topics: frozenset[str]) -> str:
    return ", ".join(f"`{topic}`" for topic in (*INPUTS, FINDINGS) if topic in topics)


def _kinds() -> Iterator[Sequence[str]]:
    for name, kind in KINDS.items():
        thresholds = ", ".join(f"`{one}`" for one in kind.thresholds) or "of your choice, see below"
        yield f"`{name}`", KIND_MEANINGS[name], _listens(kind), thresholds, _options(kind)


def _listens(kind: type[Detector]) -> str:
    needed = f"; must have {_named(kind.needs)}" if kind.needs else ""
    return f"{_named(kind.topics)}{needed if kind.needs != kind.topics else '; all of them'}"


def _options(kind: type[Detector]) -> str:
    names = [Count.model_fields[option].alias or option for option in sorted(kind.options)]
    return ", ".join(f"`{name}`" for name in names) or "none"


def _thresholds() -> Iterator[Sequence[str]]:
    for name, topics in COUNTABLE.items():
        yield f"`{name}`", COUNTED[name][1], _named(frozenset(topics))


def _scopes() -> Iterator[Sequence[str]]:
    return ((f"`{scope}`", scope_in_words("en", scope)) for scope in get_args(Scope))


def _measures() -> Iterator[Sequence[str]]:
    return ((f"`{one}`", measure_in_words("en", one)) for one in get_args(Measure))


def _topics() -> Iterator[Sequence[str]]:
    for topic, described in INPUTS.items():
        given = {"event_id", "occurred_at_ms"}
        fields = [name for name in described.model.model_fields if name not in given]
        defaults = ", ".join(
            f"`{name}: {_shown(one)}`" for name, one in DEFAULTS.get(topic, {}).items()
        )
        yield (
            f"`{topic}` ({TOPICS[topic]})",
            ", ".join(f"`{one}`" for one in fields),
            defaults or "none",
        )


def _shown(value: object) -> str:
    return str(value) if value else '""'
