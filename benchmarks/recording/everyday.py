"""The background: conversations of real texts, and the likes, invitations and posts of a day."""

from __future__ import annotations

from benchmarks.recording.population import Account, Room
from benchmarks.recording.smalltalk import BOARD, PHRASES
from benchmarks.recording.stage import LENGTH_MS, Stage

MESSAGES = {"direct": 3100, "group": 4100, "open": 1800}
_OPEN_TITLES = (
    "동네 맛집 이야기",
    "직장인 점심 메뉴",
    "러닝 초보 모임",
    "고양이 집사들",
    "육아 수다방",
    "영화 같이 봐요",
    "캠핑 장비 이야기",
    "자격증 공부방",
    "보드게임 좋아하는 사람들",
    "사진 찍는 사람들",
)
_PHRASE_SHARE = 0.38


def play_everyday(stage: Stage) -> None:
    """Fill the forty minutes with what ordinary people do."""
    homes = stage.population
    for rooms, kind in ((homes.directs, "direct"), (homes.groups, "group"), (homes.opens, "open")):
        _conversations(stage, rooms, MESSAGES[kind])
    _open_rooms(stage)
    _small_invitations(stage, 270)
    _likes(stage, 330)
    _friend_adds(stage, 110)
    _board_posts(stage, 190)


def _conversations(stage: Stage, rooms: list[Room], messages: int) -> None:
    """Share messages out by Zipf's law, in bursts among a few members at a time."""
    weights = [1 / (rank + 2) ** 0.6 for rank in range(len(rooms))]
    for room, weight in zip(rooms, weights, strict=True):
        left = round(messages * weight / sum(weights))
        while left > 0:
            length = min(left, stage.rng.randint(4, 22))
            _conversation(stage, room, length)
            left -= length


def _conversation(stage: Stage, room: Room, length: int) -> None:
    rng = stage.rng
    at = rng.uniform(0, LENGTH_MS * 0.93)
    speakers = rng.sample(room.members, min(len(room.members), rng.randint(2, 5)))
    for _ in range(length):
        at += rng.expovariate(1 / 9_000) + 700
        if at >= LENGTH_MS:
            at = rng.uniform(0, LENGTH_MS)
        stage.say(at, rng.choice(speakers), room, ordinary_text(stage, room.lang))


def ordinary_text(stage: Stage, lang: str) -> str:
    """A phrase that repeats all day, or a real text."""
    if stage.rng.random() < _PHRASE_SHARE:
        return stage.rng.choice(PHRASES[lang])
    return stage.rng.choice(stage.texts[lang])


def _open_rooms(stage: Stage) -> None:
    """Name the owners and admins of the open rooms, as the topic's state at the start."""
    for number, room in enumerate(stage.population.opens):
        owner = room.owner or room.members[0]
        stage.add(
            "open-chat-rooms",
            number * 40,
            room_id=room.id,
            change="updated" if number % 4 else "created",
            owner_id=owner.id,
            admin_ids=[admin.id for admin in room.admins],
            title=_OPEN_TITLES[number % len(_OPEN_TITLES)],
            description="서로 존중하며 이야기해요. 광고는 받지 않습니다.",
        )


def _small_invitations(stage: Stage, count: int) -> None:
    for _ in range(count):
        room = stage.rng.choice(stage.population.groups)
        inviter = stage.rng.choice(room.members)
        invitees = _others(stage, inviter, stage.rng.choice((1, 1, 1, 2, 2, 3, 4)))
        at = stage.rng.uniform(0, LENGTH_MS * 0.95)
        stage.invite(at, inviter, invitees, room)
        for invitee in invitees:
            if stage.rng.random() < 0.7:
                answer = stage.rng.choices(("accepted", "declined", "left"), (88, 8, 4))[0]
                stage.respond(at + stage.rng.uniform(4e3, 3e5), invitee, inviter, room, answer)


def _likes(stage: Stage, count: int) -> None:
    for _ in range(count):
        actor = _somebody(stage)
        owner = _others(stage, actor, 1)[0]
        stage.add(
            "likes",
            stage.rng.uniform(0, LENGTH_MS),
            actor_id=actor.id,
            content_id=f"c-{owner.id[2:]}-{stage.rng.randint(1, 30)}",
            owner_id=owner.id,
            is_friend=stage.rng.random() < 0.82,
            undo=True if stage.rng.random() < 0.03 else None,
        )


def _friend_adds(stage: Stage, count: int) -> None:
    for _ in range(count):
        actor = _somebody(stage)
        stage.add(
            "friend-adds",
            stage.rng.uniform(0, LENGTH_MS),
            actor_id=actor.id,
            target_id=_others(stage, actor, 1)[0].id,
            mutual_friends=stage.rng.choice((0, 1, 2, 3, 5, 8, 13)),
        )


def _board_posts(stage: Stage, count: int) -> None:
    for _ in range(count):
        author = _somebody(stage)
        own = stage.rng.random() < 0.4
        owner = author if own else _others(stage, author, 1)[0]
        real = stage.rng.random() < 0.6 or author.lang != "ko"
        stage.add(
            "board-posts",
            stage.rng.uniform(0, LENGTH_MS),
            author_id=author.id,
            space_id=f"space-{owner.id[2:]}",
            space_owner_id=owner.id,
            text=stage.rng.choice(stage.texts[author.lang] if real else BOARD),
            kind="post" if own else "comment",
            device_id=author.device_id,
        )


def _somebody(stage: Stage) -> Account:
    lang = stage.rng.choices(("ko", "vi", "en"), (80, 10, 10))[0]
    return stage.rng.choice(stage.population.accounts[lang])


def _others(stage: Stage, account: Account, count: int) -> list[Account]:
    everybody = stage.population.accounts[account.lang]
    return stage.rng.sample([other for other in everybody if other != account], count)
