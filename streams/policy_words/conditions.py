"""What a rule listens to, and which events count, in plain words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from config.conditions import FEATURES, Condition, Feature, read_condition
from config.rules import FINDINGS, Rule
from streams.notices import duration_in_words

TOPICS: Final[Mapping[str, str]] = {
    "chat-messages": "chat messages",
    "group-invites": "invitations to group chats",
    "invite-responses": "answers to invitations",
    "likes": "likes",
    "friend-adds": "friend requests",
    "board-posts": "posts and comments on boards",
    "open-chat-rooms": "open chats that are created or changed",
    "user-reports": "reports",
    "ad-consents": "consents to advertising",
    "identity-verifications": "identity verifications",
    "business-senders": "registrations of business senders",
    "operator-actions": "operators' actions",
    FINDINGS: "what the other rules find",
}
"""Every topic, and the findings of rules, as people call them."""

FLAGS: Final[Mapping[str, str]] = {
    "contact": "the text has no contact (phone, link, account, messenger id)",
    "marked": "the text does not begin with (광고) or (AD)",
    "lawful_form": "it does not have the lawful form: to one recipient, beginning with (광고) or "
    "(AD), saying how to refuse for free",
    "own_space": "it is not on the author's own space",
    "is_friend": "what is liked belongs to nobody who is a friend",
}
"""Of every flag, what is so if it is false."""

_BOUNDS: Final[Mapping[str, str]] = {
    "at_least": "{} or more",
    "above": "more than {}",
    "at_most": "{} or less",
    "below": "less than {}",
}


def listened_to(rule: Rule) -> str:
    """The events that a rule listens to, in one line."""
    return listed([TOPICS[topic] for topic in rule.on])


def conditions_in_words(rule: Rule) -> Iterator[str]:
    """One line per condition; one that only some of the events have says which."""
    for name, written in rule.when.items():
        condition = read_condition(name, written, rule.on)
        having = [topic for topic in rule.on if topic in condition.feature.topics]
        only = ""
        if len(having) < len(rule.on):
            only = f"of {listed([TOPICS[topic] for topic in having])}: "
        yield only + condition_in_words(condition)


def exceptions_in_words(rule: Rule) -> Iterator[str]:
    """The one line that says which events do not count, if there are any."""
    if rule.unless:
        read = [read_condition(name, written, rule.on) for name, written in rule.unless.items()]
        yield "not those of which all of this is so: " + "; ".join(map(condition_in_words, read))


def condition_in_words(condition: Condition) -> str:
    """One condition, e.g. `the number of letters and digits in the text is 10 or more`."""
    feature = condition.feature
    if condition.flag is not None:
        return feature.meaning if condition.flag else FLAGS[feature.name]
    if condition.words:
        words = [word for word in feature.choices if word in condition.words]
        return f"{feature.meaning} is {listed(words, 'or')}"
    bounds = [
        _BOUNDS[bound].format(value_in_words(feature, limit)) for bound, limit in condition.bounds
    ]
    compared = f"{feature.meaning} is {listed(bounds)}"
    return f"{compared}, where 0 is not at all and 1 is certain" if _is_score(feature) else compared


def value_in_words(feature: Feature, value: object) -> str:
    """What an event has of a feature, or what it is compared with."""
    if value is None:
        return "not known"
    if feature.kind == "flag":
        return feature.meaning if value else FLAGS[feature.name]
    if feature.kind == "duration":
        return duration_in_words("en", int(str(value)))
    return f"{float(str(value)):.3g}" if feature.kind in {"score", "number"} else str(value)


def _is_score(feature: Feature) -> bool:
    return FEATURES[feature.name].kind == "score"


def listed(words: Sequence[str], last: str = "and") -> str:
    """`a, b and c`."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)
