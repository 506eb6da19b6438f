"""Checks before a worker starts: are Redis and Kafka there, do they let us in, are there topics."""

import asyncio
from time import monotonic

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from config.settings import KafkaSettings, RedisSettings
from config.topics import TOPICS
from streams.errors import BrokerUnavailable, RedisUnavailable
from streams.kafka_client import client_options
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
                if "password" in str(error) or monotonic() > deadline:
                    raise
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return
    finally:
        await windows.close()


async def missing_topics(settings: KafkaSettings) -> list[str]:
    """The topics of the contract that the brokers do not have.

    Raises:
        BrokerUnavailable: none answers within the connect timeout.
    """
    deadline = monotonic() + settings.connect_timeout_ms / 1_000
    while True:
        try:
            present = await _topics(settings)
        except (KafkaError, OSError) as error:
            if monotonic() > deadline:
                raise BrokerUnavailable(
                    f"no Kafka broker answers at {settings.brokers} ({error}); "
                    "check HAECHI_KAFKA__BROKERS and that the broker runs"
                ) from error
            await asyncio.sleep(RETRY_SECONDS)
        else:
            return sorted(set(TOPICS) - present)


async def _topics(settings: KafkaSettings) -> set[str]:
    admin = AIOKafkaAdminClient(**client_options(settings))
    try:
        await admin.start()
        return set(await admin.list_topics())
    finally:
        await admin.close()
