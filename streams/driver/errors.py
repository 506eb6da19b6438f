"""What can go wrong in the driver.

::

    DriverError
    ├── OutOfOrderError        permanent: a batch that begins before the position (a bug)
    └── BackgroundTaskError    permanent: aiokafka's own task ended; only a new worker helps
"""


class DriverError(Exception):
    """Any error of the record-batch driver."""


class OutOfOrderError(DriverError):
    """A batch was to be opened that is empty or begins before the partition's position."""

    def __init__(
        self, partition: tuple[str, int], position: int, first_offset: int, next_offset: int
    ) -> None:
        super().__init__(
            f"{partition[0]}[{partition[1]}] is at {position}, "
            f"cannot open [{first_offset}, {next_offset})"
        )


class BackgroundTaskError(DriverError):
    """A task inside aiokafka that fetches or keeps the group membership has ended."""
