"""Repeated advertisers: one offer, disguised anew for each copy, in many rooms within minutes."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.recording.advertisements import ADVERTISEMENTS, copy_of
from benchmarks.recording.population import Account, Room
from benchmarks.recording.smalltalk import COMPLAINTS
from benchmarks.recording.stage import MINUTE_MS, Stage

KIND = "repeated-advertising"


@dataclass(frozen=True)
class Run:
    """One account's tour through the rooms.

    Args:
        account: its readable name.
        offer: which advertisement.
        rooms: how many rooms it visits.
        copies: how many messages it leaves in each.
        minutes: when it starts and ends.
        tricks: what it disguises the copies with.
        young: it posts to rooms made for advertising, to which an accomplice invites it.
    """

    account: str
    offer: str
    rooms: int
    copies: int
    minutes: tuple[float, float]
    tricks: tuple[str, ...]
    young: bool = False


RUNS = (
    Run("winner-711", "toto", 12, 1, (3, 8), ("zero-width", "split-jamo", "digit-tail")),
    Run("goal-king-712", "toto", 9, 1, (16, 20), ("look-alike", "spacing", "link-tail")),
    Run("ace-table-208", "casino", 8, 2, (10, 16), ("split-jamo", "emoji", "spacing")),
    Run("quick-cash-330", "loan", 10, 1, (5, 10), ("spacing", "digit-tail")),
    Run("stock-mentor-15", "stock", 15, 1, (12, 20), ("emoji", "digit-tail"), young=True),
    Run("stock-helper-16", "stock", 7, 2, (24, 30), ("zero-width", "emoji"), young=True),
    Run("home-job-77", "side-job", 9, 1, (7, 13), ("shuffled-lines", "emoji", "digit-tail")),
    Run("sweet-talk-19", "adult", 7, 1, (22, 26), ("split-jamo", "spacing", "zero-width")),
    Run("auto-sender-40", "program", 6, 2, (14, 20), ("zero-width", "look-alike")),
    Run("promo-master-31", "agency", 8, 1, (18, 23), ("spacing", "emoji", "digit-tail")),
    Run("crew-hiring-12", "recruiting", 6, 1, (27, 31), ("spacing", "shuffled-lines")),
    Run("phone-buyer-52", "phone", 11, 1, (9, 15), ("digit-tail", "emoji")),
    Run("diet-event-63", "diet", 9, 1, (29, 34), ("emoji", "link-tail")),
    Run("vay-nhanh-27", "vi-loan", 8, 1, (11, 16), ("zero-width", "emoji", "digit-tail")),
    Run("keo-thom-61", "vi-betting", 6, 1, (20, 24), ("spacing", "look-alike")),
    Run("coin-mentor-84", "en-crypto", 9, 1, (17, 22), ("look-alike", "emoji", "digit-tail")),
)


def play_advertisers(stage: Stage) -> None:
    """Let every run through the rooms, with complaints and reports behind it."""
    for number, run in enumerate(RUNS):
        _play(stage, run, number)


def blame(
    stage: Stage, spammer: Account, campaign: str, kind: str, about: str, room: str = ""
) -> None:
    """Note a spammer in the truth, or the room that they made for it."""
    stage.spammers.append(
        {
            "id": room or spammer.id,
            "subject_type": "room" if room else "account",
            "campaign": campaign,
            "kind": kind,
            "about": about,
            "lang": spammer.lang,
        }
    )


def _play(stage: Stage, run: Run, number: int) -> None:
    offer = ADVERTISEMENTS[run.offer]
    sender = stage.population.character(run.account, offer.lang)
    blame(stage, sender, run.offer, KIND, offer.about)
    rooms = _young_rooms(stage, run, sender) if run.young else _rooms(stage, run, offer.lang)
    start, end = run.minutes
    step = (end - start) / (len(rooms) * run.copies)
    posts = [room for _ in range(run.copies) for room in rooms]
    for at, room in enumerate(posts):
        moment = (start + (at + stage.rng.uniform(0, 0.8)) * step) * MINUTE_MS
        text = copy_of(offer, number, run.tricks, stage.rng)
        draft = stage.say(moment, sender, room, text)
        _complain(stage, moment, room, offer.lang)
        if at % 3 == 0 and room.members:
            reporter = stage.rng.choice(room.members)
            stage.report(moment + stage.rng.uniform(2e4, 1e5), reporter.id, draft, offer.report)
        if at == len(posts) // 2 and offer.report == "gambling":
            stage.report(moment + 120_000, "inst-gambling-control", draft, "gambling")


def _rooms(stage: Stage, run: Run, lang: str) -> list[Room]:
    return stage.rng.sample(stage.population.shared_rooms(lang), run.rooms)


def _young_rooms(stage: Stage, run: Run, sender: Account) -> list[Room]:
    """Rooms made minutes ago by an accomplice, who invites the sender and passers-by."""
    accomplice = stage.population.character(f"{run.account}-opener", sender.lang)
    blame(stage, accomplice, run.offer, "mass-group-invites", "rooms made for advertising")
    start = run.minutes[0] - 8
    made = []
    for number in range(run.rooms):
        at = (start + number * 6 / run.rooms) * MINUTE_MS
        name = f"{run.offer}-{run.account[-2:]}-{number:02}"
        room = stage.population.new_room(name, "group", sender.lang, accomplice)
        room.created_ms = int(at) - 20_000
        guests = stage.rng.sample(stage.population.strangers, stage.rng.randint(8, 14))
        room.members = guests
        stage.invite(at, accomplice, [sender, *guests], room)
        stage.respond(at + 4_000, sender, accomplice, room, "accepted")
        for guest in guests[::2]:
            response = stage.rng.choice(("left", "declined", "left", "accepted"))
            stage.respond(at + stage.rng.uniform(2e4, 4e5), guest, accomplice, room, response)
        made.append(room)
    return made


def _complain(stage: Stage, after_ms: float, room: Room, lang: str) -> None:
    """Sometimes a member answers an advertisement."""
    if stage.rng.random() < 0.45:
        at = after_ms + stage.rng.uniform(8e3, 9e4)
        stage.say(at, stage.rng.choice(room.members), room, stage.rng.choice(COMPLAINTS[lang]))
