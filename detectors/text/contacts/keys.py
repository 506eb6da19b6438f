"""One short key for an account, however a text names it, so that campaigns are joined by it.

`t.me/name`, `텔레 @name` and `telegram: name` are `telegram:name`; `zalo 0912 345 678` and
`zalo.me/0912345678` are `phone:+84912345678`; a link of a host that one owner has is `link:host`,
whatever path or query this copy has, and one of a host that many share is `link:host/path`. A link
that many share innocently (a video, a map, the front page of a portal) has no key.
"""

import re
from typing import Final

from detectors.text.contacts.hosts import (
    SECOND_LEVELS,
    SHARED_BY_NAME,
    SHARED_BY_PATH,
    WELL_KNOWN,
)

_LONGEST: Final = 64
_SEGMENTS: Final = 3
_NAME: Final = r"(?P<name>[\w.\-]{2,40})"
_ACCOUNTS: Final = tuple(
    (hosts.split(), re.compile(path), key)
    for hosts, path, key in (
        ("t.me", r"/(?:joinchat/|\+)(?P<name>[\w-]+)", "telegram:+{}"),
        (
            "t.me",
            rf"/(?:s/)?(?!(?:s|c|share|proxy|addstickers|addlist|iv)\b){_NAME}",
            "telegram:{}",
        ),
        ("open.kakao.com", r"/(?:o/)(?P<name>\w+)", "kakaotalk:o/{}"),
        ("open.kakao.com", rf"/me/{_NAME}", "kakaotalk:me/{}"),
        ("pf.kakao.com", r"/(?P<name>_\w+)", "kakaotalk:pf/{}"),
        ("line.me", r"/(?:r/)?ti/p/[~@]?(?P<name>[\w.%@~\-]+)", "line:{}"),
        ("zalo.me", r"/g/(?P<name>\w+)", "zalo:g/{}"),
        ("zalo.me", r"/(?:0|84)(?P<name>[0-9]{9})\b", "phone:+84{}"),
        ("zalo.me", rf"/{_NAME}", "zalo:{}"),
        ("wa.me", r"/\+?(?P<name>[1-9][0-9]{7,14})\b", "phone:+{}"),
        ("whatsapp.com", r"/send/?\?(?:.*&)?phone=\+?(?P<name>[1-9][0-9]{7,14})\b", "phone:+{}"),
        ("chat.whatsapp.com", r"/(?P<name>\w{15,})", "whatsapp:{}"),
        ("discord.gg", r"/(?P<name>[\w-]+)", "discord:{}"),
        ("discord.com discordapp.com", r"/invite/(?P<name>[\w-]+)", "discord:{}"),
        (
            "instagram.com",
            rf"/(?!(?:p|reel|reels|tv|explore|stories|accounts)\b){_NAME}",
            "instagram:{}",
        ),
        ("tiktok.com", rf"/@{_NAME}", "tiktok:{}"),
        ("youtube.com", rf"/(?:@|c/|user/|channel/){_NAME}", "youtube:{}"),
        (
            "twitter.com x.com",
            rf"/(?!(?:i|home|search|share|intent|hashtag|explore)\b){_NAME}",
            "twitter:{}",
        ),
        ("m.me", rf"/{_NAME}", "facebook:{}"),
        (
            "facebook.com fb.com",
            r"/(?:groups/|profile\.php\?id=)?(?!(?:watch|share|sharer|sharer\.php|groups|events|reel"
            rf"|photo|photo\.php|story\.php|permalink\.php|login|marketplace|help|hashtag)\b){_NAME}",
            "facebook:{}",
        ),
    )
)
"""Hosts, the path that names an account there, and its key."""
_CASED: Final = (
    "telegram:+",
    "kakaotalk:",
    "zalo:g/",
    "discord:",
    "whatsapp:",
    "youtube:",
    "link:",
)
"""Keys whose names are codes in which capitals count."""


def campaign_key(kind: str, value: str) -> str | None:
    """The key of a contact by its kind and canonical value, or None if it names nobody."""
    if kind == "link":
        return _link_key(value)
    if kind == "messenger":
        service, _, name = value.rpartition(":")
        if name.startswith("+"):
            return f"phone:{name}"
        return f"{service or 'telegram'}:{name.removeprefix('@')}".lower()[:_LONGEST]
    return f"{kind}:{value}"[:_LONGEST]


def _link_key(value: str) -> str | None:
    split = re.match(r"[^/?#]*", value)
    host = re.sub(r":[0-9]+$", "", split[0]) if split else ""
    path = value[split.end() :] if split else ""
    key = _account_key(_without_mobile(host), path)
    if key:
        return key if key.startswith(_CASED) else key.lower()
    return _owner_key(host, path)


def _without_mobile(host: str) -> str:
    return re.sub(r"^(?:m|mobile|www|web|api)\.(?=\w+\.\w)", "", host)


def _account_key(host: str, path: str) -> str | None:
    for hosts, pattern, key in _ACCOUNTS:
        if host in hosts:
            match = pattern.match(path)
            if match:
                return key.format(match["name"])[:_LONGEST]
    return None


def _owner_key(host: str, path: str) -> str | None:
    """`link:` and the host's registered name, with what says whose it is on a shared host."""
    owner = _registered(host)
    for shared in (host, _without_mobile(host), owner):
        if shared in SHARED_BY_PATH:
            segments = re.split("[?#]", path)[0].strip("/").split("/")[:_SEGMENTS]
            return f"link:{shared}/{'/'.join(segments)}"[:_LONGEST] if segments[0] else None
    if owner in SHARED_BY_NAME:
        return f"link:{host}"[:_LONGEST] if host != owner else None
    parts = host.split(".")
    ends = {".".join(parts[at:]) for at in range(len(parts))}
    return None if ends & WELL_KNOWN else f"link:{owner}"[:_LONGEST]


def _registered(host: str) -> str:
    """The part of a host that its owner registered: win77.com of a1.win77.com."""
    labels = host.split(".")
    if all(label.isdigit() for label in labels):
        return host
    count = 3 if len(labels) > 2 and labels[-2] in SECOND_LEVELS and len(labels[-1]) == 2 else 2
    return ".".join(labels[-count:])
