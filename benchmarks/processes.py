"""What a process has cost so far, from /proc: CPU seconds and resident memory."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def cpu_seconds(process_id: int) -> float:
    """User and system CPU time of a process, all threads (s)."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND


def resident_megabytes(process_id: int) -> float:
    """Resident memory of a process (MB)."""
    pages = int(Path(f"/proc/{process_id}/statm").read_text().split()[1])
    return pages * PAGE_BYTES / 1e6


@contextmanager
def on_one_core() -> Iterator[None]:
    """This process runs on one core for as long as the block lasts (Linux; elsewhere on all)."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
