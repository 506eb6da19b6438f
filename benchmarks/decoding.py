"""What decoding a chat message costs: pydantic's JSON decoding against the derived structs.

python -m benchmarks.decoding    # prints µs of CPU per event as JSON
"""

import json
import time
from collections.abc import Callable

from benchmarks.traffic import mixed_traffic
from config.events import ChatMessage
from streams.decoding import DECODERS

EVENTS = 50_000


def cost_us(decode: Callable[[bytes], object], values: list[bytes]) -> float:
    """CPU per value, the best of three passes (µs)."""
    passes = []
    for _ in range(3):
        began = time.process_time()
        for value in values:
            decode(value)
        passes.append((time.process_time() - began) / len(values) * 1e6)
    return round(min(passes), 2)


def main() -> None:
    """Measure both on the same messages."""
    traffic = mixed_traffic(EVENTS, 5_000, 1)
    values = [value for topic, _, value in traffic if topic == "chat-messages"]
    figures = {
        "pydantic": cost_us(ChatMessage.model_validate_json, values),
        "msgspec": cost_us(DECODERS["chat-messages"].decode, values),
    }
    print(json.dumps({"decoding_us_per_event": figures}))


if __name__ == "__main__":
    main()
