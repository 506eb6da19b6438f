"""Takes up a policy file that changed, without a restart; a broken one is refused."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from config.errors import PolicyError
from config.policy import Policy
from detectors.registry import load_checked_policy

LOG = logging.getLogger("haechi")
Stamp = tuple[int, int, int]


class PolicyWatch:
    """Compares a file with the policy in force.

    Args:
        path: the policy file.
        policy: what was read from it at the start.
        adopt: puts another policy in force, all of it at once.
        metrics: `streams.metrics.Metrics`.
    """

    def __init__(
        self, path: Path, policy: Policy, adopt: Callable[[Policy], None], metrics: Any
    ) -> None:
        self._path = path
        self._policy = policy
        self._adopt = adopt
        self._metrics = metrics
        self._stamp = _stamp(path)
        metrics.policy.labels(policy.version).set(1)

    def look(self) -> None:
        """Adopt the file if it changed and is good; say so if it is not, once per change."""
        stamp = _stamp(self._path)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            policy = load_checked_policy(self._path)
        except PolicyError as error:
            self._metrics.policy_loads.labels("refused").inc()
            LOG.error(  # noqa: TRY400 - the problems say it all
                "the changed policy is refused, %s stays: %s", self._policy.version, error
            )
            return
        if policy.version == self._policy.version:
            return
        self._adopt(policy)
        self._metrics.policy_loads.labels("adopted").inc()
        self._metrics.policy.labels(self._policy.version).set(0)
        self._metrics.policy.labels(policy.version).set(1)
        LOG.info("policy %s is in force, after %s", policy.version, self._policy.version)
        self._policy = policy


def _stamp(path: Path) -> Stamp | None:
    """What changes when a file is written or replaced; None when it is not there."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns
