"""The rest of the policy: likes, friend requests, boards, sites, channels, impersonation."""

from __future__ import annotations

from typing import Any

from benchmarks.recording.advertisements import ADVERTISEMENTS, copy_of
from benchmarks.recording.advertisers import blame
from benchmarks.recording.merchants import channel_message, register, verify
from benchmarks.recording.stage import MINUTE_MS, Stage

_DAY_MS = 86_400_000
_UNASKED = (
    "이번 주말 특가! 명품 스타일 가방 70% 할인합니다. "
    "지금 주문하시면 지갑 증정, 재고 {left}개 남았어요 bag-demo.example"
)


def play_other_abuse(stage: Stage) -> None:
    """Let the remaining offenders act, and the operators with them."""
    _likes_at_strangers(stage)
    _friend_adds_at_strangers(stage)
    _board_advertiser(stage)
    _site_promoter(stage)
    _channel_without_consent(stage)
    _impersonator(stage)
    _operators(stage)


def _likes_at_strangers(stage: Stage) -> None:
    liker = stage.population.character("like-bomber-23")
    blame(stage, liker, "side-job", "likes-at-strangers", "180 likes at strangers")
    for number, owner in enumerate(stage.rng.sample(stage.population.strangers, 180)):
        stage.add(
            "likes",
            (6 + number / 14) * MINUTE_MS,
            actor_id=liker.id,
            content_id=f"c-{owner.id[2:]}-1",
            owner_id=owner.id,
            is_friend=False,
        )


def _friend_adds_at_strangers(stage: Stage) -> None:
    adder = stage.population.character("friend-farmer-24")
    blame(stage, adder, "loan", "friend-adds-at-strangers", "120 strangers added as friends")
    for number, target in enumerate(stage.rng.sample(stage.population.strangers, 120)):
        at = (12 + number / 10) * MINUTE_MS
        stage.add("friend-adds", at, actor_id=adder.id, target_id=target.id, mutual_friends=0)


def _board_advertiser(stage: Stage) -> None:
    author = stage.population.character("board-poster-37")
    blame(stage, author, "diet", "board-advertising", "advertising on fourteen others' spaces")
    for number, owner in enumerate(stage.rng.sample(stage.population.accounts["ko"], 14)):
        text = copy_of(ADVERTISEMENTS["diet"], 1, ("emoji", "link-tail", "digit-tail"), stage.rng)
        stage.add(
            "board-posts",
            (15 + number * 0.7) * MINUTE_MS,
            author_id=author.id,
            space_id=f"space-{owner.id[2:]}",
            space_owner_id=owner.id,
            text=text,
            kind="comment",
            device_id=author.device_id,
        )


def _site_promoter(stage: Stage) -> None:
    """Clause A3: one or two messages for an illegal site are enough."""
    for name, offer in (("red-room-18", "adult-site"), ("one-shot-bet-88", "toto")):
        sender = stage.population.character(name)
        advertisement = ADVERTISEMENTS[offer]
        blame(stage, sender, offer, "illegal-site", advertisement.about)
        for number, room in enumerate(stage.rng.sample(stage.population.shared_rooms("ko"), 2)):
            at = (19 + number * 2) * MINUTE_MS
            draft = stage.say(at, sender, room, copy_of(advertisement, 0, (), stage.rng))
            for member in room.members[:2]:
                stage.report(at + 50_000, member.id, draft, advertisement.report)


def _channel_without_consent(stage: Stage) -> None:
    """Clause A2: a registered, verified channel that advertises unmarked and unasked."""
    channel = stage.population.character("bargain-bags-channel")
    blame(stage, channel, "bags", "advertising-without-consent", "unmarked, to eighteen readers")
    register(stage, channel, "오늘의가방특가", "channel")
    verify(stage, channel, "ch-bargain-bags", "business")
    for number, reader in enumerate(stage.rng.sample(stage.population.accounts["ko"], 18)):
        text = _UNASKED.format(left=stage.rng.randint(3, 20))
        channel_message(stage, (13 + number / 4) * MINUTE_MS, channel, reader, text)


def _impersonator(stage: Stage) -> None:
    """Clause B5: an open chat whose title looks like a registered sender's name."""
    owner = stage.population.character("fake-dalmuri-66")
    blame(stage, owner, "impersonation", "impersonation", "looks like 달무리상회")
    room = stage.population.new_room("open-fake-dalmuri", "open", "ko", owner)
    blame(stage, owner, "impersonation", "impersonation", "bears the name", room.id)
    stage.add(
        "open-chat-rooms",
        9 * MINUTE_MS,
        room_id=room.id,
        change="created",
        owner_id=owner.id,
        admin_ids=[],
        title="달무ㄹl상회",
        description="달무리상회 고객센터 공식 상담방입니다. 환불은 여기에서 도와드립니다.",
    )
    draft = stage.say(
        14 * MINUTE_MS, owner, room, "환불 접수를 위해 계좌번호와 인증번호를 남겨 주세요."
    )
    for number in range(4):
        reporter = stage.population.accounts["ko"][60 + number].id
        stage.report((15 + number) * MINUTE_MS, reporter, draft, "impersonation")


def _operators(stage: Stage) -> None:
    """By hand: two accounts are restricted, and one of the restrictions is lifted again."""
    base: dict[str, Any] = {"operator_id": "op-night-desk", "subject_type": "account"}
    likes: dict[str, Any] = {"subject_id": "u-like-bomber-23", "scope": "likes"}
    stage.add(
        "operator-actions",
        25 * MINUTE_MS,
        **base,
        action="sanction",
        subject_id="u-red-room-18",
        scope="service",
        measure="permanent-restriction",
        reason="성인 사이트 홍보를 직접 확인함",
    )
    temporary: dict[str, Any] = {"measure": "temporary-restriction", "duration_ms": _DAY_MS}
    reason = "모르는 사람에게 좋아요를 반복함"
    at = 27 * MINUTE_MS
    stage.add(
        "operator-actions", at, **base, **likes, **temporary, action="sanction", reason=reason
    )
    lifted = "본인이 계정 도용을 소명함"
    stage.add("operator-actions", at + 480_000, **base, **likes, action="lift", reason=lifted)
