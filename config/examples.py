"""The examples of a rule, turned into events.

    - {on: chat-messages, sender_id: shop, room_id: "r{n}", text: "…", repeat: 5, every: 2m}

`on` names the topic; `at` is the time after the beginning of the example (left out: right after
the event before); `repeat` makes that many events, `every` apart, with `{n}` counted up from 1 in
every text. `event_id` and `occurred_at_ms` are given by haechi unless written.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import ValidationError

from config.durations import parse_duration
from config.policy_lines import in_words
from config.rules import Example
from config.suggestions import suggestion
from config.topics import INPUTS

BEGIN_MS: Final = int(datetime(2026, 6, 1, 3, 0, tzinfo=UTC).timestamp() * 1_000)
"""When examples begin: noon of a Monday in Korea. `at` may also be a time before, `-2d`."""

STEP_MS: Final = 1_000
_MOST_REPEATS: Final = 2_000
DEFAULTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "chat-messages": {"room_type": "group", "room_id": "room", "text": "안녕하세요"},
    "group-invites": {"room_type": "group", "room_id": "room"},
    "invite-responses": {"room_id": "room"},
    "board-posts": {"kind": "post", "space_id": "space"},
    "open-chat-rooms": {"change": "created", "title": "방", "description": ""},
    "user-reports": {"reporter_type": "user", "reported_type": "account", "reason": "advertising"},
    "ad-consents": {"status": "granted"},
    "identity-verifications": {"manager_type": "general"},
    "business-senders": {"kind": "channel", "status": "active"},
    "operator-actions": {"operator_id": "operator", "reason": "example"},
}
"""Fields that an example may leave out although an event has them."""

Written = tuple[str, dict[str, Any]]
"""The topic and the value of one event."""


class WrongEvent(ValueError):
    """An event of an example can not be used: what, then `; `, then what to write.

    `number` is which event it is, from 1.
    """

    def __init__(self, number: int, what: str) -> None:
        self.number = number
        super().__init__(f"event {number}: {what}")


def events_of(example: Example) -> list[Written]:
    """The events of an example, checked, in order of time.

    Raises:
        WrongEvent: one can not be used.
    """
    events: list[Written] = []
    clock_ms = BEGIN_MS
    for number, written in enumerate(example.events, 1):
        try:
            for topic, value in _repeated(dict(written), number, clock_ms):
                clock_ms = max(clock_ms, value["occurred_at_ms"] + STEP_MS)
                events.append((topic, _checked(topic, value)))
        except ValueError as error:
            raise WrongEvent(number, str(error)) from None
    return sorted(events, key=lambda event: event[1]["occurred_at_ms"])


def _repeated(written: dict[str, Any], number: int, clock_ms: int) -> Iterator[Written]:
    topic = written.pop("on", None)
    if not isinstance(topic, str) or topic not in INPUTS:
        raise ValueError(f"on is {topic!r}; {suggestion(topic, INPUTS)}")
    begin_ms = BEGIN_MS + _offset_ms(written.pop("at")) if "at" in written else clock_ms
    times = written.pop("repeat", 1)
    if not isinstance(times, int) or not 1 <= times <= _MOST_REPEATS:
        raise ValueError(f"repeat is {times!r}; write a number up to {_MOST_REPEATS}")
    every_ms = _duration("every", written.pop("every", "1s"))
    for n in range(1, times + 1):
        value = {
            "event_id": f"e{number}-{n}",
            "occurred_at_ms": begin_ms + (n - 1) * every_ms,
            **DEFAULTS.get(topic, {}),
            **written,
        }
        yield topic, {name: _counted(field, n) for name, field in value.items()}


def _offset_ms(written: Any) -> int:
    if isinstance(written, str) and written.startswith("-"):
        return -_duration("at", written[1:])
    return 0 if written in (0, "0") else _duration("at", written)


def _duration(name: str, written: Any) -> int:
    try:
        return parse_duration(written)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def _counted(field: Any, n: int) -> Any:
    if isinstance(field, str):
        return field.replace("{n}", str(n))
    if isinstance(field, list):
        return [one for part in field for one in _listed(part, n)]
    return field


def _listed(part: Any, n: int) -> list[Any]:
    """One entry of a list; `guest{1..40}` stands for forty of them."""
    counted = _counted(part, n)
    if isinstance(counted, str) and "{" in counted and ".." in counted:
        head, _, rest = counted.partition("{")
        span, _, tail = rest.partition("}")
        first, _, last = span.partition("..")
        if first.isdigit() and last.isdigit():
            return [f"{head}{each}{tail}" for each in range(int(first), int(last) + 1)]
    return [counted]


def _checked(topic: str, value: dict[str, Any]) -> dict[str, Any]:
    """The value itself, if it is an event of the topic.

    Raises:
        ValueError: it is not; what, then `; `, then what to write.
    """
    fields = INPUTS[topic].model.model_fields
    for name in value:
        if name not in fields:
            raise ValueError(f"{name} is no field of {topic}; {suggestion(name, fields)}")
    try:
        INPUTS[topic].model.model_validate(value)
    except ValidationError as error:
        raise ValueError(in_words(error.errors()[0])) from None
    return value
