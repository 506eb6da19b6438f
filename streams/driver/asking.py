"""Which partitions may be asked for records: the back-pressure."""

from collections.abc import Collection

from streams.driver.books import OffsetBooks, TopicPartition
from streams.driver.settings import DriverSettings


class Asking:
    """Leaves out busy partitions and those that are held back for a while. Pure, time is given."""

    def __init__(self, books: OffsetBooks, settings: DriverSettings) -> None:
        self._books = books
        self._settings = settings
        self._held_until: dict[TopicPartition, float] = {}
        self._turn = 0

    def hold(self, partition: TopicPartition, until: float) -> None:
        """Do not ask a partition before this time (monotonic seconds)."""
        self._held_until[partition] = until

    def release(self) -> None:
        """Hold no partition any longer."""
        self._held_until.clear()

    def partitions(self, active: Collection[TopicPartition], now: float) -> list[TopicPartition]:
        """Partitions to ask: active, not busy, not held, and within the cap of the worker."""
        free = [
            partition
            for partition in self._books
            if partition in active
            and self._books.in_flight(partition) < self._settings.max_batches_in_flight
            and self._held_until.get(partition, now) <= now
        ]
        room = max(0, self._settings.max_batches_total - self._books.in_flight_total)
        if room < len(free):
            # Take turns, so that the cap starves nobody.
            self._turn += 1
            first = self._turn % len(free)
            free = (free[first:] + free[:first])[:room]
        return free
