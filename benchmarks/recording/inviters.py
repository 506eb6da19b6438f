"""Mass inviters, and one who does not accept a no."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.recording.advertisers import blame
from benchmarks.recording.stage import MINUTE_MS, Stage


@dataclass(frozen=True)
class MassInviter:
    """One account that drags many people into rooms.

    Args:
        account: its readable name.
        campaign: what the rooms are for.
        rooms: how many rooms.
        invitees: how many people in all.
        minutes: when it starts and ends.
    """

    account: str
    campaign: str
    rooms: int
    invitees: int
    minutes: tuple[float, float]


MASS_INVITERS = (
    MassInviter("crowd-puller-90", "stock", 6, 72, (4, 14)),
    MassInviter("room-filler-91", "side-job", 10, 150, (8, 30)),
    MassInviter("mass-host-92", "casino", 15, 300, (2, 36)),
)

_PITCH = {
    "stock": "내일 급등할 종목 하나 무료로 알려드려요. 공지 확인하시고 입장 신청 남겨 주세요 "
    "open.kakao.com/o/gDemoStk2",
    "side-job": "집에서 하는 부업 설명방입니다. 하루 7만원 정산, 담당자 카톡 homejob78demo",
    "casino": "신규 회원 30만 쿠폰 지급 중 🎰 바카라 슬롯 입장은 ace-table.example 코드 k777",
}


def play_inviters(stage: Stage) -> None:
    """Let the inviters invite, and the invited decline, leave or stay."""
    for inviter in MASS_INVITERS:
        _mass(stage, inviter)
    _persistent(stage)


def _mass(stage: Stage, plan: MassInviter) -> None:
    inviter = stage.population.character(plan.account)
    blame(stage, inviter, plan.campaign, "mass-group-invites", f"{plan.invitees} people")
    people = stage.rng.sample(stage.population.strangers, plan.invitees)
    start, end = plan.minutes
    share = plan.invitees // plan.rooms
    for number in range(plan.rooms):
        at = (start + (end - start) * number / plan.rooms) * MINUTE_MS
        room = stage.population.new_room(
            f"{plan.account}-{number:02}", "group", "ko", inviter, 30_000 - int(at)
        )
        guests = people[number * share : (number + 1) * share]
        stage.invite(at, inviter, guests, room)
        stage.say(at + 25_000, inviter, room, _PITCH[plan.campaign])
        for guest in guests:
            response = stage.rng.choices(("declined", "left", "accepted", ""), (38, 32, 10, 20))[0]
            if response:
                moment = at + stage.rng.uniform(1e4, 2.4e5)
                stage.respond(moment, guest, inviter, room, response)


def _persistent(stage: Stage) -> None:
    """The same two people are asked again each time that they decline or leave."""
    inviter = stage.population.character("never-no-55")
    blame(stage, inviter, "diet", "repeated-invites", "the same two people again and again")
    room = stage.population.new_room("diet-talk", "group", "ko", inviter, 3 * 86_400_000)
    victims = stage.population.accounts["ko"][40:42]
    for person, times in zip(victims, (8, 5), strict=True):
        for number in range(times):
            at = (3 + number * 4.1) * MINUTE_MS + stage.rng.uniform(0, 40_000)
            stage.invite(at, inviter, [person], room)
            response = "left" if number % 3 else "declined"
            stage.respond(at + stage.rng.uniform(2e4, 9e4), person, inviter, room, response)
