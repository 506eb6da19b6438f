"""What the Lua files say about themselves is what they do."""

import re
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from importlib.resources import files
from typing import Any

import pytest
from redis.asyncio import Redis

from config.settings import RedisSettings
from detectors.windows import Ending, Entry, JoinObservation, JoinSpec
from streams.windows.protocol import Origin, PastFinding
from streams.windows.redis_store import RedisWindows
from streams.windows.scripts import Argument, Script
from tests.contract.test_strikes_and_progress import CHAIN, FOR_EVER, WARNING, strike
from tests.contract.timelines import DAY_MS, PARTITION, Reader, about, act, at
from tests.servers.redis import RedisServer

SOURCES = {
    path.name.removesuffix(".lua"): path.read_text("utf-8")
    for path in (files("streams.windows") / "lua").iterdir()
    if path.name.endswith(".lua") and not path.name.endswith(".part.lua")
}
TYPES = {"Z": "zset", "H": "hash", "S": "string", "G": "string"}
OF_ANY_TYPE = {"PEXPIRE", "PERSIST", "EXISTS"}
FORBIDDEN = {
    "KEYS",
    "SCAN",
    "HGETALL",
    "HSCAN",
    "ZSCAN",
    "SSCAN",
    "SMEMBERS",
    "FLUSHALL",
    "RANDOMKEY",
}


def header_of(source: str) -> str:
    return source[: re.search(r"^(?!--)", source, re.MULTILINE).start()]  # type: ignore[union-attr]  # always found


def commands_of(source: str) -> set[str]:
    """The commands that a script calls, those of the part that it shares too."""
    shared = re.match(r"-- with (.*)", source)
    names = shared[1].split() if shared else []
    texts = [(files("streams.windows") / "lua" / name).read_text("utf-8") for name in names]
    return set(re.findall(r"redis\.call\('([A-Z]+)'", "".join([*texts, source])))


def declared_types(source: str) -> set[str]:
    lines = re.findall(r"^-- KEYS\[.*$", header_of(source), re.MULTILINE)
    return {kind for line in lines for kind in re.findall(r"\b(zset|hash|string)\b", line)[:1]}


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_a_header_names_the_types_of_the_keys_that_the_script_uses(name: str) -> None:
    commands = commands_of(SOURCES[name]) - OF_ANY_TYPE
    assert {TYPES[command[0]] for command in commands} == declared_types(SOURCES[name])


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_a_header_lists_every_argument_by_number(name: str) -> None:
    header, body = header_of(SOURCES[name]), SOURCES[name][len(header_of(SOURCES[name])) :]
    assert "-- returns " in header
    listed = {int(number) for number in re.findall(r"^-- ARGV\[(\d+)", header, re.MULTILINE)}
    used = {int(number) for number in re.findall(r"ARGV\[(\d+)\]", body)}
    assert listed >= used


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_no_script_scans_or_walks_through_what_may_be_large(name: str) -> None:
    assert not commands_of(SOURCES[name]) & FORBIDDEN


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_a_script_calls_redis_with_literal_commands_only(name: str) -> None:
    calls = re.findall(r"redis\.p?call\(\s*(.)", SOURCES[name])
    assert set(calls) <= {"'"}


LOOKED_UP = JoinSpec("rule", "looked-up", within_ms=DAY_MS, support_ms=DAY_MS, by_account=True)
WAITED = JoinSpec("rule", "waited", within_ms=DAY_MS, support_ms=DAY_MS, settles=True)
LATER_MS = 4_000_000_000_000


class Recorder:
    """A client that keeps the keys of every script call."""

    def __init__(self, client: Redis) -> None:
        self.client = client
        self.calls: list[tuple[str, ...]] = []

    async def evalsha(self, sha: str, number: int, *rest: Any) -> Any:
        self.calls.append(rest[:number])
        return await self.client.evalsha(sha, number, *rest)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.client, name)


async def use_everything(windows: RedisWindows) -> None:
    """Every operation, on accounts and rooms, with findings, strikes and restrictions."""
    reader = await Reader(windows).begin()
    for number in range(30):
        abc = [act(f"{number}-{n}", n, "abc"[n]) for n in range(3)]
        await reader.observe(*(about(entry, f"s{number}") for entry in abc))
        refusal = about(act(f"{number}-r", 3, "a"), f"s{number}", is_act=False)
        await reader.observe(refusal)
    await windows.strike(
        [strike(f"f{number}", number, subject_id=f"s{number}") for number in range(30)],
        Origin(PARTITION, reader.offset),
    )
    for spec in (LOOKED_UP, WAITED):
        keys = [f"k{number}" for number in range(30)]
        mine = Entry("j", at(0), (("a",),), account="a")
        joining = [JoinObservation(spec, key, mine) for key in keys]
        known = [JoinObservation(spec, key, act("k", 0, "a"), is_act=False) for key in keys]
        origin = Origin(PARTITION, reader.offset)
        assert await windows.join(origin, joining + known) is not None
    for waiting in await windows.unsettled(LATER_MS):
        joined = await windows.settle(WAITED, waiting.key)
        await windows.confirm_settled(waiting, [one.act for one in joined][:1])
    await reader.observe()
    again = [JoinObservation(WAITED, key, act("again", 0, "a")) for key in keys]
    await windows.join(Origin(PARTITION, reader.offset), again)
    await windows.end(
        [Ending("account", f"s{number}", "all", at(number), "test") for number in range(3)]
    )
    await windows.confirm_lifts(await windows.due_lifts(at(1)))
    await windows.advance({PARTITION: reader.offset})
    await windows.restore([PastFinding("three-rooms", "account", "back", CHAIN, 1, 1)])
    assert await windows.progress([PARTITION]) == {PARTITION: reader.offset}


@pytest.fixture
async def recorded(
    redis_server: RedisServer, unique_prefix: str
) -> AsyncIterator[tuple[RedisWindows, Recorder]]:
    recorder = Recorder(Redis.from_url(redis_server.url))
    settings = RedisSettings(url=redis_server.url, prefix=unique_prefix)
    windows = RedisWindows(settings, recorder)
    yield windows, recorder
    await windows.close()


async def test_scripts_touch_no_key_that_they_were_not_given(
    recorded: tuple[RedisWindows, Recorder], redis_server: RedisServer
) -> None:
    windows, recorder = recorded
    with redis_server.client() as client, client.monitor() as monitor:
        await use_everything(windows)
        client.ping()
        touched = set()
        commands: list[str] = []
        for line in monitor.listen():
            command = line["command"]
            if line["client_type"] == "lua":
                touched.add(command.split(" ")[1])
            elif command == "PING":
                break
            commands.append(command.split(" ")[0].upper())
    given = {key for call in recorder.calls for key in call}
    assert touched
    assert touched <= given
    assert not set(commands) & FORBIDDEN


async def test_keys_of_one_call_share_a_hash_tag_on_a_cluster(
    redis_cluster: Any, unique_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Sequence[str]] = []
    run = Script.__call__

    async def recording(
        script: Script, client: Any, keys: Sequence[str], arguments: Sequence[Argument]
    ) -> Any:
        calls.append(keys)
        return await run(script, client, keys, arguments)

    monkeypatch.setattr(Script, "__call__", recording)
    windows = RedisWindows(RedisSettings(url=redis_cluster.url, prefix=unique_prefix))
    await use_everything(windows)
    await windows.close()
    tags = [{key.split("{")[1].split("}")[0] for key in keys} for keys in calls]
    assert {len(each) for each in tags} == {1}
    assert len({tag for each in tags for tag in each}) > 1


async def test_every_key_expires_but_a_restriction_without_end(
    redis_server: RedisServer, unique_prefix: str
) -> None:
    windows = RedisWindows(RedisSettings(url=redis_server.url, prefix=unique_prefix))
    await use_everything(windows)
    await windows.strike([strike("ever", 0, subject_id="gone", ladder=(FOR_EVER,))])
    await windows.close()
    kinds = defaultdict(set)
    with redis_server.client() as client:
        for key in client.scan_iter(f"{unique_prefix}:*"):
            kind = key.decode().split("}:")[1].split(":")[0]
            kinds[kind].add(client.pttl(key) > 0 or key.endswith(b":gone"))
    assert set(kinds) == {
        *("progress", "acts", "supports", "record"),
        *("join-acts", "join-supports", "unsettled", "dossier", "lifts"),
    }
    assert all(expire == {True} for expire in kinds.values())


async def test_a_dossier_outlives_its_last_penalty_by_as_long_as_strikes_count(
    redis_server: RedisServer, unique_prefix: str
) -> None:
    settings = RedisSettings(url=redis_server.url, prefix=unique_prefix, grace_seconds=60)
    windows = RedisWindows(settings)
    await windows.strike([strike("day", 0)])
    await windows.close()
    with redis_server.client() as client:
        (key,) = client.scan_iter(f"{unique_prefix}:*dossier*")
        assert 399 * DAY_MS < client.pttl(key) <= 400 * DAY_MS + 60_000


async def test_a_dossier_forgets_acts_with_their_penalties(
    redis_server: RedisServer, unique_prefix: str
) -> None:
    windows = RedisWindows(RedisSettings(url=redis_server.url, prefix=unique_prefix))
    warned = {"ladder": (WARNING,)}
    await windows.strike([strike("long-ago", 0, **warned), strike("since", 1, **warned)])
    await windows.strike([strike("now", 400.5, **warned)])
    await windows.close()
    with redis_server.client() as client:
        (key,) = client.scan_iter(f"{unique_prefix}:*dossier*")
        dossier = client.get(key)
    assert b"long-ago" not in dossier
    assert b"since" in dossier
    assert b"now" in dossier


async def test_scripts_that_redis_has_forgotten_are_sent_again(
    recorded: tuple[RedisWindows, Recorder],
) -> None:
    windows, recorder = recorded
    await use_everything(windows)
    await recorder.client.script_flush()
    reader = Reader(windows)
    reader.offset = 1_000
    found = await reader.acts(
        act("1", 0, "a"), act("2", 1, "b"), act("3", 2, "c"), subject="after the flush"
    )
    assert [one.ordinal for one in found] == [1]
