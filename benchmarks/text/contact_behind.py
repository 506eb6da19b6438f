"""How often an innocent text is accused once somebody puts a contact behind it.

People send one another links and numbers more often than the sets show, which are mostly comments;
so this tells how much of the low rate of false alarms is for want of contacts. It has no bar.
"""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from benchmarks.text.figures import Figure
from benchmarks.text.held_back import flagged, unseen
from training.datasets import Example
from training.templates import code, host, korean_phone, short_link, vietnamese_phone

HAM: Final = {"ko": ("kote", "curse_ko", "chatbot_ko", "tweets_ko"), "vi": ("vihos_vi",)}
_SEED: Final = 7
_PHONES: Final = {"ko": korean_phone, "vi": vietnamese_phone}
_TOPS: Final = ("com", "net", "kr", "xyz")


def _site(random_source: random.Random) -> str:
    return f"https://{host(random_source)}.{random_source.choice(_TOPS)}"


def _blog(random_source: random.Random) -> str:
    return f"https://blog.naver.com/{host(random_source)}/{code(random_source)}"


def _open_chat(random_source: random.Random) -> str:
    return f"https://open.kakao.com/o/{code(random_source)}"


def _video(random_source: random.Random) -> str:
    return f"https://youtu.be/{code(random_source)}"


_LINKS: Final[dict[str, Callable[[random.Random], str]]] = {
    "an unknown site": _site,
    "a short link": short_link,
    "a blog": _blog,
    "an open chat": _open_chat,
    "a video": _video,
}


def figures(data: Path) -> Iterator[Figure]:
    """The share accused, by language and by what is put behind."""
    for language, names in HAM.items():
        ham = [example for name in names for example in unseen(data, name) if not example.label]
        for named, make in {**_LINKS, "a phone number": _PHONES[language]}.items():
            share, cases = flagged(_with(ham, make))
            yield Figure(
                f"ham with {named} behind it: {language}", share, "share", None, True, cases
            )


def _with(ham: list[Example], make: Callable[[random.Random], str]) -> list[Example]:
    random_source = random.Random(_SEED)
    return [item._replace(text=f"{item.text} {make(random_source)}") for item in ham]
