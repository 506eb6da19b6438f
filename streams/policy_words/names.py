"""Every name that a policy file may have, with its type and meaning, for the reference page."""

from collections.abc import Mapping
from typing import Final

from config.policy import Night, Policy
from config.rules import Count, Effect, Example, Examples, Part, Points, Rule, Step

Meanings = Mapping[str, tuple[str, str]]
"""Per name as it is written in the file: what may be written, and what it means."""

_POLICY: Final = {
    "language": ("`en`, `ko` or `vi`", "the language of the reason that a sanction carries"),
    "time_zone": ("a time zone, e.g. `Asia/Seoul`", "of the times in notices, and of the night"),
    "night": ("see [night](#night)", "the hours in which advertising needs a consent of its own"),
    "appeal": ("text", "where people may object, as the notices name it"),
    "rules": ("a list of [rules](#a-rule)", "at least one"),
}
_NIGHT: Final = {
    "begins": ("a time of the day in quotes", "when the night begins"),
    "ends": ("a time of the day in quotes", "when it ends"),
}
_RULE: Final = {
    "id": ("lower-case letters, digits and hyphens", "names the rule, in sanctions and commands"),
    "title": ("text of at most 100 characters", "what the rule is about"),
    "clause": ("`A1` to `A12`, `B1` to `B5`", "the clause of the operation policy that it serves"),
    "description": ("text", "what it is for, and what it must leave alone"),
    "mode": (
        "`enforced`, `shadow` or `off`",
        "`shadow`: everything happens but the restriction and the notice",
    ),
    "on": ("a topic, or a list of topics", "the events that it listens to; or `findings`"),
    "when": ("[conditions](#conditions)", "which of the events count; all must hold"),
    "unless": ("[conditions](#conditions)", "events of which all of these hold do not count"),
    "count": ("see [count](#count)", "what is counted, of whom, and within which time"),
    "thresholds": ("names and whole numbers", "how many make a finding; all must be reached"),
    "family": ("as `id`", "rules of one family share their strikes"),
    "strikes_count_for": ("a duration, at most `400d`", "how long a finding counts as a strike"),
    "scope": ("a [scope](#scopes-and-measures)", "what is restricted; goes with `ladder`"),
    "ladder": ("a list of [steps](#a-step-of-a-ladder)", "what follows, first strike first"),
    "also": ("a list of [effects](#also)", "what follows besides, e.g. for a room's owner"),
    "review": ("`true` or `false`", "`true`: a person decides; then without scope and ladder"),
    "notice": (
        "a sentence for each of `ko`, `vi` and `en`",
        "the reason in the notice; a threshold's name in braces stands for its count, `{window}` "
        "for the time. Left out: the rule's sentence in `config/notices/`, or a general one",
    ),
    "examples": ("see [examples](#examples)", "what it must find, and what it must leave alone"),
}
_COUNT: Final = {
    "what": ("a [kind](#kinds-of-counting)", "how it is counted"),
    "by": ("`account` or `room`", "whose events are counted together; kind `events` only"),
    "within": ("a duration, at most `180d`", "the time within which events count together"),
    "cooldown": ("a duration, at most `180d`", "events so soon after a finding belong to it"),
    "invited_within": ("a duration", "only rooms to which the sender was invited so lately"),
    "of": ("a rule's id, or a family", "what is counted about"),
    "points": ("see [points](#points)", "how much each kind of reporter weighs"),
    "effective_from": ("a date, e.g. `2023-12-04`", "earlier events do not count"),
}
_POINTS: Final = {
    "user": ("1 to 100", "somebody who reported others, or whose reports were upheld"),
    "newcomer": ("1 to 100", "somebody who never reported anyone else"),
    "institution": ("1 to 100", "an institution"),
}
_STEP: Final = {
    "measure": ("a [measure](#scopes-and-measures)", "what is done"),
    "for": (
        "a duration",
        "how long; `temporary-restriction` needs it, `activity-restriction` may have it (without "
        "it there is no end), the others take none",
    ),
}
_EFFECT: Final = {
    "subject": ("`counted` or `owner`", "whom it strikes; `owner`: of the counted room"),
    "scope": ("a [scope](#scopes-and-measures)", "what is restricted"),
    "ladder": ("a list of [steps](#a-step-of-a-ladder)", "first strike first"),
}
_EXAMPLES: Final = {
    "fires": ("a list of examples", "what the rule must find; at least one"),
    "stays_quiet": ("a list of examples", "what it must leave alone; at least one"),
}
_EXAMPLE: Final = {
    "name": ("text", "what happens, in a few words"),
    "events": ("a list of events, at most 100", "what happens, event by event"),
}

PARTS: Final[Mapping[str, tuple[type[Part], str, Meanings]]] = {
    "The file": (Policy, "", _POLICY),
    "night": (Night, "", _NIGHT),
    "A rule": (Rule, "", _RULE),
    "count": (Count, "", _COUNT),
    "points": (Points, "Of the newcomers who report within the same ten minutes, at most three "
               "weigh.", _POINTS),
    "A step of a ladder": (Step, "After the last step it stays there.", _STEP),
    "also": (Effect, "Each entry is one more effect of a finding.", _EFFECT),
    "examples": (Examples, "", _EXAMPLES),
    "An example": (Example, "", _EXAMPLE),
}  # fmt: skip
"""The parts of a policy file: heading, model, a sentence, and its names."""
