"""The form that the law asks of an advertisement: a mark at its start, and a free opt-out.

Source: Article 50 of Korea's Network Act and its Enforcement Decree (annex 6): `(광고)` first,
then the sender's name, and how to refuse at no cost. The same is asked in English and Vietnamese.
"""

import re
from typing import Final

_MARK: Final = re.compile(r"\s*[(（]\s*(?:광고|AD|QC|Quảng cáo)\s*[)）]", re.IGNORECASE)
_OPT_OUT: Final = re.compile(
    r"무료\s*수신\s*거부|무료\s*거부|수신\s*거부\s*\(?무료|수신\s*거부[^\n]{0,12}080|080[-\s]?\d{3,4}[-\s]?\d{4}"
    r"|수신\s*거부\s*[:：]|\bunsubscribe\b|\bopt[-\s]?out\b|\b(?:reply|text|send)\s+stop\b"
    r"|từ\s*chối\s*(?:nhận\s*)?(?:tin|quảng\s*cáo)?[^\n]{0,12}(?:miễn\s*phí|soạn)"
    r"|h[ủu][ỷy]\s*(?:nhận|đăng\s*ký)|soạn\s+(?:tc|từ\s*chối)",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(r"\s*[\[\(<【（「]?\s*([^\W\d_][\w&.'\-]{1,})")


def is_marked(text: str) -> bool:
    """Whether a text begins with the mark of an advertisement, `(광고)`, `(AD)` or `(QC)`."""
    return _MARK.match(text) is not None


def has_opt_out(text: str) -> bool:
    """Whether a text says how to refuse further advertising at no cost."""
    return _OPT_OUT.search(text) is not None


def opening(text: str) -> str:
    """What a text says after the mark, where the sender's name belongs: 80 characters at most."""
    mark = _MARK.match(text)
    return text[mark.end() if mark else 0 :][:80].strip()


def names_someone(text: str) -> bool:
    """Whether a marked text opens with something that can be a name.

    For senders who are not registered, whose name nobody knows: at least a word.
    """
    return _NAMED.match(opening(text)) is not None
