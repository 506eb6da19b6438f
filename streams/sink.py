"""Produces records and waits until the broker has acknowledged all of them."""

import asyncio
from collections.abc import Sequence
from typing import Any

from aiokafka.errors import KafkaError, MessageSizeTooLargeError
from faust.exceptions import ProducerSendError

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
        """Produce all records; returns when the broker has answered about each of them.

        Raises:
            BrokerUnavailable: at least one was not acknowledged; produce all of them again.
            MessageSizeTooLargeError: one is larger than the broker takes; waiting does not help.
        """
        producer = self._app.producer
        answers: list[Any] = []
        try:
            for record in records:
                sent = await producer.send(record.topic, record.key, record.value, None, None, None)
                answers.append(sent)
        except ProducerSendError as error:  # Faust's name for what aiokafka raised
            if not isinstance(error.__cause__, KafkaError):
                raise
            answers.append(_failed(error.__cause__))
        for answer in await asyncio.gather(*answers, return_exceptions=True):
            if isinstance(answer, KafkaError) and not isinstance(answer, MessageSizeTooLargeError):
                raise BrokerUnavailable(f"Kafka did not acknowledge: {answer!r}") from answer
            if isinstance(answer, BaseException):
                raise answer


async def _failed(error: KafkaError) -> None:
    raise error
