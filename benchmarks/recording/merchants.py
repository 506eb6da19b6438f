"""Lawful business: shops that answer, owners that moderate, channels with consent."""

from __future__ import annotations

from benchmarks.recording.characters import cast
from benchmarks.recording.population import Account, Room
from benchmarks.recording.stage import MINUTE_MS, Stage

_HOUSE_RULES = (
    "📌 방 규칙 안내\n1. 광고 금지 (타 업체 홍보, 회원권 양도 글 바로 강퇴)\n"
    "2. 운동 시간 문의는 낮에 해 주세요\n3. 서로 존댓말 쓰기\n"
    "도배하시면 내보냅니다. 오늘도 안전하게 운동하세요 💪"
)
_ASKED = (
    "안녕하세요 오늘 꽃다발 가능한가요?",
    "3만원대 꽃다발 있나요?",
    "내일 오전 픽업 되나요?",
    "배송도 하시나요?",
)
_ANSWER = (
    "안녕하세요 고객님 😊 네 가능합니다! 꽃다발은 25,000원부터고 {size} 사이즈는 {price}원이에요. "
    "원하시는 시간 말씀해 주시면 준비해 둘게요."
)
_LAWFUL = (
    "(광고) 달무리상회 5월 단골 고객 감사 행사 안내드립니다. 원두 전 품목 20% 할인, 5월 31일까지. "
    "https://dalmuri.example 무료수신거부 080-000-0000"
)


def play_merchants(stage: Stage) -> None:
    """Let the merchants work."""
    _gym_owner(stage)
    _flower_shop(stage)
    _lawful_channel(stage)
    _verified_channels(stage)
    _unverified_channel(stage)


def _gym_owner(stage: Stage) -> None:
    owner = cast(
        stage, "taeyang-gym", "repeats the house rules of his open chat, 광고 금지 among them"
    )
    members = stage.rng.sample(stage.population.accounts["ko"], 30)
    room = stage.population.new_room("open-gym", "open", "ko", owner, 90 * 86_400_000)
    stage.add(
        "open-chat-rooms",
        2_000,
        room_id=room.id,
        change="updated",
        owner_id=owner.id,
        admin_ids=[],
        title="아침 운동 인증방",
        description="매일 운동 인증하는 방입니다. 광고 금지!",
    )
    for number in range(7):
        stage.say((2 + number * 5.3) * MINUTE_MS, owner, room, _HOUSE_RULES)
    for member in members:
        at = stage.rng.uniform(3, 38) * MINUTE_MS
        stage.say(
            at,
            member,
            room,
            stage.rng.choice(("오운완!", "오늘 하체 했어요", "넵", "파이팅!", "출석합니다")),
        )


def _flower_shop(stage: Stage) -> None:
    shop = cast(stage, "areum-flowers", "a flower shop that answers twelve customers who asked")
    for number, customer in enumerate(stage.rng.sample(stage.population.accounts["ko"], 12)):
        room = Room(f"room-dm-flowers-{number:02}", "direct", "ko", [shop, customer], 0)
        at = (4 + number * 2.6) * MINUTE_MS
        stage.say(at, customer, room, stage.rng.choice(_ASKED))
        size, price = stage.rng.choice((("M", "35,000"), ("L", "48,000"), ("미니", "19,000")))
        answer = _ANSWER.format(size=size, price=price)
        stage.say(at + stage.rng.uniform(9e3, 5e4), shop, room, answer)
        stage.say(at + stage.rng.uniform(6e4, 1e5), customer, room, "네 감사합니다!")


def _lawful_channel(stage: Stage) -> None:
    shop = cast(stage, "dalmuri-channel", "a channel whose marked advertising has consent")
    register(stage, shop, "달무리상회", "biz-message")
    verify(stage, shop, "ch-dalmuri", "business")
    for number, reader in enumerate(stage.rng.sample(stage.population.accounts["ko"], 40)):
        consent(stage, 10_000 + number * 150, reader, shop, "granted")
        if number == 0:
            consent(stage, 12 * MINUTE_MS, reader, shop, "withdrawn")
            continue
        channel_message(stage, (20 + number / 20) * MINUTE_MS, shop, reader, _LAWFUL)


def _verified_channels(stage: Stage) -> None:
    for name, title in (("haneul-bakery", "하늘결빵집"), ("nuri-repair", "누리결수선")):
        manager = cast(stage, name, "a verified channel manager who answers customers")
        register(stage, manager, title, "channel")
        verify(stage, manager, f"ch-{name}", "general")
        for number, reader in enumerate(stage.rng.sample(stage.population.accounts["ko"], 8)):
            at = (6 + number * 3.5) * MINUTE_MS
            text = (
                f"문의 주셔서 감사합니다. 내일 {stage.rng.randint(10, 19)}시까지 준비해 두겠습니다."
            )
            channel_message(stage, at, manager, reader, text)


def _unverified_channel(stage: Stage) -> None:
    """Clause B3: nothing wrong is said, but 1:1 chat waits for the identity verification."""
    manager = stage.population.character("byeol-unverified")
    stage.unverified.append({"id": manager.id, "channel_id": "ch-byeol-unverified"})
    for number, reader in enumerate(stage.rng.sample(stage.population.accounts["ko"], 4)):
        channel_message(
            stage,
            (10 + number) * MINUTE_MS,
            manager,
            reader,
            "문의하신 내용 확인했습니다. 곧 답변드릴게요.",
        )
    verify(stage, manager, "ch-byeol-unverified", "general", at_ms=31 * MINUTE_MS)
    reader = stage.population.accounts["ko"][7]
    channel_message(stage, 33 * MINUTE_MS, manager, reader, "인증을 마쳤습니다. 늦어서 죄송합니다!")


def register(stage: Stage, account: Account, display_name: str, kind: str) -> None:
    """Make an account a registered business sender."""
    at = 1_000 + len(stage.drafts) % 900
    name = display_name
    stage.add(
        "business-senders", at, account_id=account.id, kind=kind, display_name=name, status="active"
    )


def verify(
    stage: Stage, account: Account, channel_id: str, manager_type: str, at_ms: float = 3_000
) -> None:
    """Verify a channel manager's identity."""
    stage.add(
        "identity-verifications",
        at_ms,
        account_id=account.id,
        channel_id=channel_id,
        manager_type=manager_type,
        status="verified",
    )


def consent(stage: Stage, at_ms: float, reader: Account, sender: Account, status: str) -> None:
    """Let a reader grant or withdraw consent, the night hours included."""
    stage.add(
        "ad-consents",
        at_ms,
        recipient_id=reader.id,
        sender_id=sender.id,
        status=status,
        night=True if status == "granted" else None,
    )


def channel_message(
    stage: Stage, at_ms: float, manager: Account, reader: Account, text: str
) -> None:
    """Let a channel's manager write to one reader, in the channel's 1:1 chat."""
    name = manager.id.removeprefix("u-").removesuffix("-channel")
    stage.add(
        "chat-messages",
        at_ms,
        sender_id=manager.id,
        room_id=f"ch-{name}",
        room_type="channel",
        text=text,
        sender_role="owner",
        recipient_id=reader.id,
        device_id=manager.device_id,
    )
