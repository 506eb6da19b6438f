"""Advertising to one recipient: each duty of the sender, and each way to fail it."""

import pytest

from config.outputs import Sanction
from tests.unit.streams_of_events import (
    DAY,
    HOUR,
    MINUTE,
    NOON,
    Event,
    Stage,
    event,
    message,
    only,
)

DECLARED = only("advertising-without-consent")
[RULE] = DECLARED.rules
ANY_COUNT = RULE.count.model_copy(update={"of": None})
POLICY = DECLARED.model_copy(update={"rules": [RULE.model_copy(update={"count": ANY_COUNT})]})
"""One rule for all advertising to one recipient, declared or not."""
LAWFUL = "(광고) 달무리상회 가을 신상 20% 할인 쿠폰! 무료수신거부 080-123-4567"
UNMARKED = (
    "달무리상회 가을 신상 20% 할인 쿠폰! 지금 주문하세요 카톡 moon77 무료수신거부 080-123-4567"
)
NAMELESS = "(광고) 20% 할인 쿠폰! 가을 신상 무료수신거부 080-123-4567"
NO_OPT_OUT = "(광고) 달무리상회 가을 신상 20% 할인 쿠폰이 도착했어요!"
BARE = "한정 특가! 명품 가방 70% 세일, 지금 주문하세요 https://bags-sale.shop 카톡 bags77"


def consent(at_ms: int = NOON - DAY, status: str = "granted", night: bool = False) -> Event:
    fields = {"sender_id": "shop", "recipient_id": "reader"}
    return event("ad-consents", at_ms, status=status, night=night, **fields)


def registration(name: str = "달무리상회", status: str = "active", days: int = 9) -> Event:
    fields = {"account_id": "shop", "kind": "channel", "display_name": name, "status": status}
    return event("business-senders", NOON - days * DAY, **fields)


def advertisement(text: str = LAWFUL, at_ms: int = NOON, room_type: str = "channel") -> Event:
    return message("shop", "dm", text, at_ms, room_type=room_type, recipient_id="reader")


def sanctions_of(*events: Event) -> list[Sanction]:
    stage = Stage(POLICY)
    stage.feed(events)
    return stage.sanctions


def test_undeclared_advertising_is_another_rules_business() -> None:
    stage = Stage(DECLARED)
    stage.feed([advertisement(BARE)])
    assert stage.sanctions == []
    stage = Stage(DECLARED)
    stage.feed([registration(), advertisement(BARE)])
    assert len(stage.sanctions) == 1


def test_undeclared_advertising_counts_from_several_recipients_on() -> None:
    stage = Stage(only("unsolicited-advertising"))
    for number in range(3):
        assert stage.sanctions == []
        to_one = {"room_type": "direct", "recipient_id": f"reader-{number}"}
        stage.feed([message("tout", f"dm-{number}", BARE, NOON + number, **to_one)])
    assert len(stage.sanctions) == 1


def missing(*events: Event) -> list[str]:
    """What the one advertisement among the events lacked; empty when it was lawful."""
    found = sanctions_of(*events)
    assert len(found) <= 1
    lacking: list[str] = found[0].evidence.details["missing"] if found else []
    return lacking


def test_marked_with_consent_name_and_opt_out_it_is_lawful() -> None:
    assert missing(registration(), consent(), advertisement()) == []


@pytest.mark.parametrize("registered", [True, False])
@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        (UNMARKED, ["mark"]),
        (NAMELESS, ["name"]),
        (NO_OPT_OUT, ["opt-out"]),
        (BARE, ["mark", "opt-out"]),
    ],
)
def test_each_missing_duty_is_named(text: str, lacking: list[str], registered: bool) -> None:
    names = [registration()] if registered else []
    assert missing(*names, consent(), advertisement(text)) == lacking


@pytest.mark.parametrize("room_type", ["channel", "direct"])
def test_without_consent_the_most_careful_form_is_unlawful(room_type: str) -> None:
    assert missing(registration(), advertisement(room_type=room_type)) == ["consent"]


def test_the_consent_of_one_recipient_is_not_that_of_another() -> None:
    fields = {"sender_id": "shop", "recipient_id": "somebody-else", "status": "granted"}
    other = event("ad-consents", NOON - DAY, night=False, **fields)
    assert missing(other, advertisement()) == ["consent"]


def test_everything_that_is_missing_is_named_at_once() -> None:
    assert missing(advertisement(BARE)) == ["consent", "mark", "opt-out"]


@pytest.mark.parametrize(("later_ms", "lacking"), [(-1, ["consent"]), (0, ["consent"]), (1, [])])
def test_a_withdrawal_counts_from_its_own_time_to_the_millisecond(
    later_ms: int, lacking: list[str]
) -> None:
    withdrawn = consent(NOON + later_ms, "withdrawn")
    assert missing(consent(), withdrawn, advertisement()) == lacking


def test_a_consent_granted_again_counts_again() -> None:
    withdrawn = consent(NOON - 2 * HOUR, "withdrawn")
    assert missing(consent(), withdrawn, consent(NOON - HOUR), advertisement()) == []


@pytest.mark.parametrize(
    ("at_ms", "lacking"),
    [
        (NOON + 9 * HOUR - 1, []),
        (NOON + 9 * HOUR, ["night-consent"]),
        (NOON + 20 * HOUR - 1, ["night-consent"]),
        (NOON + 20 * HOUR, []),
    ],
    ids=["20:59", "21:00", "07:59", "08:00"],
)
def test_from_nine_to_eight_a_consent_for_the_day_is_not_enough(
    at_ms: int, lacking: list[str]
) -> None:
    assert missing(consent(), advertisement(at_ms=at_ms)) == lacking
    assert missing(consent(night=True), advertisement(at_ms=at_ms)) == []


def test_the_night_is_that_of_the_policys_zone() -> None:
    stage = Stage(POLICY.model_copy(update={"time_zone": "Europe/Berlin"}))
    assert stage.feed([consent(), advertisement(at_ms=NOON)]) != []  # four in the morning there
    assert stage.feed([advertisement(at_ms=NOON + 9 * HOUR)]) == []


def test_a_registered_sender_must_write_the_registered_name() -> None:
    another = registration("반달상회")
    assert missing(another, consent(), advertisement()) == ["name"]


def test_spaces_and_case_in_a_name_make_no_difference() -> None:
    text = "(AD) MoonShop autumn sale, 20% coupon! unsubscribe: https://moon.shop/stop"
    assert missing(registration("Moon Shop"), consent(), advertisement(text)) == []


def test_a_revoked_registration_asks_for_no_certain_name() -> None:
    events = [registration("반달상회"), registration("반달상회", "revoked", days=8)]
    assert missing(*events, consent(), advertisement()) == []


def test_a_shop_that_answers_a_customer_needs_no_consent() -> None:
    text = "네 고객님, 주문하신 가방은 내일 발송됩니다. 감사합니다!"
    assert missing(advertisement(text)) == []


def test_advertising_in_a_group_is_not_judged_by_consents() -> None:
    assert sanctions_of(message("shop", "room", BARE, NOON)) == []


def test_the_reason_says_in_words_what_was_missing() -> None:
    [sanction] = sanctions_of(consent(), advertisement(NO_OPT_OUT))
    assert "a free way to refuse" in sanction.reason
    assert sanction.measure == "warning"


def test_advertising_on_the_next_day_is_the_next_strike() -> None:
    found = sanctions_of(advertisement(), advertisement(at_ms=NOON + DAY + MINUTE))
    assert [(one.strike, one.measure) for one in found] == [
        (1, "warning"),
        (2, "temporary-restriction"),
    ]
