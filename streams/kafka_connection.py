"""Reaching a broker for the first time: waits while it may come up, and says why it does not."""

import asyncio
import logging
import os
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from time import monotonic
from typing import Any, Final

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.conn import AIOKafkaConnection
from aiokafka.errors import (
    AuthenticationFailedError,
    IllegalSaslStateError,
    KafkaError,
    SaslAuthenticationFailed,
    UnsupportedSaslMechanismError,
)

from config.settings import KafkaSettings
from streams.errors import BrokerUnavailable
from streams.kafka_client import VARIABLES, client_options

RETRY_SECONDS: Final = 0.25

_REFUSALS: Final = (
    AuthenticationFailedError,
    IllegalSaslStateError,
    SaslAuthenticationFailed,
    UnsupportedSaslMechanismError,
)


class _Knock(AIOKafkaConnection):  # type: ignore[misc]
    """A connection that only asks whether we are let in, and then hangs up.

    Saying goodbye in TLS takes an answer of the broker's, for which nobody waits; the socket
    would stay open until then.
    """

    def close(self, *arguments: Any, **options: Any) -> asyncio.Future[None] | None:
        writer = self._writer
        closed: asyncio.Future[None] | None = super().close(*arguments, **options)
        if writer is not None:
            writer.transport.abort()
        return closed


@asynccontextmanager
async def admin_client(kafka: KafkaSettings) -> AsyncIterator[AIOKafkaAdminClient]:
    """An admin client that has reached a broker; waits for one up to the connect timeout.

    Raises:
        BrokerUnavailable: none answers in time, or one refuses the login or the certificate.
        SettingsError: a file of certificates can not be used.
    """
    options = client_options(kafka)
    with quiet_aiokafka():
        await wait_for_broker(kafka)
        client = AIOKafkaAdminClient(**options)
        try:
            await client.start()
            yield client
        except (KafkaError, OSError, TimeoutError) as error:
            raise BrokerUnavailable(
                f"Kafka at {kafka.brokers} did not do what was asked ({reason(error)}); check "
                "that the addresses which the brokers advertise can be reached from here"
            ) from error
        finally:
            await client.close()


async def wait_for_broker(kafka: KafkaSettings) -> None:
    """Wait until one of the brokers lets us in, up to the connect timeout.

    Raises:
        BrokerUnavailable: as `admin_client`.
        SettingsError: as `admin_client`.
    """
    options = client_options(kafka)
    deadline = monotonic() + kafka.connect_timeout_ms / 1_000
    while True:
        for broker in kafka.brokers.split(","):
            left = max(deadline - monotonic(), RETRY_SECONDS)
            error = await _tried(broker, options, left)
            if error is None:
                return
        if monotonic() + RETRY_SECONDS > deadline:
            raise BrokerUnavailable(
                f"no Kafka broker answers at {kafka.brokers} ({reason(error)}); check "
                f"{VARIABLES}BROKERS and that the broker runs"
            )
        await asyncio.sleep(RETRY_SECONDS)


async def _tried(broker: str, options: dict[str, Any], seconds: float) -> Exception | None:
    """Connect once; the error if that may get better by waiting.

    Raises:
        BrokerUnavailable: the broker is there and refuses us.
    """
    host, _, port = broker.rpartition(":")
    rest = {name: value for name, value in options.items() if name != "bootstrap_servers"}
    connection = _Knock(host.strip("[]"), int(port), **rest)
    try:
        async with asyncio.timeout(seconds):
            await connection.connect()
    except _REFUSALS as error:
        raise BrokerUnavailable(
            f"Kafka at {broker} refuses the login ({reason(error)}); check {VARIABLES}"
            f"SASL_USERNAME, {VARIABLES}SASL_PASSWORD and {VARIABLES}SASL_MECHANISM"
        ) from error
    except ssl.SSLError as error:
        raise BrokerUnavailable(
            f"Kafka at {broker}: no TLS connection ({reason(error)}); check {VARIABLES}"
            f"SECURITY_PROTOCOL and {VARIABLES}TLS_CA_FILE"
        ) from error
    except (KafkaError, OSError, TimeoutError) as error:
        return error
    connection.close()
    return None


def reason(error: Exception | None) -> str:
    """An error in a few words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return str(error.verify_message)
    if isinstance(error, ssl.SSLError):
        return str(error.reason)
    if isinstance(error, TimeoutError) and not str(error):
        return "no answer in time"
    if isinstance(error, OSError) and error.errno and not isinstance(error, socket.gaierror):
        return os.strerror(error.errno)
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


@contextmanager
def quiet_aiokafka() -> Iterator[None]:
    """The errors that aiokafka logs reach the person as exceptions, in our words."""
    logger = logging.getLogger("aiokafka")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)
