"""A real Apache Kafka: one JVM that is broker and controller (KRaft)."""

from tests.servers.kafka.server import KafkaServer

__all__ = ["KafkaServer"]
