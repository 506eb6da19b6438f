"""Synthetic traffic from real texts, as records ready for a broker: topic, key, value.

Four fifths are chat messages, a tenth group invitations, a tenth everything else. The values are
joined from parts encoded beforehand, so that making an event costs a few microseconds and a
benchmark measures the system and not its input. For rates like a messenger's, take at least one
sender for every fifty events of an hour.

    python -m benchmarks.traffic [EVENTS]    # prints the speed of generation as JSON
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterator

import msgspec
import numpy as np
from numpy.typing import NDArray

from benchmarks.recording.advertisements import ADVERTISEMENTS, copy_of
from streams.demo.recording import load_texts

Record = tuple[str, bytes, bytes]
Row = tuple[float, float, int, int, int]
"""The chance of one event: its topic, its part in it, who acts, in which room, with what text."""

SENDER_EXPONENT = 0.7
ROOMS_PER_SENDER = 8
COPIES_PER_CAMPAIGN = 40
CAMPAIGN_SECONDS = 300
INVITES_PER_MASS_INVITER = 12
_CHUNK = 65_536
_TRICKS = ("zero-width", "spacing", "split-jamo", "look-alike", "emoji", "digit-tail", "link-tail")
_SHORT = (
    "네",
    "ㅋㅋㅋㅋ",
    "넵",
    "ㅎㅎ",
    "ok",
    "감사합니다",
    "굿모닝",
    "안녕하세요",
    "ㅇㅇ",
    "haha",
)
_INVITEES = (1, 1, 1, 1, 2, 2, 3, 5)


def mixed_traffic(
    events: int,
    senders: int,
    seed: int,
    spam_share: float = 0.02,
    duration_seconds: float = 3600.0,
    end_at_ms: int | None = None,
) -> Iterator[Record]:
    """Yield `events` records in order of time, the same for the same arguments.

    Args:
        events: how many records.
        senders: how many ordinary accounts, `u-0` and up; they write by Zipf's law, each in up
            to eight rooms of its own. Advertisers are `ad-…`, mass inviters `mi-…`.
        seed: of every choice.
        spam_share: which part of the chat messages advertisers send, in campaigns of some forty
            copies over 6 to 15 rooms within about five minutes.
        duration_seconds: the event time between the first and the last record, at a steady rate.
        end_at_ms: the time of the last record; by default now.
    """
    end = int(time.time() * 1000) if end_at_ms is None else end_at_ms
    step_ms = duration_seconds * 1000 / max(1, events - 1)
    start = end - step_ms * (events - 1)
    active = round(0.8 * events * spam_share / duration_seconds * CAMPAIGN_SECONDS)
    writers = _Writers(senders, seed, max(1, active // COPIES_PER_CAMPAIGN), spam_share)
    for number, row in enumerate(_rows(events, senders, len(writers.texts), seed)):
        head = b'{"event_id":"t%d-%d","occurred_at_ms":%d,' % (
            seed,
            number,
            round(start + number * step_ms),
        )
        if row[0] < 0.8:
            yield writers.chat(head, row)
        elif row[0] < 0.9:
            yield writers.invite(head, row)
        else:
            yield writers.other(head, row)


class _Writers:
    """Writes events of each kind; holds the texts and rooms encoded once.

    Args:
        senders: how many ordinary accounts there are.
        seed: of the rooms and the campaigns.
        campaigns: how many campaigns run at the same time.
        spam_share: which part of the chat messages they send.
    """

    def __init__(self, senders: int, seed: int, campaigns: int, spam_share: float) -> None:
        self._senders = senders
        self._rng = random.Random(seed)
        self._spam_below = 0.8 * spam_share
        rooms = max(ROOMS_PER_SENDER, senders // 4)
        self._rooms = [_room(number) for number in range(rooms)]
        draws = np.random.default_rng(seed + 1).random((senders, ROOMS_PER_SENDER))
        self._homes: list[int] = (draws**2 * rooms).astype(np.int64).ravel().tolist()
        self.texts = _texts()
        self._copies = _copies(self._rng)
        self._opened = 0
        self._campaigns = [self._campaign() for _ in range(campaigns)]
        self._mass_invites = 0

    def chat(self, head: bytes, row: Row) -> Record:
        """An ordinary message, or one copy of an advertisement."""
        share, part, sender, slot, text = row
        if share < self._spam_below:
            return self._advertise(head, part)
        if slot == 0:
            room = b'"room_id":"dm-%d","room_type":"direct","recipient_id":"u-%d"' % (
                sender,
                (sender + 1) % self._senders,
            )
        else:
            room = self._rooms[self._homes[sender * ROOMS_PER_SENDER + slot]]
        device = b"" if part < 0.05 else b'"device_id":"d-%d",' % sender
        value = b'%s"sender_id":"u-%d",%s%s,"text":%s}' % (
            head,
            sender,
            device,
            room,
            self.texts[text],
        )
        return "chat-messages", b"u-%d" % sender, value

    def invite(self, head: bytes, row: Row) -> Record:
        """One to five people invited to a room, or dozens by a mass inviter."""
        _, part, sender, slot, text = row
        if part < 0.01:
            self._mass_invites += 1
            inviter = b"mi-%d" % (self._mass_invites // INVITES_PER_MASS_INVITER)
            first, count = text * 7, 20 + text % 21
            room = b'"room_id":"mr-%d","room_type":"group"' % self._mass_invites
        else:
            inviter = b"u-%d" % sender
            first, count = sender + 1 + text % 20, _INVITEES[slot]
            room = self._rooms[self._homes[sender * ROOMS_PER_SENDER]]
        people = b",".join([b'"u-%d"' % ((first + n) % self._senders) for n in range(count)])
        value = b'%s"inviter_id":"%s","invitee_ids":[%s],%s}' % (head, inviter, people, room)
        return "group-invites", inviter, value

    def other(self, head: bytes, row: Row) -> Record:
        """Everything else, likes most often."""
        _, part, sender, slot, text = row
        friend = (sender + 1 + text % 30) % self._senders
        if part < 0.45:
            topic, key, body = _like(sender, friend, slot, text)
        elif part < 0.65:
            topic, key, body = _response(sender, friend, text)
        elif part < 0.8:
            topic, key, body = _friend_add(sender, friend, slot)
        elif part < 0.9:
            topic, key, body = _board_post(sender, friend, self.texts[text])
        else:
            topic, key, body = _rare(sender, friend, part)
        return topic, key, head + body

    def _advertise(self, head: bytes, part: float) -> Record:
        at = int(part * len(self._campaigns))
        campaign = self._campaigns[at]
        if not campaign:
            campaign = self._campaigns[at] = self._campaign()
        key, rest = campaign.pop()
        return "chat-messages", key, head + rest

    def _campaign(self) -> list[tuple[bytes, bytes]]:
        """The messages of one campaign, last first: copies of one offer by one account."""
        self._opened += 1
        account = b"ad-%d" % self._opened
        copies = self._rng.choice(self._copies)
        rooms = self._rng.sample(self._rooms, min(len(self._rooms), self._rng.randint(6, 15)))
        shape = b'"sender_id":"%s","device_id":"d-%s",%s,"text":%s}'
        return [
            (account, shape % (account, account, rooms[n % len(rooms)], self._rng.choice(copies)))
            for n in range(COPIES_PER_CAMPAIGN)
        ]


def _like(sender: int, friend: int, slot: int, text: int) -> Record:
    body = b'"actor_id":"u-%d","content_id":"c-%d-%d","owner_id":"u-%d","is_friend":%s}'
    known = b"false" if text % 6 == 0 else b"true"
    return "likes", b"u-%d" % sender, body % (sender, friend, slot, friend, known)


def _response(sender: int, friend: int, text: int) -> Record:
    body = b'"invitee_id":"u-%d","inviter_id":"u-%d","room_id":"g-%d","response":"%s"}'
    answer = b"declined" if text % 20 == 0 else b"left" if text % 20 == 1 else b"accepted"
    return "invite-responses", b"u-%d" % sender, body % (sender, friend, friend // 4, answer)


def _friend_add(sender: int, friend: int, slot: int) -> Record:
    body = b'"actor_id":"u-%d","target_id":"u-%d","mutual_friends":%d}'
    return "friend-adds", b"u-%d" % sender, body % (sender, friend, slot)


def _board_post(sender: int, friend: int, text: bytes) -> Record:
    body = b'"author_id":"u-%d","space_id":"s-%d","space_owner_id":"u-%d","text":%s,"kind":"post"}'
    return "board-posts", b"u-%d" % sender, body % (sender, friend, friend, text)


def _rare(sender: int, friend: int, part: float) -> Record:
    """Reports, consents, open-chat rooms and verifications."""
    if part < 0.93:
        body = (
            b'"reporter_id":"u-%d","reporter_type":"user","reported_type":"account",'
            b'"reported_id":"u-%d","reason":"other"}' % (sender, friend)
        )
        return "user-reports", b"u-%d" % friend, body
    if part < 0.96:
        body = b'"recipient_id":"u-%d","sender_id":"ch-%d","status":"granted","night":false}'
        return "ad-consents", b"ch-%d" % (friend % 50), body % (sender, friend % 50)
    if part < 0.99:
        body = (
            b'"room_id":"o-%d","change":"updated","owner_id":"u-%d","admin_ids":["u-%d"],'
            b'"title":"open chat","description":""}' % (sender, sender, friend)
        )
        return "open-chat-rooms", b"o-%d" % sender, body
    body = b'"account_id":"u-%d","channel_id":"ch-%d","manager_type":"general","status":"verified"}'
    return "identity-verifications", b"u-%d" % sender, body % (sender, sender)


def _room(number: int) -> bytes:
    """A group room, or for each fifth number an open one, years to days old."""
    kind = b"group" if number % 5 else b"open"
    created = 1_400_000_000_000 + (number * 7_919_000_003) % 300_000_000_000
    return b'"room_id":"g-%d","room_type":"%s","room_created_at_ms":%d' % (number, kind, created)


def _texts() -> list[bytes]:
    """The real ordinary texts as JSON, with one everyday phrase to three of them."""
    real = [row.text for row in load_texts() if row.label == "ham"]
    phrases = [_SHORT[n % len(_SHORT)] for n in range(len(real) // 3)]
    return [msgspec.json.encode(text) for text in (*real, *phrases)]


def _copies(rng: random.Random) -> list[list[bytes]]:
    """Forty-eight disguised copies of every wording of every advertisement, as JSON."""
    return [
        [msgspec.json.encode(copy_of(offer, wording, _TRICKS, rng)) for _ in range(48)]
        for offer in ADVERTISEMENTS.values()
        for wording in range(len(offer.wordings))
    ]


def _rows(events: int, senders: int, texts: int, seed: int) -> Iterator[Row]:
    """The chance of every event, drawn in chunks; senders by a Zipf law with a blunt head."""
    rng = np.random.default_rng(seed)
    weights = (np.arange(senders) + max(1.0, senders / 100)) ** -SENDER_EXPONENT
    cumulative: NDArray[np.float64] = np.cumsum(weights) / np.sum(weights)
    for left in range(events, 0, -_CHUNK):
        size = min(left, _CHUNK)
        kind, part, who, slot = rng.random((4, size))
        sender = np.minimum(np.searchsorted(cumulative, who), senders - 1)
        yield from zip(
            kind.tolist(),
            part.tolist(),
            sender.tolist(),
            (slot**2 * ROOMS_PER_SENDER).astype(np.int64).tolist(),
            rng.integers(0, texts, size).tolist(),
            strict=True,
        )


def main() -> None:
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 500_000
    began = time.perf_counter()
    size = sum(len(value) for _, _, value in mixed_traffic(events, 20_000, 7))
    seconds = time.perf_counter() - began
    print(json.dumps({"events_per_second": round(events / seconds), "bytes": round(size / events)}))


if __name__ == "__main__":
    main()
