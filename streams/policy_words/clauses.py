"""The clauses of the operation policy, in a few words each."""

from collections.abc import Mapping
from typing import Final

CLAUSES: Final[Mapping[str, str]] = {
    "A1": "no sending of commercial advertising",
    "A2": "advertising only with prior consent, the mark, the sender's name and a free way out",
    "A3": "no illegal pornography or gambling sites",
    "A4": "no continuous inviting of people to group chats",
    "A5": "no repeating of the same or similar messages in several group chats",
    "A6": "no commercial content on others' boards, nor likes and friend requests to that end",
    "A7": "no advertising by the owner or admins of an open chat",
    "A8": "requests by several users and institutions",
    "A9": "no offering of a service that sends advertising",
    "A10": "no selling or promoting of illegal programs that send advertising",
    "A11": "no recruiting or seeking of work in such a service",
    "A12": "the Report function",
    "B1": "sanctions by reason, severity and repetition",
    "B2": "notice by e-mail, admin centre and messenger",
    "B3": "channel 1:1 chat only after identity verification",
    "B4": "anything else that harms a healthy service",
    "B5": "no impersonation and fraud",
}
"""Every clause that a rule may serve."""
