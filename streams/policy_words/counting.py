"""What a rule counts, of whom and within which time, in plain words."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from config.rules import Points, Rule
from detectors.kinds.campaign_inviters import INVITED_MS
from detectors.kinds.refused_invites import REFUSAL_WEIGHT
from detectors.kinds.reported_texts import TEXT_KEPT_MS
from detectors.kinds.reports import BURST_MS, HISTORY_MS, NEWCOMERS_PER_BURST
from streams.notices import duration_in_words
from streams.policy_words.conditions import listed

COUNTED: Final[Mapping[str, tuple[str, str]]] = {
    "messages": ("message", "messages"),
    "texts": ("text", "texts"),
    "rooms": ("room", "different rooms"),
    "recipients": ("recipient", "different recipients"),
    "senders": ("sender", "different senders"),
    "devices": ("device", "different devices"),
    "posts": ("post or comment", "posts and comments"),
    "spaces": ("board", "different boards"),
    "owners": ("owner", "different owners"),
    "invites": ("invitation", "invitations"),
    "invitees": ("invited person", "different invited people"),
    "likes": ("liked post", "different liked posts"),
    "targets": ("person added", "different people added"),
    "reporters": ("reporter", "different reporters"),
    "refusals": ("refusal", "refusals"),
    "pressure": ("point of pressure", "points of pressure"),
    "accounts": ("account", "different accounts"),
    "points": ("point", "points"),
    "chats": ("chat", "chats"),
    "names": ("name", "names"),
    "breaches": ("breach", "breaches"),
    "orders": ("order", "orders"),
}
"""What thresholds count: one of it, and several."""


def quantity(name: str, number: int) -> str:
    """`1 room`, `5 different rooms`."""
    one, several = COUNTED[name]
    return f"{number:,} {one if number == 1 else several}"


def span(milliseconds: int) -> str:
    """A duration, e.g. `7 days`."""
    return duration_in_words("en", milliseconds)


def threshold_in_words(rule: Rule) -> str:
    """How many make a finding, and within which time, in one line."""
    needed = [quantity(name, number) for name, number in rule.thresholds.items()]
    more = " or more, all at once" if len(needed) > 1 else " or more"
    return f"{listed(needed)}{more}, within {span(rule.count.within_ms)}"


def counting_in_words(rule: Rule) -> Iterator[str]:
    """What is counted and of whom, in a few sentences."""
    yield from KIND_WORDS[rule.count.what](rule)


def _events(rule: Rule) -> Iterator[str]:
    whom = "room" if rule.count.by == "room" else "account"
    yield f"The events are counted for each {whom} on its own."
    if "likes" in rule.on:
        yield "A like that is taken back does not count any more."


def _similar_texts(rule: Rule) -> Iterator[str]:
    yield (
        "Of each sender, texts are counted together that are the same or made from one another; "
        "other digits, signs, spaces or look-alike letters make no difference."
    )
    if rule.count.invited_within_ms:
        yield (
            "Only texts count in rooms to which the sender was invited within the "
            f"{span(rule.count.invited_within_ms)} before."
        )


def _campaign(rule: Rule) -> Iterator[str]:
    del rule
    yield (
        "The senders are counted of each text (the same, or made from one another) and of each "
        "contact. When there are so many, every one of them is found."
    )


def _campaign_inviters(rule: Rule) -> Iterator[str]:
    yield (
        f"Of each account that invites, the accounts are counted that {rule.count.of} found and "
        f"that it had invited to the room where they post, at most {span(INVITED_MS)} before."
    )


def _refused_invites(rule: Rule) -> Iterator[str]:
    del rule
    yield (
        "Counted are, of each account and each person that it invites, the invitations, and the "
        "times that the person declined or left."
    )
    yield (f"The pressure is the sum: 1 for each invitation and {REFUSAL_WEIGHT} for each refusal.")


def _staff_texts(rule: Rule) -> Iterator[str]:
    del rule
    yield (
        "Of each open chat, the texts are counted of its owner, its admins, and of any account "
        "on a device that one of them uses."
    )


def _unlawful_advertising(rule: Rule) -> Iterator[str]:
    del rule
    yield (
        "Of each sender, the people are counted who received advertising that lacks one of the "
        "duties: their consent (at night, a consent for the night), the mark (광고) or (AD) at "
        "the beginning, the sender's name, a free way to refuse."
    )
    yield "A text that begins with the mark is advertising whatever its score."


def _reports(rule: Rule) -> Iterator[str]:
    points = rule.count.points or Points()
    yield "Of each account or room, the people who report it are counted, each of them once."
    yield (
        f"A report weighs {quantity('points', points.institution)} from an institution, "
        f"{quantity('points', points.user)} from somebody who reported others in the last "
        f"{span(HISTORY_MS)} or whose reports were upheld, and "
        f"{quantity('points', points.newcomer)} from anybody else; of these, at most "
        f"{NEWCOMERS_PER_BURST} weigh within {span(BURST_MS)}."
    )
    yield "People whose reports were mostly refused weigh 1 point together."


def _reported_texts(rule: Rule) -> Iterator[str]:
    del rule
    yield (
        "Of each sender, the texts are counted that somebody else reported, at most "
        f"{span(TEXT_KEPT_MS)} after they were sent, and the people who did."
    )


def _unverified_chats(rule: Rule) -> Iterator[str]:
    begin = f" from {rule.count.effective_from} on" if rule.count.effective_from else ""
    yield (
        f"Counted is{begin} each time in which a channel's owner or admin writes in its 1:1 chat "
        "without a verified identity; so is a verification that is revoked or expires."
    )
    yield "Business managers are exempt. What follows ends by itself on verification."


def _look_alike_names(rule: Rule) -> Iterator[str]:
    del rule
    yield (
        "Counted are, of each open chat or sender, the names that read like that of a registered "
        "sender but are written with other characters. The very same name does not count."
    )


def _findings(rule: Rule) -> Iterator[str]:
    which = f" of the family {rule.count.of}" if rule.count.of else ""
    yield (
        f"Of each account, the breaches{which} are counted that enforced rules found; an act "
        "that several rules found counts once."
    )


def _operator_sanctions(rule: Rule) -> Iterator[str]:
    del rule
    yield (
        "Every order of an operator counts. Its measure, scope and duration go before what is "
        "written here."
    )


NOT_COUNTED: Final[Mapping[str, str]] = {
    "similar-texts": "nobody had invited the sender to the room lately enough",
    "campaign-inviters": "the account was in no campaign that was found, or nobody invited it",
    "unlawful-advertising": "no duty was lacking: consent, mark, name and a way to refuse",
    "reports": "the report was not about an account or a room",
    "reported-texts": "no text that fits all conditions was reported by somebody else",
    "unverified-chats": "the manager was verified",
    "look-alike-names": "no registered sender's name reads like it and is written otherwise",
}
"""Of kinds that look things up before they count: why nothing may have been counted."""

KIND_WORDS: Final[Mapping[str, Callable[[Rule], Iterator[str]]]] = {
    "events": _events,
    "similar-texts": _similar_texts,
    "campaign": _campaign,
    "campaign-inviters": _campaign_inviters,
    "refused-invites": _refused_invites,
    "staff-texts": _staff_texts,
    "unlawful-advertising": _unlawful_advertising,
    "reports": _reports,
    "reported-texts": _reported_texts,
    "unverified-chats": _unverified_chats,
    "look-alike-names": _look_alike_names,
    "findings": _findings,
    "operator-sanctions": _operator_sanctions,
}
"""Of every kind of counting, what it counts."""
