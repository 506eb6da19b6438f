"""Keeps aiokafka alive on uvloop when a broker goes away."""

from functools import wraps
from typing import Any

from aiokafka.conn import AIOKafkaConnection, CloseReason
from aiokafka.errors import KafkaConnectionError, KafkaError


def guard_connections() -> None:
    """Make a write to a connection that was just closed a ``KafkaConnectionError``.

    asyncio ignores such a write, uvloop raises a ``RuntimeError``. aiokafka expects an ``OSError``
    only, so its coordination (or a producer's sender) ends for good and the client stands still.
    Holds for every aiokafka client of this process; calling it again changes nothing.
    """
    for name in ("send", "_send_sasl_token"):
        write = getattr(AIOKafkaConnection, name)
        if not hasattr(write, "__wrapped__"):
            setattr(AIOKafkaConnection, name, _guarded(write))


def _guarded(write: Any) -> Any:
    @wraps(write)
    def guarded(connection: AIOKafkaConnection, *args: Any, **kwargs: Any) -> Any:
        try:
            return write(connection, *args, **kwargs)
        except KafkaError:  # itself a RuntimeError
            raise
        except RuntimeError as exc:
            if "closed" not in str(exc):
                raise
            connection.close(reason=CloseReason.CONNECTION_BROKEN)
            raise KafkaConnectionError(f"Connection to {connection.host} broken: {exc}") from exc

    return guarded
