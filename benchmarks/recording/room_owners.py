"""Owners and admins of open chats who advertise in their own rooms."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.recording.advertisements import ADVERTISEMENTS, copy_of
from benchmarks.recording.everyday import ordinary_text
from benchmarks.recording.stage import MINUTE_MS, Stage

KIND = "open-chat-owner-advertising"


@dataclass(frozen=True)
class AdvertisingRoom:
    """One open chat whose managers advertise.

    Args:
        name: the room's readable name.
        title: as shown.
        offer: which advertisement.
        poster: who posts: ``owner``, ``admin``, or ``second-account`` on the owner's device.
        posts: how many advertisements.
        minutes: when they start and end.
    """

    name: str
    title: str
    offer: str
    poster: str
    posts: int
    minutes: tuple[float, float]


ROOMS = (
    AdvertisingRoom("open-stock-study", "주린이 주식 공부방", "stock", "owner", 7, (5, 27)),
    AdvertisingRoom("open-mom-jobs", "엄마들 정보 나눔방", "side-job", "admin", 6, (8, 30)),
    AdvertisingRoom("open-phone-tips", "휴대폰 꿀팁 공유", "phone", "second-account", 7, (6, 29)),
)


def play_room_owners(stage: Stage) -> None:
    """Let the managers advertise among ordinary talk."""
    for plan in ROOMS:
        _play(stage, plan)


def _play(stage: Stage, plan: AdvertisingRoom) -> None:
    owner = stage.population.character(f"{plan.name.removeprefix('open-')}-owner")
    admin = stage.population.character(f"{plan.name.removeprefix('open-')}-admin")
    second = stage.population.character(
        f"{plan.name.removeprefix('open-')}-second", device=owner.device_id
    )
    poster = {"owner": owner, "admin": admin, "second-account": second}[plan.poster]
    room = stage.population.new_room(plan.name, "open", "ko", owner, 40 * 86_400_000)
    room.admins = (admin,)
    room.members = stage.rng.sample(stage.population.accounts["ko"], 25)
    offer = ADVERTISEMENTS[plan.offer]
    stage.add(
        "open-chat-rooms",
        1_500,
        room_id=room.id,
        change="updated",
        owner_id=owner.id,
        admin_ids=[admin.id],
        title=plan.title,
        description="편하게 들어와서 이야기 나눠요",
    )
    # The owner is seen on the device before the second account is.
    stage.say(90_000, owner, room, "어서 오세요~ 반갑습니다")
    for number in range(45):
        at = stage.rng.uniform(2, 37) * MINUTE_MS
        who = poster if number < 3 else stage.rng.choice(room.members)
        stage.say(at, who, room, ordinary_text(stage, "ko"))
    start, end = plan.minutes
    for number in range(plan.posts):
        at = (start + (end - start) * number / plan.posts) * MINUTE_MS
        text = copy_of(offer, number, ("emoji", "spacing", "digit-tail"), stage.rng)
        draft = stage.say(at, poster, room, text)
        if number % 2:
            reporter = stage.rng.choice(room.members)
            stage.report(at + 60_000, reporter.id, draft, offer.report)
    _note(stage, plan, poster.id, owner.id, room.id)


def _note(stage: Stage, plan: AdvertisingRoom, poster: str, owner: str, room: str) -> None:
    about = ADVERTISEMENTS[plan.offer].about
    subjects = [("room", room), ("account", poster), ("account", owner)]
    for subject_type, subject in dict.fromkeys(subjects):
        stage.spammers.append(
            {
                "id": subject,
                "subject_type": subject_type,
                "campaign": plan.offer,
                "kind": KIND,
                "about": f"{about}, posted by the {plan.poster}",
                "lang": "ko",
            }
        )
