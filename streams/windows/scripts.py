"""The Lua operations, loaded once from package data; called by hash, sent when Redis lacks them."""

from collections.abc import Sequence
from hashlib import sha1
from importlib.resources import files
from typing import Any, Final

from redis.exceptions import NoScriptError

Argument = str | bytes | int


def _read(name: str) -> str:
    return (files("streams.windows") / "lua" / name).read_text("utf-8")


class Script:
    """One Lua file of `lua/`. Calling it costs one round trip, two when Redis has not seen it."""

    def __init__(self, name: str) -> None:
        self.name = name
        source = _read(f"{name}.lua")
        first = source.partition("\n")[0]
        shared = first.removeprefix("-- with ").split() if first.startswith("-- with ") else []
        self.source = "".join([*map(_read, shared), source])
        self._sha = sha1(self.source.encode(), usedforsecurity=False).hexdigest()

    async def __call__(
        self, client: Any, keys: Sequence[str], arguments: Sequence[Argument]
    ) -> Any:
        """Run on the node that owns `keys`, which must share one hash tag on a cluster."""
        try:
            return await client.evalsha(self._sha, len(keys), *keys, *arguments)
        except NoScriptError:
            return await client.eval(self.source, len(keys), *keys, *arguments)


OBSERVE: Final = Script("observe")
JOIN: Final = Script("join")
SETTLE: Final = Script("settle")
STRIKE: Final = Script("strike")
END: Final = Script("end")
LIFT: Final = Script("lift")
DUE: Final = Script("due")
DONE: Final = Script("done")
ADVANCE: Final = Script("advance")
BEGIN: Final = Script("begin")
RESTORE: Final = Script("restore")
