"""Reads the sets of labelled texts, and knows which may be learnt from."""

import gzip
import hashlib
import json
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from training.templates import identifier, short_link

FOLDS: Final = 5
HELD_BACK: Final = 0
"""The fold that is never learnt from: what the model card's figures are measured on."""


class Example(NamedTuple):
    """One text: label (1 advertising), kind ("" unknown), language, source, weight in training."""

    text: str
    label: int
    kind: str
    language: str
    source: str
    weight: float


class Source(NamedTuple):
    """A set: path under the data directory, licence, weight, share of its ham to learn from.

    `spam_weight` multiplies the weight of its advertising: real advertising is rare here.
    """

    path: str
    licence: str
    learn: bool
    weight: float = 1.0
    share: float = 1.0
    spam_weight: float = 1.0


SOURCES: Final = {
    "tweets_ko": Source("tweets_ko/tweets_ko.jsonl", "MIT", True, 30.0, 1.0, 3.2),
    "nsmc_promos_ko": Source("nsmc_promos_ko/nsmc_promos_ko.jsonl", "CC0-1.0", True, 3.4),
    "kote": Source("kote/kote.jsonl", "MIT", True, 13.6),
    "curse_ko": Source("curse_ko/curse_ko.jsonl", "MIT", True, 16.0),
    "chatbot_ko": Source("chatbot_ko/chatbot_ko.jsonl", "MIT", True, 5.8),
    "vihos_vi": Source("vihos_vi/vihos_vi.jsonl", "MIT", True, 64.0),
    "judol_id": Source("judol_id/judol_id.jsonl", "MIT", True, 11.0, 1.0, 3.5),
    "tg_spam_umputun": Source("tg_spam_umputun/tg_spam_umputun.jsonl", "MIT", True, 1.7, 1.0, 3.0),
    "sms_spam_uci": Source("sms_spam_uci/sms_spam_uci.jsonl", "CC-BY-4.0", True, 12.0, 1.0, 8.8),
    "india_sms": Source("india_sms/india_sms.jsonl", "MIT", True, 2.0),
    "youtube_spam_uci": Source(
        "youtube_spam_uci/youtube_spam_uci.jsonl", "CC-BY-4.0", True, 0.85, 1.0, 2.0
    ),
    "open2ch_ja": Source("open2ch_ja/open2ch_ja.jsonl", "Apache-2.0", True, 5.0),
    "nsmc chat log": Source("chatlog/nsmc_ko.jsonl.gz", "CC0-1.0", True, 4.8, 0.25),
    "irc_ubuntu": Source("chatlog/irc_ubuntu_en.jsonl.gz", "CC-BY-4.0", True, 6.0, 0.15),
    "irc_other": Source("chatlog/irc_other_en.jsonl.gz", "CC-BY-4.0", True, 13.0),
    "zulip_ncar": Source("chatlog/zulip_ncar_en.jsonl.gz", "Apache-2.0", True, 27.0),
    "kmhas": Source("kmhas/kmhas.jsonl", "CC-BY-SA-4.0", False),
    "koco_news": Source("koco_news/koco_news.jsonl", "CC-BY-SA-4.0", False),
    "koco_flood": Source("koco_flood/koco_flood.jsonl", "CC-BY-SA-4.0", False),
    "parakqc_ko": Source("parakqc_ko/parakqc_ko.jsonl", "CC-BY-SA-4.0", False),
    "tg_zh": Source("tg_zh/tg_zh.jsonl", "GPL-3.0", False),
}
_MISLABELLED: Final = Path(__file__).parent / "texts" / "mislabelled.txt"
_KINDS: Final = {"gambling": "gambling", "adult": "adult"}
_NOT_COMMERCIAL: Final = {("nsmc_promos_ko", "other"), ("koco_flood", "other")}


def bucket(text: str, count: int, salt: str = "") -> int:
    """A stable number below `count` for a text."""
    return (
        int.from_bytes(hashlib.blake2b((salt + text).encode("utf-8", "replace")).digest()[:4])
        % count
    )


def held_back(text: str) -> bool:
    """Whether a text is in the fold that is never learnt from."""
    return bucket(text, FOLDS) == HELD_BACK


@cache
def _mislabelled() -> frozenset[str]:
    lines = _MISLABELLED.read_text("utf-8").splitlines()
    return frozenset(line.split()[0] for line in lines if not line.startswith("#"))


def mislabelled(text: str) -> bool:
    """Whether a text says the contrary of its label, so that nothing is to be learnt from it."""
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=6)
    return digest.hexdigest() in _mislabelled()


def untokenised(text: str) -> str:
    """A tokenised tweet as people write: made-up short links and names, no blanks before signs.

    Half of the tweets stay as they are, so that neither form is what tells.
    """
    if bucket(text, 2, "tokens"):
        return text
    random_source = random.Random(bucket(text, 1 << 30))  # noqa: S311 - reproducible, no secret
    text = re.sub(r"\bURL\b", lambda _: short_link(random_source), text)
    text = re.sub(r"@user", lambda _: "@" + identifier(random_source), text)
    text = re.sub(r" +([.,!?~)\]:;%…])", r"\1", text)
    return re.sub(r"([(\[]) +", r"\1", text)


def _lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open() as file:
        yield from file


def read(directory: Path, name: str) -> Iterator[Example]:
    """Every example of a set; rows that are spam but not commercial are left out."""
    source = SOURCES[name]
    for line in _lines(directory / source.path):
        row = json.loads(line)
        category = row["category"] or ""
        if (name, category) in _NOT_COMMERCIAL:
            continue
        text = untokenised(row["text"]) if name == "tweets_ko" else row["text"]
        label = int(row["label"] == "spam")
        weight = source.weight * (source.spam_weight if label else 1.0)
        yield Example(text, label, _KINDS.get(category, ""), row["lang"], name, weight)
