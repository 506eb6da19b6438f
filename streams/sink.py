"""Produces records and waits until the broker has acknowledged all of them."""

import asyncio
from collections.abc import Sequence
from typing import Any

from aiokafka.errors import KafkaError

from streams.errors import BrokerUnavailable
from streams.topics_out import Outgoing


class KafkaSink:
    """Writes through the app's producer. Everything it writes carries an id: repeats are harmless.

    Args:
        app: the Faust app, whose producer is started with it.
    """

    def __init__(self, app: Any) -> None:
        self._app = app

    async def publish(self, records: Sequence[Outgoing]) -> None:
        """Produce all records; returns when the broker holds them.

        Raises:
            BrokerUnavailable: at least one was not acknowledged; produce all of them again.
        """
        producer = self._app.producer
        try:
            sent = [
                await producer.send(record.topic, record.key, record.value, None, None, None)
                for record in records
            ]
            await asyncio.gather(*sent)
        except KafkaError as error:
            raise BrokerUnavailable(f"Kafka did not acknowledge: {error!r}") from error
