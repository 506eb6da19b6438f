"""Creates the topics of the contract; those that exist are left as they are, and compared."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from config.settings import KafkaSettings
from config.topics import TOPICS, Topic
from streams.errors import StreamError
from streams.kafka_client import VARIABLES
from streams.kafka_connection import admin_client

POLL_SECONDS: Final = 0.05
VISIBLE_WITHIN_SECONDS: Final = 10.0


@dataclass(frozen=True)
class WantedTopic:
    """A topic as it should be: `configs` are Kafka's names and values."""

    name: str
    partitions: int
    replication_factor: int
    configs: Mapping[str, str]


@dataclass(frozen=True)
class Outcome:
    """What became of one topic: created, or left alone, with what differs from the wanted."""

    topic: WantedTopic
    created: bool
    differences: Sequence[str] = ()


def wanted_topics(kafka: KafkaSettings) -> list[WantedTopic]:
    """All topics of the contract under these settings."""
    return [
        WantedTopic(
            topic.name,
            kafka.partitions if topic.partitioned else 1,
            kafka.replication_factor,
            _configs(topic),
        )
        for topic in TOPICS.values()
    ]


def _configs(topic: Topic) -> dict[str, str]:
    if topic.compacted:
        return {"cleanup.policy": "compact"}
    kept_ms = -1 if topic.retention_ms is None else topic.retention_ms
    return {"cleanup.policy": "delete", "retention.ms": str(kept_ms)}


async def create_topics(kafka: KafkaSettings) -> list[Outcome]:
    """Create the topics that are missing, and wait until the brokers show them.

    Raises:
        BrokerUnavailable: no broker answers in time, or none lets us in.
        SettingsError: a file of certificates can not be used.
        StreamError: the brokers refuse to create a topic.
    """
    wanted = wanted_topics(kafka)
    async with admin_client(kafka) as client:
        created = await _created(client, wanted)
        present = await _shown(client, {topic.name for topic in wanted})
        existing = [topic for topic in wanted if topic.name not in created]
        configs = await _configs_of(client, existing)
    return [
        Outcome(topic, created=True)
        if topic.name in created
        else Outcome(topic, False, _differences(topic, present[topic.name], configs))
        for topic in wanted
    ]


async def _created(client: AIOKafkaAdminClient, wanted: Sequence[WantedTopic]) -> set[str]:
    """The names of those that did not exist before."""
    present = set(await client.list_topics())
    missing = [topic for topic in wanted if topic.name not in present]
    if not missing:
        return set()
    answer = await client.create_topics([_new(topic) for topic in missing])
    created = set()
    for topic in answer.to_object()["topic_errors"]:
        error = for_code(topic["error_code"])
        if error is TopicAlreadyExistsError:
            continue  # another one was quicker
        if topic["error_code"]:
            raise _refused(topic["topic"], topic["error_message"] or error.__name__)
        created.add(topic["topic"])
    return created


def _new(topic: WantedTopic) -> NewTopic:
    return NewTopic(
        topic.name, topic.partitions, topic.replication_factor, topic_configs=dict(topic.configs)
    )


def _refused(name: str, why: str) -> StreamError:
    return StreamError(
        f"Kafka does not create {name}: {why.rstrip('.')}; check {VARIABLES}REPLICATION_FACTOR, "
        f"{VARIABLES}PARTITIONS and what the user may do"
    )


async def _shown(client: AIOKafkaAdminClient, names: set[str]) -> dict[str, int]:
    """The number of partitions of each topic, once the brokers tell of all of them.

    Raises:
        StreamError: they do not in time.
    """
    try:
        async with asyncio.timeout(VISIBLE_WITHIN_SECONDS):
            while True:
                described = await client.describe_topics()
                present = {topic["topic"]: len(topic["partitions"]) for topic in described}
                if names <= set(present):
                    return present
                await asyncio.sleep(POLL_SECONDS)
    except TimeoutError:
        raise StreamError(
            f"the topics were created, but the brokers do not show all of them after "
            f"{VISIBLE_WITHIN_SECONDS:g} s; look at the brokers' logs, then try again"
        ) from None


async def _configs_of(
    client: AIOKafkaAdminClient, topics: Sequence[WantedTopic]
) -> Mapping[str, Mapping[str, str]]:
    """Kafka's settings of topics by name; nothing of those that may not be asked."""
    if not topics:
        return {}
    asked = [ConfigResource(ConfigResourceType.TOPIC, topic.name) for topic in topics]
    try:
        answers = await client.describe_configs(asked)
    except KafkaError:
        return {}  # the embedded broker does not know this request
    resources: list[Any] = [
        resource for answer in answers for resource in answer.to_object()["resources"]
    ]
    return {
        resource["resource_name"]: {
            entry["config_names"]: entry["config_value"] for entry in resource["config_entries"]
        }
        for resource in resources
    }


def _differences(
    topic: WantedTopic, partitions: int, configs: Mapping[str, Mapping[str, str]]
) -> list[str]:
    told = []
    if partitions != topic.partitions:
        told.append(f"{partitions} partitions instead of {topic.partitions}")
    present = configs.get(topic.name, {})
    for name, value in topic.configs.items():
        if present.get(name, value) != value:
            told.append(f"{name}={present[name]} instead of {value}")
    return told
