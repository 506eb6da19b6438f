"""Every Redis key is built here: prefix, one hash tag per subject, what it is, whose it is."""

from collections.abc import Sequence
from zlib import crc32

from streams.windows.grouping import Group


class Keys:
    """Key names under one prefix. A subject's keys share the hash tag of its bucket.

    `buckets` is how many hash tags there are: on a cluster each is a slot, elsewhere they cost
    nothing.
    """

    def __init__(self, prefix: str, buckets: int) -> None:
        self._prefix = prefix
        self.buckets = buckets

    def bucket(self, key: str) -> int:
        """The bucket of a subject (`type:id`) or a join, from 0."""
        return crc32(key.encode()) % self.buckets

    def progress(self, bucket: int) -> str:
        """Hash: topic:partition -> offset that the windows of this bucket have reached."""
        return f"{self._prefix}:{{{bucket}}}:progress"

    def lifts(self, bucket: int) -> str:
        """Sorted set: penalties of this bucket by the time at which they end."""
        return f"{self._prefix}:{{{bucket}}}:lifts"

    def unsettled(self, bucket: int) -> str:
        """Sorted set: joins of this bucket with acts that wait to be answered."""
        return f"{self._prefix}:{{{bucket}}}:unsettled"

    def window(self, group: Group) -> Sequence[str]:
        """The acts, supports and record of one window; acts and supports by their shape too."""
        base = self._base(group.key)
        subject = f"{group.spec.rule_id}:{group.spec.shape}:{group.key}"
        record = self.record(group.spec.rule_id, group.key)
        return f"{base}acts:{subject}", f"{base}supports:{subject}", record

    def record(self, rule_id: str, key: str) -> str:
        """The record of one window: its findings."""
        return f"{self._base(key)}record:{rule_id}:{key}"

    def join(self, name: str) -> Sequence[str]:
        """The acts and supports of one join."""
        base = self._base(name)
        return f"{base}join-acts:{name}", f"{base}join-supports:{name}"

    def dossier(self, subject: str) -> str:
        """String: a subject's penalties."""
        return f"{self._base(subject)}dossier:{subject}"

    def _base(self, key: str) -> str:
        return f"{self._prefix}:{{{self.bucket(key)}}}:"
