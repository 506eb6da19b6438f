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

    def bucket(self, subject_type: str, subject_id: str) -> int:
        """The bucket of a subject, from 0."""
        return crc32(f"{subject_type}:{subject_id}".encode()) % self.buckets

    def progress(self, bucket: int) -> str:
        """Hash: topic:partition -> offset that the windows of this bucket have reached."""
        return f"{self._prefix}:{{{bucket}}}:progress"

    def window(self, group: Group) -> Sequence[str]:
        """The acts, supports and record of one window."""
        bucket = self.bucket(group.subject_type, group.subject_id)
        subject = f"{group.spec.rule_id}:{group.subject_type}:{group.subject_id}"
        base = f"{self._prefix}:{{{bucket}}}:"
        return base + "acts:" + subject, base + "supports:" + subject, base + "record:" + subject

    def record(self, rule_id: str, subject_type: str, subject_id: str) -> str:
        """The record of one window: its findings."""
        bucket = self.bucket(subject_type, subject_id)
        return f"{self._prefix}:{{{bucket}}}:record:{rule_id}:{subject_type}:{subject_id}"

    def strikes(self, subject_type: str, subject_id: str, family: str) -> str:
        """Sorted set of a subject's findings in one family of rules."""
        bucket = self.bucket(subject_type, subject_id)
        return f"{self._prefix}:{{{bucket}}}:strikes:{family}:{subject_type}:{subject_id}"

    def in_force(self, subject_type: str, subject_id: str, scope: str) -> str:
        """Hash: the restriction in force for a subject and scope."""
        bucket = self.bucket(subject_type, subject_id)
        return f"{self._prefix}:{{{bucket}}}:in-force:{scope}:{subject_type}:{subject_id}"
