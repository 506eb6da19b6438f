"""Checks before a worker starts: are Redis and Kafka there, do they let us in, are there topics."""

import asyncio
import socket
from time import monotonic

from config.errors import SettingsError
from config.settings import KafkaSettings, RedisSettings, WorkerSettings
from config.topics import TOPICS
from streams.errors import RedisUnavailable
from streams.kafka_connection import admin_client
from streams.windows.redis_store import RedisWindows

RETRY_SECONDS = 0.25


async def wait_for_redis(settings: RedisSettings) -> None:
    """Wait until Redis answers.

    Raises:
        RedisUnavailable: it does not within the connect timeout, or refuses the password.
    """
    windows = RedisWindows(settings)
    deadline = monotonic() + settings.connect_timeout_ms / 1_000
    try:
        while True:
            try:
                await windows.ping()
            except RedisUnavailable as error:
                if "password" in str(error):
                    raise
                if monotonic() > deadline:
                    raise RedisUnavailable(
                        f"{error}; check HAECHI_REDIS__URL and that Redis runs"
                    ) from error
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return
    finally:
        await windows.close()


def check_web_port(settings: WorkerSettings) -> None:
    """See that the port of the pages is free.

    Raises:
        SettingsError: it is not, or the address is not this machine's.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.web_host, settings.web_port))
        except OSError as error:
            raise SettingsError(
                f"{settings.web_host}:{settings.web_port} can not be listened on "
                f"({error.strerror}); set HAECHI_WORKER__WEB_PORT to a free port"
            ) from None


async def missing_topics(settings: KafkaSettings) -> list[str]:
    """The topics of the contract that the brokers do not have.

    Raises:
        BrokerUnavailable: none answers within the connect timeout, or one refuses the login.
    """
    async with admin_client(settings) as admin:
        return sorted(set(TOPICS) - set(await admin.list_topics()))
