"""What the consumer tells about each partition, for metrics and the status page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PartitionStatistics:
    """One partition, as of now.

    Attributes:
        committed: last offset committed with success, None before the first.
        position: offset of the next record to hand out.
        highwater: end of the partition as last heard, None before the first answer.
        lag: offsets not done yet, None while the end is unknown.
        batches_in_flight: open batches.
        records_handed_out: records handed out since the partition came, repeats included.
        commit_failures: attempts to commit this partition that failed.
    """

    committed: int | None
    position: int
    highwater: int | None
    lag: int | None
    batches_in_flight: int
    records_handed_out: int
    commit_failures: int
