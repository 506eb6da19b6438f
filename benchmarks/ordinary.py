"""Ordinary traffic: real chat logs as messages, with the social life around them.

    python -m benchmarks.ordinary --data DIR [--policy FILE] [--out DIR]

Every message of the open chat logs in DIR is sent to a group room, an open chat or one recipient,
as drawn by a hash of the room and the message; the people who write also invite, like, add
friends, decline, and now and then report one another, as people do. Nobody of them advertises by
trade, so no enforced sanction on a person is right; each is printed with its evidence. Exit code
1 if there is one.
"""

import argparse
import asyncio
import gzip
import json
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from config.settings import DEFAULT_POLICY
from detectors.registry import load_checked_policy
from streams.replay.run import replay

Event = tuple[str, dict[str, Any]]
HOUR_MS = 3_600_000
FRIENDS_SHARE = 0.8
"""Of the likes and friend-adds, so many go to people whom one knows."""

DIRECT_SHARE = 0.1
SOCIAL_SHARE = 0.15
"""Messages around which their author also does something else."""


def messages(directory: Path) -> Iterator[dict[str, Any]]:
    """The lines of all chat logs, with `at_ms`; lines of the same time a second apart."""
    for path in sorted(directory.glob("*.jsonl.gz")):
        same: Counter[str] = Counter()
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for raw in lines:
                line = json.loads(raw)
                moment = datetime.fromisoformat(line["ts"])
                at = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
                same[line["ts"]] += 1
                whole_day = len(line["ts"]) == len("2003-11-21")
                apart_ms = 40_000 if whole_day else 900
                line["at_ms"] = int(at.timestamp() * 1_000) + same[line["ts"]] * apart_ms
                yield line


def events(directory: Path) -> Iterator[Event]:
    """The messages, and what their authors do besides."""
    draws = random.Random(1)
    mates: defaultdict[str, list[str]] = defaultdict(list)
    for number, line in enumerate(messages(directory)):
        author, room = line["author"], f"{line['source']}:{line['room']}"
        known = mates[room]
        if not known:
            yield from _opened(room, author, line["at_ms"] - HOUR_MS)
        yield _message(number, line, room, known[0] if known else author, draws)
        if draws.random() < SOCIAL_SHARE and known:
            yield from _social(number, line["at_ms"], author, room, known, draws)
        if author not in known:
            known.append(author)


def _kind(room: str) -> str:
    return "open" if blake2b(room.encode(), digest_size=1).digest()[0] < 85 else "group"


def _opened(room: str, author: str, at_ms: int) -> Iterator[Event]:
    if _kind(room) == "open":
        name = room.partition(":")[2]
        yield (
            "open-chat-rooms",
            {
                "event_id": f"room-{room}",
                "occurred_at_ms": at_ms,
                "room_id": room[:128],
                "change": "created",
                "owner_id": author,
                "title": name,
                "description": "",
            },
        )


def _message(
    number: int, line: dict[str, Any], room: str, owner: str, draws: random.Random
) -> Event:
    author = line["author"]
    value = {
        "event_id": f"m{number}",
        "occurred_at_ms": line["at_ms"],
        "sender_id": author,
        "room_id": room[:128],
        "room_type": _kind(room),
        "text": line["text"][:10_000],
        "sender_role": "owner" if author == owner and _kind(room) == "open" else "member",
        "device_id": f"d-{author}",
    }
    if draws.random() < DIRECT_SHARE and owner != author:
        pair = "-".join(sorted((author, owner)))
        value |= {"room_id": f"dm-{pair}", "room_type": "direct", "recipient_id": owner}
        value["sender_role"] = "member"
    return "chat-messages", value


def _social(
    number: int, at_ms: int, author: str, room: str, known: list[str], draws: random.Random
) -> Iterator[Event]:
    """One of the things that people do, some seconds after a message."""
    then_ms = at_ms + draws.randrange(1_000, 600_000)
    head = {"event_id": f"s{number}", "occurred_at_ms": then_ms}
    other, friend = draws.choice(known), draws.random() < FRIENDS_SHARE
    what = draws.random()
    if what < 0.55:
        for n in range(draws.randrange(1, 6)):
            yield (
                "likes",
                {
                    "event_id": f"s{number}-{n}",
                    "occurred_at_ms": then_ms + n * 4_000,
                    "actor_id": author,
                    "content_id": f"c-{other}-{draws.randrange(50)}",
                    "owner_id": other,
                    "is_friend": friend,
                },
            )
    elif what < 0.7:
        mutual = draws.randrange(1, 8) if friend else 0
        yield (
            "friend-adds",
            {**head, "actor_id": author, "target_id": other, "mutual_friends": mutual},
        )
    elif what < 0.9:
        guests = sorted(set(draws.choices(known, k=draws.randrange(1, 6))))
        target = f"private-{author}-{draws.randrange(3)}"
        fields = {"inviter_id": author, "invitee_ids": guests, "room_id": target}
        yield "group-invites", {**head, **fields, "room_type": "group"}
        if draws.random() < 0.15:
            answer = {"invitee_id": guests[0], "inviter_id": author, "room_id": target}
            at = then_ms + HOUR_MS
            answered = {"event_id": f"s{number}-no", "occurred_at_ms": at, "response": "declined"}
            yield "invite-responses", {**answered, **answer}
    elif what < 0.91:
        fields = {"reporter_id": author, "reporter_type": "user", "reported_type": "account"}
        reason = draws.choice(("other", "advertising", "fraud"))
        about = {"reported_id": other, "reason": reason, "about_event_id": f"m{number - 1}"}
        yield "user-reports", {**head, **fields, **about}
    else:
        fields = {"author_id": author, "space_id": f"board-{other}", "space_owner_id": other}
        yield "board-posts", {**head, **fields, "kind": "comment", "text": "잘 보고 갑니다 thanks!"}


def main() -> None:
    """Make the traffic, replay it, and say who would have been sanctioned."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ordinary", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with chatlog/*.jsonl.gz")
    parser.add_argument("--policy", type=Path, default=DEFAULT_POLICY)
    parser.add_argument("--out", type=Path, help="keep the replay's output here")
    chosen = parser.parse_args()
    if not any((chosen.data / "chatlog").glob("*.jsonl.gz")):
        parser.error(f"{chosen.data} has no chatlog/*.jsonl.gz; give the folder of the open sets")
    with tempfile.TemporaryDirectory() as scratch:
        recording, out = Path(scratch) / "ordinary.jsonl", chosen.out or Path(scratch) / "out"
        with recording.open("w", encoding="utf-8") as file:
            for topic, value in events(chosen.data / "chatlog"):
                file.write(json.dumps({"topic": topic, "value": value}, ensure_ascii=False) + "\n")
        policy = load_checked_policy(chosen.policy)
        summary = asyncio.run(replay([str(recording)], out, policy))
        sanctions = [json.loads(line) for line in (out / "sanctions.jsonl").open()]
        reviews = [json.loads(line) for line in (out / "review-queue.jsonl").open()]
    imposed = [one for one in sanctions if one["action"] == "impose" and one["mode"] == "enforced"]
    for one in imposed:
        shown = {name: one[name] for name in ("rule_id", "measure", "subject_id", "reason")}
        last = one["evidence"]["events"][-1:]
        print(json.dumps({**shown, "evidence": last}, ensure_ascii=False))
    figures = {
        "events": summary.events,
        "enforced_sanctions": len(imposed),
        "by_rule": dict(Counter(one["rule_id"] for one in imposed)),
        "reviews": len(reviews),
        "dead_letters": summary.written["dead-letters"],
    }
    print(json.dumps(figures, ensure_ascii=False))
    sys.exit(bool(imposed))


if __name__ == "__main__":
    main()
