"""What a person may tune about the driver, and where the transport finds it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverSettings:
    """Limits and waits of the record-batch driver.

    Attributes:
        fetch_max_wait_ms: how long the broker may hold a fetch that finds nothing. A partition
            that was just freed waits behind such a fetch, so this bounds its extra latency.
        fetch_min_bytes: the broker answers a fetch as soon as it has this much.
        fetch_max_bytes: most bytes of one fetch answer, over all partitions of one broker.
        max_partition_fetch_bytes: most bytes of one partition in one fetch answer. aiokafka
            holds at most one such answer of a partition that is not asked for records.
        prefetch_backoff_ms: how long fetched records that nobody took yet keep the other
            partitions of the same broker from being fetched (aiokafka's own default is 100).
        fetch_interval_ms: shortest time between two fetch rounds that found only small batches;
            bounds the CPU spent on hand-overs at low rates. 0 switches it off.
        max_batch_records: most records of one batch.
        max_batches_in_flight: most open batches of one partition.
        max_batches_total: most open batches of this worker, all partitions together.
        commit_timeout_seconds: longest time one attempt to commit may take.
        revocation_share: share of the rebalance timeout to wait for started batches when
            partitions are revoked, in (0, 1).
        shutdown_wait_seconds: longest time to wait for started batches when the worker stops.
        leave_timeout_seconds: longest time to spend on leaving the group when the worker stops.
        retry_delay_seconds: pause before something that failed is tried again.
        highwater_interval_seconds: how often the ends of the partitions are asked for, because
            a partition that is held back learns nothing about its end from fetches.
    """

    fetch_max_wait_ms: int = 20
    fetch_min_bytes: int = 1
    fetch_max_bytes: int = 16 * 1024 * 1024
    max_partition_fetch_bytes: int = 1024 * 1024
    prefetch_backoff_ms: int = 10
    fetch_interval_ms: int = 4
    max_batch_records: int = 1000
    max_batches_in_flight: int = 2
    max_batches_total: int = 64
    commit_timeout_seconds: float = 5.0
    revocation_share: float = 0.5
    shutdown_wait_seconds: float = 3.0
    leave_timeout_seconds: float = 1.5
    retry_delay_seconds: float = 1.0
    highwater_interval_seconds: float = 5.0

    def __post_init__(self) -> None:
        """Refuse values that would stop the driver or lose its bounds.

        Raises:
            ValueError: naming the setting and what it must be.
        """
        for field in fields(self):
            value = getattr(self, field.name)
            if value < 0 or (value == 0 and field.name not in _MAY_BE_ZERO):
                raise ValueError(f"driver setting {field.name} must be positive, is {value!r}")
        if self.revocation_share >= 1:
            raise ValueError(
                f"driver setting revocation_share must be below 1, is {self.revocation_share!r}"
            )

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Self:
        """Read settings from the query of a broker URL, ``haechi://host?max_batch_records=500``.

        Raises:
            ValueError: for a name that is no setting and for a value that is no number.
        """
        kinds: dict[str, Any] = {field.name: field.type for field in fields(cls)}
        values: dict[str, Any] = {}
        for name, text in query.items():
            if name not in kinds:
                raise ValueError(f"unknown driver setting {name!r}; known: {sorted(kinds)}")
            values[name] = kinds[name](text)
        return cls(**values)


_MAY_BE_ZERO = frozenset({"fetch_max_wait_ms", "fetch_interval_ms", "prefetch_backoff_ms"})
