"""From findings to sanctions, restrictions and notifications."""

import json
import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from config.events import LATEST_AT_MS
from config.outputs import Language, Measure, Sanction
from config.policy import Policy, parse_policy
from config.rules import Rule
from config.settings import DEFAULT_POLICY
from config.topics import OUTPUTS
from streams.notices import LANGUAGES, duration_in_words, notifications, reason_of
from streams.sanctions import SEVERITY
from tests.unit.streams_of_events import (
    ADVERTISEMENT,
    DAY,
    HOUR,
    MINUTE,
    NOON,
    Event,
    Stage,
    invite,
    message,
    open_message,
    response,
    rooms,
    shipped_policy,
    spread,
)

PERSONAL = (
    "강남 출장안마 조건만남 후불제 예약 문의 010-2345-6789 카톡 sexy0912 메일 kim.minsu@naver.com"
)
RULES = (
    "repeated-advertising",
    "repeated-invites",
    "open-chat-owner-advertising",
)


def policy_with(*changes: tuple[str, str]) -> Policy:
    """Three rules, with changes of the file's head or from the first of the rules on."""
    head, first, rules = DEFAULT_POLICY.read_text("utf-8").partition(f"  - id: {RULES[0]}\n")
    for old, new in changes:
        assert old in head + rules
        if old in rules:
            rules = rules.replace(old, new, 1)
        else:
            head = head.replace(old, new, 1)
    policy = parse_policy(head + first + rules, Path("policy.yaml"))
    return policy.model_copy(update={"rules": [one for one in policy.rules if one.id in RULES]})


def spam(sender: str = "spammer", at_ms: int = NOON, text: str = ADVERTISEMENT) -> list[Event]:
    return spread(text, sender, rooms(5), at_ms, MINUTE)


def owner_spam(room: str = "room", at_ms: int = NOON) -> list[Event]:
    return [
        open_message("owner", room, ADVERTISEMENT, at_ms + number, sender_role="owner")
        for number in range(3)
    ]


def pestering() -> list[Event]:
    events = []
    for number in range(4):
        at_ms = NOON + number * HOUR
        events.append(invite("inviter", ["victim"], f"room-{number}", at_ms))
        events.append(response("victim", "inviter", f"room-{number}", "left", at_ms + 1))
    return events


def played(events: list[Event], policy: Policy | None = None, batch: int = 500) -> Stage:
    stage = Stage(policy or policy_with())
    stage.feed(events, batch)
    return stage


def test_the_same_act_gives_the_same_bytes_on_every_replay() -> None:
    events = spam() + owner_spam() + pestering()
    assert played(events).produced == played(events).produced


def test_the_id_of_a_sanction_does_not_depend_on_how_the_policy_is_worded() -> None:
    changed = policy_with(("rooms: 5", "rooms: 4"), ("appeal: the help centre", "appeal: us"))
    [one], [other] = played(spam()).sanctions, played(spam(), changed).sanctions
    assert one.sanction_id == other.sanction_id
    assert one.policy_version != other.policy_version


def test_ids_differ_by_subject_scope_and_act() -> None:
    stage = played([*spam("a"), *spam("b"), *owner_spam("room-a"), *owner_spam("room-b")])
    stage.feed(spam("a", NOON + DAY))
    assert len(stage.sanctions) == 3 + 4
    assert len({one.sanction_id for one in stage.sanctions}) == 7
    assert all(re.fullmatch(r"[0-9a-f]{32}", one.sanction_id) for one in stage.sanctions)


def test_a_sanction_is_keyed_by_its_subject_and_a_restriction_by_subject_and_scope() -> None:
    stage = played(spam() + owner_spam())
    keys = {(one.topic, one.key.decode()) for one in stage.produced}
    assert {key for topic, key in keys if topic == "sanctions"} == {"spammer", "room", "owner"}
    assert {key for topic, key in keys if topic == "restrictions"} == {
        "account:spammer:messaging",
        "room:room:room",
        "account:owner:open-chat",
    }
    assert {key for topic, key in keys if topic == "notifications"} == {"spammer", "owner"}


def test_the_evidence_has_the_counts_with_thresholds_and_windows() -> None:
    [sanction] = played(spam()).sanctions
    assert [one.model_dump() for one in sanction.evidence.counts] == [
        {"what": "rooms", "counted": 5, "threshold": 5, "within_ms": HOUR}
    ]
    [sanction] = played(pestering()).sanctions
    assert [(one.what, one.counted, one.threshold) for one in sanction.evidence.counts] == [
        ("invites", 4, 4),
        ("refusals", 3, 2),
        ("pressure", 10, 8),
    ]


def test_the_evidence_has_the_events_with_fingerprints_and_excerpts_and_the_signals() -> None:
    events = spam()
    [sanction] = played(events).sanctions
    items = sanction.evidence.events
    assert [one.event_id for one in items] == [one.fields["event_id"] for one in events]
    assert [one.occurred_at_ms for one in items] == [one.at_ms for one in events]
    assert {one.excerpt for one in items} == {ADVERTISEMENT}
    [fingerprint] = {one.fingerprint for one in items}
    assert fingerprint is not None
    assert re.fullmatch(r"[0-9a-f]{16}", fingerprint)
    assert any(signal.startswith("lexicon gambling") for signal in sanction.evidence.signals)


def test_the_evidence_shows_no_full_phone_number_and_no_name_of_an_e_mail_address() -> None:
    stage = played(spam(text=PERSONAL))
    [sanction] = stage.sanctions
    produced = b"".join(one.value for one in stage.produced if one.value).decode()
    assert "010-••••-••89" in produced
    assert not re.search(r"2345|6789|kim\.minsu|minsu", produced)
    assert all(len(one.excerpt or "") <= 80 for one in sanction.evidence.events)


def test_events_without_a_text_have_no_excerpt() -> None:
    [sanction] = played(pestering()).sanctions
    assert {one.excerpt for one in sanction.evidence.events} == {None}
    assert {one.fingerprint for one in sanction.evidence.events} == {None}


def test_a_long_act_keeps_its_latest_events_as_evidence() -> None:
    events = spread(ADVERTISEMENT, "spammer", ["room-0"] * 60 + rooms(5), NOON, 1)
    [sanction] = played(events).sanctions
    assert len(sanction.evidence.events) == 20
    assert sanction.evidence.events[-1].event_id == events[-1].fields["event_id"]


def test_a_restriction_starts_with_the_deciding_event_and_ends_as_the_ladder_says() -> None:
    stage = played(spam())
    [sanction] = stage.sanctions
    assert sanction.starts_at_ms == sanction.occurred_at_ms == NOON + 4 * MINUTE
    assert sanction.expires_at_ms == sanction.starts_at_ms + DAY
    [restriction] = stage.restrictions
    for name, value in restriction.model_dump().items():
        assert value == getattr(sanction, name)


def test_a_warning_restricts_nothing_but_is_told() -> None:
    stage = played(pestering())
    [sanction] = stage.sanctions
    assert sanction.measure == "warning"
    assert sanction.expires_at_ms is None
    assert stage.restrictions == []
    assert len(stage.notifications) == 9


def test_a_rule_in_shadow_sanctions_on_paper_only() -> None:
    stage = played(spam(), policy_with(("mode: enforced", "mode: shadow")))
    [sanction] = stage.sanctions
    assert sanction.mode == "shadow"
    assert {one.topic for one in stage.produced} == {"sanctions"}


def test_a_rule_that_is_off_does_nothing() -> None:
    assert played(spam(), policy_with(("mode: enforced", "mode: off"))).produced == []


def test_a_milder_restriction_does_not_take_the_place_of_one_that_lasts_longer() -> None:
    longer = policy_with(("temporary-restriction, for: 1d", "activity-restriction, for: 90d"))
    stage = played(spam(), longer)
    stage.feed(spam(at_ms=NOON + DAY))
    assert len(stage.sanctions) == 2
    assert [one.sanction_id for one in stage.restrictions] == [stage.sanctions[0].sanction_id]


@pytest.mark.parametrize("events", [spam(), pestering(), owner_spam()])
def test_everybody_is_told_by_three_channels_in_three_languages(events: list[Event]) -> None:
    stage = played(events)
    told: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for one in stage.notifications:
        told.setdefault((one.sanction_id, one.account_id), set()).add((one.channel, one.lang))
    assert len(told) == len(stage.sanctions)
    for pairs in told.values():
        assert pairs == {
            (channel, lang)
            for channel in ("email", "admin-centre", "messenger")
            for lang in ("ko", "vi", "en")
        }
    ids = [one.notification_id for one in stage.notifications]
    assert len(ids) == len(set(ids))


def test_notices_are_plain_text_with_nothing_left_to_fill_in() -> None:
    stage = played(spam() + pestering() + owner_spam())
    assert stage.notifications
    for one in stage.notifications:
        for text in (one.title, one.body):
            assert text.strip() == text
            assert not re.search(r"[{}<>]|None|\bnan\b", text)
        assert one.sanction_id in one.body
        assert "\n" not in one.title


def test_a_notice_names_the_reason_in_its_language_and_the_place_to_object() -> None:
    stage = played(spam(), policy_with(("appeal: the help centre", "appeal: help.example.com")))
    bodies = {one.lang: one.body for one in stage.notifications}
    assert "1시간 동안 채팅방 5곳에" in bodies["ko"]
    assert "đến 5 phòng trò chuyện trong vòng 1 giờ" in bodies["vi"]
    assert "to 5 rooms within 1 hour" in bodies["en"]
    assert all("help.example.com" in body for body in bodies.values())


@pytest.mark.parametrize(
    ("zone", "begins", "ends"),
    [
        ("Asia/Seoul", "2023-11-15 12:04 (Asia/Seoul)", "2023-11-16 12:04 (Asia/Seoul)"),
        ("Asia/Ho_Chi_Minh", "2023-11-15 10:04", "2023-11-16 10:04 (Asia/Ho_Chi_Minh)"),
        ("America/New_York", "2023-11-14 22:04", "2023-11-15 22:04 (America/New_York)"),
    ],
)
def test_times_are_written_in_the_zone_of_the_policy(zone: str, begins: str, ends: str) -> None:
    stage = played(spam(), policy_with(("time_zone: Asia/Seoul", f"time_zone: {zone}")))
    for one in stage.notifications:
        assert begins in one.body
        assert ends in one.body


def test_an_event_at_the_end_of_the_calendar_is_sanctioned_like_any_other() -> None:
    stage = played(spam(at_ms=LATEST_AT_MS - HOUR))
    [sanction] = stage.sanctions
    assert sanction.expires_at_ms == sanction.starts_at_ms + DAY
    assert len(stage.notifications) == 9


def facts_of(rule: Rule) -> dict[str, int | str]:
    facts: dict[str, int | str] = {"window_ms": rule.count.within_ms, **rule.thresholds}
    if rule.count.what == "unlawful-advertising":
        facts["missing"] = "consent,mark,name,opt-out"
    return facts


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", shipped_policy().rules, ids=lambda rule: rule.id)
def test_every_rule_has_a_sentence_of_its_own(language: Language, rule: Rule) -> None:
    sentence = reason_of(language, rule, facts_of(rule))
    assert sentence != reason_of(language, rule.model_copy(update={"id": "unheard-of"}), {})
    assert not re.search(r"[{}]", sentence)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("measure", SEVERITY)
def test_every_measure_has_a_notice_in_every_language(language: Language, measure: Measure) -> None:
    [sanction] = played(spam()).sanctions
    changed = sanction.model_copy(update={"measure": measure, "expires_at_ms": None})
    policy = policy_with()
    rule = policy.rules[0]
    told = list(notifications(policy, changed, "spammer", rule, facts_of(rule)))
    [body] = {one.body for one in told if one.lang == language}
    assert not re.search(r"[{}]|None", body)


@pytest.mark.parametrize(
    ("milliseconds", "korean", "english"),
    [
        (DAY, "1일", "1 day"),
        (7 * DAY, "7일", "7 days"),
        (90 * MINUTE, "90분", "90 minutes"),
        (45_000, "45초", "45 seconds"),
    ],
)
def test_a_duration_is_written_in_its_largest_whole_unit(
    milliseconds: int, korean: str, english: str
) -> None:
    assert duration_in_words("ko", milliseconds) == korean
    assert duration_in_words("en", milliseconds) == english


def test_every_record_validates_against_the_model_of_its_topic() -> None:
    stage = played(spam(text=PERSONAL) + pestering() + owner_spam())
    stage.feed_raw("likes", [b"garbage"])
    assert {one.topic for one in stage.produced} == {
        *("sanctions", "restrictions", "notifications", "dead-letters"),
    }
    for one in stage.produced:
        assert one.value is not None
        made = OUTPUTS[one.topic].model.model_validate_json(one.value)
        assert json.loads(made.model_dump_json()) == json.loads(one.value)


def test_a_sanction_with_an_unknown_measure_is_no_sanction() -> None:
    [sanction] = played(spam()).sanctions
    with pytest.raises(ValidationError):
        Sanction.model_validate({**sanction.model_dump(), "measure": "flogging"})


def test_a_message_of_somebody_else_in_the_same_batch_brings_nobody_else_down() -> None:
    bystander = message("bystander", "room-0", ADVERTISEMENT, NOON)
    assert {one.subject_id for one in played([*spam(), bystander]).sanctions} == {"spammer"}
