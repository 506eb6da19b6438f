"""Which partitions topics have, asked of the brokers.

A consumer without a subscription knows no partitions of Apache Kafka: `topics()` asks for their
names only, and does not keep what else it learns. The embedded broker tells all at the start.
"""

from collections.abc import Mapping, Sequence

from aiokafka.admin import AIOKafkaAdminClient

from config.settings import KafkaSettings
from streams.kafka_client import client_options


async def partitions_of(kafka: KafkaSettings) -> Mapping[str, Sequence[int]]:
    """The numbers of all topics' partitions, in order.

    Raises:
        KafkaError: no broker answers.
        SettingsError: a file of certificates can not be used.
    """
    client = AIOKafkaAdminClient(**client_options(kafka))
    try:
        await client.start()
        described = await client.describe_topics()
    finally:
        await client.close()
    return {
        topic["topic"]: sorted(one["partition"] for one in topic["partitions"])
        for topic in described
    }
