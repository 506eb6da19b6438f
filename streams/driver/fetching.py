"""The service that runs the consumer's loop, and the place where an ordered stop begins."""

from typing import Any

from faust.transport.consumer import Fetcher as FaustFetcher
from mode import Service


class Fetcher(FaustFetcher):  # type: ignore[misc]  # Faust is untyped
    """Faust's fetcher, which lets started batches end before the agents are stopped."""

    async def on_stop(self) -> None:
        """Wait for started batches and commit, when the whole app stops.

        Faust stops the fetcher first of all, while agents, producer and consumer still work; by
        the time the consumer is told to stop, the agents are gone. During a rebalance the
        fetcher is not stopped, and the consumer waits by itself.
        """
        await super().on_stop()
        consumer: Any = self.app.consumer
        if self.app.should_stop:
            await consumer.settle_before_stop()

    @Service.task  # type: ignore[untyped-decorator]  # mode is untyped
    async def _fetcher(self) -> None:
        """Hand out records until stopped.

        Faust's version takes a stop that falls into a rebalance for a failure and crashes.
        """
        consumer: Any = self.app.consumer
        try:
            await consumer.hand_out(self)
        finally:
            self.set_shutdown()
