"""A finding: a rule was broken. Data only; `streams` acts on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from config.rules import Effect, Rule
from detectors.windows import Decision


@dataclass(frozen=True, slots=True)
class Finding:
    """A decision of a window, with its rule and the numbers that its reason names.

    `facts` fill the placeholders of the rule's sentence in `config/notices/`; `window_ms` is
    written there as `{window}`, in words, and a text as the words that the file has for it.
    `details` go into the evidence. `effects`, if there are any, replace those of the rule.
    """

    rule: Rule
    decision: Decision
    facts: Mapping[str, int | str] = field(default_factory=dict)
    details: Mapping[str, object] = field(default_factory=dict)
    effects: tuple[Effect, ...] = ()

    @property
    def finding_id(self) -> str:
        """Names the act: the same on every replay, whatever the order of its events.

        SHA-256 over rule, counted subject, chain and ordinal; 32 hexadecimal digits.
        """
        decision = self.decision
        parts = (
            self.rule.id,
            decision.subject_type,
            decision.subject_id,
            str(decision.chain),
            str(decision.ordinal),
            *([decision.part] if decision.part else []),
        )
        return sha256("\x1f".join(parts).encode()).hexdigest()[:32]
