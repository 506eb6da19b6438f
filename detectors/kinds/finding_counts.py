"""What other rules found about an account: who does not stop is met more severely (B1, B2)."""

from datetime import UTC, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from config.rules import FINDINGS
from detectors.detector import Detector, Observed
from detectors.findings import Finding
from detectors.text_notes import note_of
from detectors.windows import NOT_KEPT, Entry, Observation


class FindingCounts(Detector):
    """Counts an account's breaches: of each family of rules one a day, however often it fires.

    Hears the enforced findings of all other rules, of those in `count.of` only if it is given:
    a family of rules.
    """

    topics: ClassVar[frozenset[str]] = frozenset({FINDINGS})
    needs: ClassVar[frozenset[str]] = topics
    thresholds: ClassVar[tuple[str, ...]] = ("breaches",)
    options: ClassVar[frozenset[str]] = frozenset({"of"})

    def _day(self, at_ms: int) -> str:
        zone = ZoneInfo(self.policy.time_zone)
        return f"{datetime.fromtimestamp(at_ms / 1_000, UTC).astimezone(zone):%Y-%m-%d}"

    def heard(self, finding: Finding) -> list[Observed]:
        """See `Detector.heard`."""
        rule, decision = finding.rule, finding.decision
        wanted = self.rule.count.of in {None, rule.family}
        account = decision.account if decision.subject_type != "account" else decision.subject_id
        if rule.mode != "enforced" or rule.review or not wanted or account in {"", NOT_KEPT}:
            return []
        entry = Entry(
            event_id=finding.finding_id,
            at_ms=decision.at_ms,
            identities=((f"{rule.family} {self._day(decision.at_ms)}",),),
            note=note_of(rule.id),
        )
        return [Observation(self.spec, "account", account, entry)]
