"""A connection that a broker has just closed, on uvloop."""

import pytest
import uvloop
from aiokafka.conn import create_conn
from aiokafka.errors import KafkaConnectionError
from aiokafka.protocol.metadata import MetadataRequest

from streams.driver.connections import guard_connections
from streams.embedded import EmbeddedBroker
from tests.integration.driver.workers import until


def test_writing_to_a_closed_connection_is_a_connection_error(
    embedded_broker: EmbeddedBroker,
) -> None:
    host, port = embedded_broker.address.split(":")

    async def scenario() -> None:
        connection = await create_conn(host, int(port), request_timeout_ms=1000)
        transport = connection._writer.transport
        connection._protocol.connection_lost = lambda _: None  # aiokafka has not heard of it yet
        transport.abort()
        await until(lambda: "closed=True" in repr(transport))
        with pytest.raises(KafkaConnectionError, match="broken"):
            await connection.send(MetadataRequest([]))
        connection.close()

    guard_connections()
    guard_connections()
    uvloop.run(scenario())
