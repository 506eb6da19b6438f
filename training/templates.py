"""Fills templates: `{slot}` is replaced by one of the slot's alternatives, which may hold slots."""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from training.site_names import site

Slots = Mapping[str, Sequence[str]]

_SLOT: Final = re.compile(r"\{(\w+)\}")
_HOST: Final = re.compile(r"\bexample(?=\.)")
_SYLLABLES: Final = [
    "ba",
    "be",
    "bo",
    "ka",
    "ki",
    "ko",
    "la",
    "lu",
    "ma",
    "mi",
    "mo",
    "na",
    "no",
    "pa",
    "po",
    "ra",
    "ri",
    "sa",
    "so",
    "ta",
    "to",
    "va",
    "vi",
    "za",
    "zo",
]


def identifier(random_source: random.Random) -> str:
    """A messenger id such as people make up."""
    name = "".join(random_source.choices(_SYLLABLES, k=random_source.randint(2, 3)))
    tail = random_source.choice(["", "_", "."]) + str(random_source.randint(1, 9999))
    return name + tail if random_source.random() < 0.85 else name


def host(random_source: random.Random) -> str:
    """A made-up name of a web host, without its top domain."""
    return "".join(random_source.choices(_SYLLABLES, k=random_source.randint(2, 4)))


_PAGES: Final = (
    "https://www.youtube.com/watch?v={tail}k_w8",
    "https://youtu.be/{tail}Q-3x",
    "https://youtu.be/{tail}Q-3x?si={tail}",
    "https://n.news.naver.com/article/{nnn}/000{n}{nnnn}{nn}",
    "https://v.daum.net/v/202{n}{nnnn}{nnnn}{nnnnn}",
    "https://www.yna.co.kr/view/AKR202{n}{nnnn}{nnnn}{nnnn}",
    "https://map.naver.com/p/entry/place/{nnnnn}{nnnnn}",
    "https://map.kakao.com/?itemId={nnnn}{nnnn}",
    "https://maps.google.com/?q={nn}.{nnnn},{nnn}.{nnnn}",
    "https://www.coupang.com/vp/products/{nnnnn}{nnnn}",
    "https://namu.wiki/w/{tail}",
    "https://ko.wikipedia.org/wiki/{tail}",
    "https://en.wikipedia.org/wiki/{tail}",
    "https://www.instagram.com/p/C{tail}/",
    "https://x.com/i/status/1{nnnn}{nnnnn}{nnnnn}{nnnn}",
    "https://www.facebook.com/share/p/{tail}/",
    "https://www.facebook.com/watch/?v={nnnnn}{nnnnn}",
    "https://vnexpress.net/{tail}-{nnnn}{nnn}.html",
    "https://tuoitre.vn/{tail}-202{n}{nnnn}{nnnn}.htm",
    "https://shopee.vn/product/{nnnn}{nnnn}/{nnnnn}{nnnn}",
    "https://www.tiktok.com/video/7{nnnnn}{nnnnn}{nnnn}{nnnn}",
    "https://github.com/search?q={tail}",
    "https://stackoverflow.com/questions/{nnnn}{nnnn}",
    "https://www.reddit.com/comments/1{tail}",
    "https://www.bbc.com/news/articles/c{tail}",
    "https://imgur.com/{tail}",
    "https://www.netflix.com/title/8{nnnn}{nnn}",
    "https://www.melon.com/song/detail.htm?songId={nnnn}{nnnn}",
    "https://www.dcinside.com/board/view/?no={nnnnn}",
    "naver.com",
    "youtube.com",
)
"""Pages of sites that everybody links to."""


def page(random_source: random.Random) -> str:
    """A link to a page that is not its sender's: a video, an article, a map, a shop's goods."""
    written = fill(random_source.choice(_PAGES), {}, random_source)
    return written if random_source.random() < 0.8 else written.removeprefix("https://")


def shared_link(random_source: random.Random) -> str:
    """A link as people share one with others, mostly to a page that everybody knows."""
    return page(random_source) if random_source.random() < 0.6 else link(random_source)


def short_link(random_source: random.Random) -> str:
    """A shortened link, which does not say where it leads."""
    host = random_source.choice(["bit.ly", "t.co", "me2.do", "goo.gl", "tinyurl.com", "j.mp"])
    return random_source.choice(["http://", "https://", ""]) + f"{host}/{_tail(random_source)}"


def _tail(random_source: random.Random) -> str:
    return "".join(random_source.choices("abcdefghkmnpqrstuvwxyzABCDEFGHKLM23456789", k=7))


def link(random_source: random.Random) -> str:
    """A web link of a common form."""
    name = host(random_source)
    top = random_source.choice(
        ["com", "net", "kr", "co.kr", "xyz", "shop", "vip", "site", "me", "example"]
    )
    tail = _tail(random_source)
    return random_source.choice(
        [
            f"https://{name}.{top}",
            f"http://www.{name}.{top}/{tail}",
            f"{name}.{top}",
            f"www.{name}.{top}",
            f"https://bit.ly/{tail}",
            f"bit.ly/{tail}",
            f"https://{name}.{top}/event/{tail}",
            f"https://me2.do/{tail}",
            f"https://naver.me/{tail}",
            f"https://blog.naver.com/{name}/{tail}",
            f"https://cafe.naver.com/{name}",
            page(random_source),
        ]
    )


def digits(random_source: random.Random, count: int) -> str:
    """So many random digits."""
    return "".join(random_source.choices("0123456789", k=count))


def korean_phone(random_source: random.Random) -> str:
    """A Korean mobile number in one of the ways people write it."""
    gap = random_source.choice(["-", "-", ".", " ", ""])
    middle = str(random_source.randint(2, 9)) + digits(random_source, 3)
    return gap.join(["010", middle, digits(random_source, 4)])


def vietnamese_phone(random_source: random.Random) -> str:
    """A Vietnamese mobile number in one of the ways people write it."""
    head = random_source.choice(["09", "08", "03", "07", "05"]) + digits(random_source, 2)
    gap = random_source.choice(["", " ", ".", ""])
    return f"{head}{gap}{digits(random_source, 3)}{gap}{digits(random_source, 3)}"


def _number(count: int) -> Callable[[random.Random], str]:
    def make(random_source: random.Random) -> str:
        return str(random_source.randint(1, 9)) + digits(random_source, count - 1)

    return make


def code(random_source: random.Random) -> str:
    """Six letters and digits, as in invitation links and referral codes."""
    return "".join(random_source.choices("abcdefghjkmnpqrstuvwxyz23456789", k=6))


_MADE: Final[dict[str, Callable[[random.Random], str]]] = {
    "id": identifier,
    "link": link,
    "shared": shared_link,
    "tail": _tail,
    "phone": korean_phone,
    "vnphone": vietnamese_phone,
    "code": code,
    "site": site,
    **{"n" * count: _number(count) for count in range(1, 6)},
}


def fill(template: str, slots: Slots, random_source: random.Random) -> str:
    """Fill a template until no slot is left.

    Templates write `example` for the host of an innocent link; it becomes a made-up name, so that
    the word is no mark of innocence.
    """

    def replace(match: re.Match[str]) -> str:
        make = _MADE.get(match[1])
        return make(random_source) if make else random_source.choice(slots[match[1]])

    while _SLOT.search(template):
        template = _SLOT.sub(replace, template)
    return _HOST.sub(lambda _: host(random_source), template)
