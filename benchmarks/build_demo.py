"""Build the demo's texts and its recorded stream; the same input gives the same bytes.

    python -m benchmarks.build_demo --data DIR     # choose the texts anew from the open sets
    python -m benchmarks.build_demo                # keep the texts, make the stream anew

DIR holds the sets named in ``streams/demo/ATTRIBUTION.md``. The stream is made from the shipped
texts alone, so that anybody can make it again.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import random
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.recording.advertisers import play_advertisers
from benchmarks.recording.characters import play_characters
from benchmarks.recording.everyday import play_everyday
from benchmarks.recording.inviters import play_inviters
from benchmarks.recording.merchants import play_merchants
from benchmarks.recording.other_abuse import play_other_abuse
from benchmarks.recording.population import Population
from benchmarks.recording.room_owners import play_room_owners
from benchmarks.recording.selection import select_texts
from benchmarks.recording.stage import Stage
from streams.demo.recording import Text, load_texts

SEED = 20240514
DEMO = Path(__file__).parent.parent / "streams" / "demo"

Line = dict[str, Any]


def compose(texts: Iterable[Text]) -> tuple[list[Line], Line]:
    """Make the recorded stream and its truth from the texts."""
    rng = random.Random(SEED)
    ham: dict[str, list[str]] = {"ko": [], "vi": [], "en": []}
    for row in texts:
        if row.label == "ham":
            ham[row.lang].append(row.text)
    stage = Stage(Population.create(rng), dict(ham), rng)
    play_everyday(stage)
    play_characters(stage)
    play_merchants(stage)
    play_advertisers(stage)
    play_inviters(stage)
    play_room_owners(stage)
    play_other_abuse(stage)
    truth = {
        "spammers": stage.spammers,
        "unverified": stage.unverified,
        "ordinary": stage.ordinary,
    }
    return stage.finish(), truth


def packed(lines: Iterable[Line]) -> bytes:
    """JSONL under gzip, without a time or a name in the header."""
    raw = "".join(json.dumps(x, ensure_ascii=False, separators=(",", ":")) + "\n" for x in lines)
    buffer = io.BytesIO()
    with gzip.GzipFile("", "wb", compresslevel=9, fileobj=buffer, mtime=0) as file:
        file.write(raw.encode())
    return buffer.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description="Build streams/demo.")
    parser.add_argument("--data", type=Path, help="folder of the open sets")
    parser.add_argument("--out", type=Path, default=DEMO, help="folder to write to")
    chosen = parser.parse_args()
    if chosen.data is not None:
        texts = [Text(**row) for row in select_texts(chosen.data, SEED)]
        (chosen.out / "texts.jsonl.gz").write_bytes(packed(map(msgspec.to_builtins, texts)))
    else:
        texts = load_texts()
    events, truth = compose(texts)
    (chosen.out / "events.jsonl.gz").write_bytes(packed(events))
    text = json.dumps(truth, ensure_ascii=False, indent=1) + "\n"
    (chosen.out / "truth.json").write_text(text, encoding="utf-8")
    counts = Counter(line["topic"] for line in events)
    print(json.dumps({"events": len(events), **counts}, indent=1))


if __name__ == "__main__":
    main()
