"""Ordinary lives that look like spam to a careless counter; none of these may be sanctioned."""

from __future__ import annotations

from benchmarks.recording.population import Account, Room
from benchmarks.recording.smalltalk import PHRASES
from benchmarks.recording.stage import MINUTE_MS, Stage

_JOKE = (
    "아들: 아빠, 나 수학 시험 30점 받았어\n아빠: 뭐? 너 몇 명 중에 몇 등이야?\n"
    "아들: 30명 중에 30등\n"
    "아빠: ...그래도 컨닝은 안 했구나 우리 아들 착하네 ㅋㅋㅋㅋㅋㅋ "
    "오늘도 웃고 가세요~"
)
_LOST_DOG = (
    "강아지를 찾습니다 ㅠㅠ 오늘 오후 4시쯤 중앙공원 후문에서 사라졌어요. "
    "갈색 푸들, 빨간 목줄, 이름은 콩이입니다. "
    "겁이 많으니 쫓지 마시고 보시면 꼭 연락 부탁드려요 010-0000-3318"
)
_HOMEWORK = (
    "[가정통신] 내일 준비물은 색종이, 풀, 가위입니다. 수학 익힘 42~43쪽 풀어 오세요. "
    "알림장은 https://class.example/notice 에서도 보실 수 있습니다."
)
_SCAM_WARNING = (
    "여러분 이런 거 오면 절대 누르지 마세요!! 방금 저한테 온 건데 "
    '"안전한 사설 토토 메이저 놀이터 첫 충전 50% 보너스 win-gol.example" 이렇게 왔어요. '
    "친구가 여기서 300만원 날렸대요. 도박 사이트니까 신고하고 차단하세요"
)
_DUES = (
    "5월 회비 2만원 아직 안 내신 분들 부탁드려요~ "
    "총무 통장으로 보내 주시고 입금하시면 말씀해 주세요!"
)
_BICYCLE = "타던 자전거 12만원에 팔아요. 직거래만 가능하고 관심 있으시면 말씀 주세요!"
_WEDDING = "얘들아 나 드디어 결혼해!! 6월 8일 토요일 1시야 꼭 와 줘 💍"
_OPINION = "저는 그 의견에 동의하지 않아요. 이유는 어제 말씀드렸어요."
_LUNCH = "Cả nhà ơi đặt cơm trưa chưa ạ? Ai ăn cơm tấm thì nhắn em trước 11h nhé"
_GUIDE = "The install guide covers that: https://docs.example/install (see step 3)"


def play_characters(stage: Stage) -> None:
    """Let every character live through the forty minutes."""
    _joke_forwarder(stage)
    _morning_greeter(stage)
    _bride(stage)
    _team_lead(stage)
    _fan(stage)
    _new_colleague(stage)
    _scam_warner(stage)
    _notices(stage)
    _vietnamese_and_english(stage)
    _brigaded(stage)


def cast(stage: Stage, name: str, part: str, lang: str = "ko") -> Account:
    """Name an ordinary character and note it in the truth."""
    account = stage.population.character(name, lang)
    stage.ordinary.append({"id": account.id, "character": part})
    return account


def spread(stage: Stage, who: Account, text: str, rooms: int, minutes: tuple[float, float]) -> None:
    """Send one text to several rooms within some minutes."""
    start, end = minutes
    for room in stage.rng.sample(stage.population.shared_rooms(who.lang), rooms):
        stage.say(stage.rng.uniform(start, end) * MINUTE_MS, who, room, text)


def _joke_forwarder(stage: Stage) -> None:
    joker = cast(stage, "jiho-joker", "forwards one joke to ten rooms")
    spread(stage, joker, _JOKE, 10, (6, 12))


def _morning_greeter(stage: Stage) -> None:
    greeter = cast(stage, "sunja-greeter", "wishes twelve rooms a good day")
    spread(stage, greeter, "굿모닝입니다~ 오늘도 좋은 하루 되세요 🌷", 12, (1, 5))


def _bride(stage: Stage) -> None:
    bride = cast(stage, "yerin-bride", "invites forty friends to her wedding room")
    room = stage.population.new_room("yerin-wedding", "group", "ko", bride)
    friends = stage.rng.sample(stage.population.accounts["ko"], 40)
    for first in range(0, 40, 8):
        at = (9 + first / 8) * MINUTE_MS
        stage.invite(at, bride, friends[first : first + 8], room)
    _welcome(stage, bride, friends, room, (15, 34))
    stage.say(14 * MINUTE_MS, bride, room, _WEDDING)


def _team_lead(stage: Stage) -> None:
    lead = cast(stage, "kyungmin-lead", "invites sixty colleagues to one work room")
    room = stage.population.new_room("project-dawn", "group", "ko", lead)
    colleagues = stage.rng.sample(stage.population.accounts["ko"], 60)
    for first in range(0, 60, 20):
        stage.invite((18 + first / 20) * MINUTE_MS, lead, colleagues[first : first + 20], room)
    stage.say(
        22 * MINUTE_MS,
        lead,
        room,
        "안녕하세요, 3분기 프로젝트 협업방입니다. 공지는 여기에 올리겠습니다.",
    )
    _welcome(stage, lead, colleagues, room, (23, 38))


def _welcome(
    stage: Stage, host: Account, guests: list[Account], room: Room, minutes: tuple[float, float]
) -> None:
    """Most guests accept, a few decline or leave, and many say hello."""
    start, end = minutes
    for guest in guests:
        at = stage.rng.uniform(start, end) * MINUTE_MS
        answer = stage.rng.choices(("accepted", "declined", "left"), (92, 5, 3))[0]
        stage.respond(at, guest, host, room, answer)
        if answer == "accepted" and stage.rng.random() < 0.6:
            stage.say(at + stage.rng.uniform(2e3, 6e4), guest, room, _hello(stage))


def _hello(stage: Stage) -> str:
    return stage.rng.choice(("안녕하세요", "반갑습니다!", "축하드려요 🎉", *PHRASES["ko"][:8]))


def _fan(stage: Stage) -> None:
    fan = cast(stage, "seulgi-fan", "likes thirty posts of one friend")
    friend = stage.population.accounts["ko"][0]
    for number in range(30):
        stage.add(
            "likes",
            (20 + number / 9) * MINUTE_MS,
            actor_id=fan.id,
            content_id=f"c-{friend.id[2:]}-album-{number:02}",
            owner_id=friend.id,
            is_friend=True,
        )


def _new_colleague(stage: Stage) -> None:
    joiner = cast(stage, "haeun-newjob", "adds twenty-five colleagues on the first day at work")
    for number, target in enumerate(stage.rng.sample(stage.population.accounts["ko"], 25)):
        stage.add(
            "friend-adds",
            (11 + number / 4) * MINUTE_MS,
            actor_id=joiner.id,
            target_id=target.id,
            mutual_friends=stage.rng.randint(4, 40),
        )


def _scam_warner(stage: Stage) -> None:
    warner = cast(stage, "boram-warner", "warns five rooms of a gambling scam and quotes it")
    spread(stage, warner, _SCAM_WARNING, 5, (24, 29))


def _notices(stage: Stage) -> None:
    owner = cast(stage, "moa-lostdog", "looks for a lost dog in eight rooms, with a phone number")
    spread(stage, owner, _LOST_DOG, 8, (13, 20))
    teacher = cast(stage, "sora-teacher", "sends one homework notice to six class rooms")
    spread(stage, teacher, _HOMEWORK, 6, (2, 4))
    treasurer = cast(stage, "wonjae-treasurer", "asks three clubs for their dues")
    spread(stage, treasurer, _DUES, 3, (26, 30))
    seller = cast(stage, "dongha-bicycle", "sells a bicycle of his own in one neighbourhood room")
    spread(
        stage,
        seller,
        _BICYCLE,
        1,
        (16, 17),
    )


def _vietnamese_and_english(stage: Stage) -> None:
    linh = cast(stage, "vi-linh-lunch", "collects lunch orders in three rooms", "vi")
    spread(
        stage,
        linh,
        _LUNCH,
        3,
        (5, 9),
    )
    alex = cast(stage, "en-alex-helper", "gives the same help link in four rooms", "en")
    spread(
        stage,
        alex,
        _GUIDE,
        4,
        (8, 30),
    )


def _brigaded(stage: Stage) -> None:
    """Six accounts that do nothing else report one person within a minute."""
    victim = cast(stage, "hana-brigaded", "is reported by a brigade for speaking her mind")
    room = stage.population.shared_rooms("ko")[3]
    said = stage.say(21 * MINUTE_MS, victim, room, _OPINION)
    for number in range(6):
        at = 22 * MINUTE_MS + number * 9_000
        stage.report(at, f"u-throwaway-{9001 + number}", said, "advertising")
