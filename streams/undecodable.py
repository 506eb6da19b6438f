"""Stops the worker when most records can not be read: something upstream is wrong."""

from collections import deque

from streams.errors import TooManyUndecodable


class UndecodableGuard:
    """Watches the share of bad records among the last ones.

    Args:
        share: the largest share that is let pass, above 0 and at most 1.
        records: over how many last records it is taken; fewer never stop the worker.
    """

    def __init__(self, share: float, records: int) -> None:
        self._share = share
        self._records = records
        self._batches: deque[tuple[int, int]] = deque()
        self._total = 0
        self._bad = 0

    def saw(self, topic: str, total: int, bad: int) -> None:
        """Take in one batch.

        Raises:
            TooManyUndecodable: the share is exceeded.
        """
        self._batches.append((total, bad))
        self._total += total
        self._bad += bad
        while self._total - self._batches[0][0] >= self._records:
            gone_total, gone_bad = self._batches.popleft()
            self._total -= gone_total
            self._bad -= gone_bad
        if self._total >= self._records and self._bad > self._share * self._total:
            raise TooManyUndecodable(
                f"{self._bad} of the last {self._total} records could not be used, lastly in "
                f"{topic}; look at dead-letters, mend the producer, or raise "
                "HAECHI_WORKER__UNDECODABLE_SHARE"
            )
