"""CPU per event of one rule's conditions: compiled from YAML, and as a CEL expression.

`python -m benchmarks.conditions` prints medians of several passes as JSON. The CEL libraries are no
dependencies: `pip install cel-python common-expression-language` where this runs to measure them.
`docs/decisions/0006-conditions-are-yaml-not-expressions.md` tells what came out.
"""

import json
import random
import statistics
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import version
from typing import Any

from config.conditions import read_condition
from config.events import BoardPost
from detectors.batch import EventBatch
from detectors.filtering import Filter, feature_value
from detectors.text import load_model
from streams.demo.recording import load_events

EVENTS = 4_000
BATCH = 500
PASSES = 7
TOPIC = "board-posts"
WHEN: dict[str, Any] = {
    "commercial": {"at_least": 0.8},
    "letters": {"at_least": 10},
    "kind": "comment",
    "own_space": False,
    "contact": True,
}
CEL = (
    '(commercial >= 0.8 && letters >= 10) && ((kind == "comment" && own_space == false) && contact)'
)

Pass = Callable[[], int]


def batches() -> list[EventBatch]:
    """Board posts with the demo's texts, their features worked out."""
    chance, model = random.Random(1), load_model()
    texts = [value["text"] for _, value in load_events() if "text" in value]
    posts = [_post(number, chance, texts) for number in range(EVENTS)]
    made = [EventBatch(TOPIC, posts[at : at + BATCH], model) for at in range(0, EVENTS, BATCH)]
    for batch in made:
        assert len(batch.features.scores) == len(batch.commercial)
    return made


def _post(number: int, chance: random.Random, texts: Sequence[str]) -> BoardPost:
    owner = f"owner-{chance.randrange(60)}"
    return BoardPost(
        event_id=f"e{number}",
        occurred_at_ms=number,
        author_id=owner if chance.random() < 0.3 else f"author-{chance.randrange(400)}",
        space_id="space",
        space_owner_id=owner,
        text=chance.choice(texts),
        kind=chance.choice(["post", "comment"]),
    )


def compiled(made: Sequence[EventBatch]) -> Pass:
    """The worker's own way."""
    rows = Filter([read_condition(name, one, [TOPIC]) for name, one in WHEN.items()]).rows
    return lambda: sum(len(rows(batch)) for batch in made)


def interpreted_cel(values: Sequence[dict[str, Any]], runner: str) -> Pass:
    """cel-python, which wants its own types, by its interpreter or its compiled runner."""
    celpy = import_module("celpy")
    types = celpy.celtypes
    own = {float: types.DoubleType, bool: types.BoolType, int: types.IntType, str: types.StringType}
    environment = celpy.Environment(runner_class=getattr(celpy, runner))
    evaluate = environment.program(environment.compile(CEL)).evaluate
    return lambda: sum(
        bool(evaluate({name: own[type(one)](one) for name, one in value.items()}))
        for value in values
    )


def native_cel(values: Sequence[dict[str, Any]]) -> Pass:
    """common-expression-language, which is written in Rust."""
    execute = import_module("cel").compile(CEL).execute
    return lambda: sum(bool(execute(value)) for value in values)


def measured(run: Pass, times: int = 1) -> dict[str, float]:
    """Microseconds of CPU per event, and how many events fit."""
    matches = run()
    passes = []
    for _ in range(PASSES):
        began = time.process_time()
        for _ in range(times):
            run()
        passes.append((time.process_time() - began) / times / EVENTS * 1e6)
    median, least, most = statistics.median(passes), min(passes), max(passes)
    return {"median": median, "least": least, "most": most, "matches": matches}


def main() -> None:
    made = batches()
    values = [
        {name: feature_value(batch, row, name) for name in WHEN}
        for batch in made
        for row in range(len(batch.events))
    ]
    ways: dict[str, Callable[[], Pass]] = {
        "cel-python, compiled": lambda: interpreted_cel(values, "CompiledRunner"),
        "cel-python": lambda: interpreted_cel(values, "InterpretedRunner"),
        "common-expression-language": lambda: native_cel(values),
    }
    results: dict[str, Any] = {"haechi": measured(compiled(made), times=20)}
    for name, way in ways.items():
        try:
            run = way()
        except ImportError:
            continue
        results[f"{name} {version(name.partition(',')[0])}"] = measured(run)
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
