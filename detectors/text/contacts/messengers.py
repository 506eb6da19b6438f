"""Messenger ids in the plain view: a service's name, however spelled, and the id behind it.

An id is believed if it is marked as one (an @, a colon or arrow, the word id) or looks like one (a
digit or underscore in it). After a Latin name, which is also a word (line, signal, insta), it must
look like one, or have an @.
"""

import re
from collections.abc import Iterator
from typing import Final

_S: Final = r"[\s.*_~\-♡♥☆★❤·ㆍ]{0,2}"


_MIMICS: Final = {
    "a": "[a4@áàâ]",
    "e": "[e3êéè€]",
    "i": "[i1l!|]",
    "l": "[l1i|]",
    "o": "[o0ôóò]",
    "s": "[s5$]",
    "t": "[t7+]",
}
"""What stands for a Latin letter in the names of messengers, beside the letter."""


def _loose(word: str) -> str:
    """A pattern for a word with up to two signs or blanks between its letters, or look-alikes."""
    return _S.join(_MIMICS.get(letter, letter) for letter in word)


_LABEL: Final = r"아이디|아뒤|아디|id(?![a-z])"
_ID_FOLLOWS: Final = (
    r"\s?[@:→]|\s?(?:문의|예약|상담|연락|추가|주세요|아이디|으로|로)?\s?@?[a-z][a-z_.]*[0-9]"
)
"""What tells the short name of a messenger from the same letters elsewhere: 텔 gold77, 텔 가자."""
_SERVICES: Final = (
    (
        "kakaotalk",
        rf"[카까가]{_S}[카까가타]{_S}오{_S}[톡통똑툭]|ㅋ ?ㅏ ?(?:톡|카 ?오)"
        rf"|[카까깨]{_S}[톡통똑툭]|카타?오[톡타]옥?|카{_S}카{_S}오|카카요톡|[ㅋk]a?톡|ㅋㅌ|ㅋㅋㅇㅌ"
        r"|갠톡|오픈톡|옾톡"
        r"|(?:(?<![가-힣])|(?<=상담)|(?<=예약)|(?<=문의))톡"
        rf"(?=\s?(?:{_LABEL}|추가|친추|:|[a-z]{{2,}}[0-9]{{2}}))"
        rf"|{_loose('kakao')}(?:{_S}{_loose('talk')})?|katalk|kkt",
    ),
    (
        "telegram",
        rf"[텔탤테]{_S}[레래리]{_S}그{_S}[램렘럼]|[텔탤]{_S}그{_S}[램렘럼]|[텔탤][레래리]그?|텔렉|t그램"
        r"|텔ㄹ?그[램렘]?(?:ㄹ[ㅐh]?ㅁ?)?"
        rf"|(?<![가-힣])[텔탤](?:ㄹ[ㅔㅐh]?)?(?={_ID_FOLLOWS})"
        rf"|(?<![가-힣ㄱ-ㅎ])ㅌ ?ㄹ(?: ?ㄱ ?ㄹ)?(?={_ID_FOLLOWS})"
        rf"|{_loose('telegram')}|telly ?gram|t[e3]legr@?m|{_loose('tele')}|t\.?ele|tlg|tg"
        r"|纸飞机|飞机|飛機|电报|電報",
    ),
    ("line", rf"라{_S}인|line"),
    (
        "wechat",
        rf"위{_S}[챗쳇첵]|웨이신|{_loose('wechat')}|weixin|vx|wx|[微薇溦徽徵威維维葳v][信芯]号?|加\s?[v微薇威]信?",
    ),
    ("zalo", rf"{_loose('zalo')}|j[a4]l[o0ô]|zlo|잘로"),
    ("whatsapp", rf"왓츠앱|와츠앱|왓챕|{_loose('whatsapp')}|wh?ats?\s?app?|w/a|wa"),
    (
        "instagram",
        rf"인{_S}스{_S}타(?:{_S}그{_S}램)?|인별(?:그램)?|{_loose('instagram')}|{_loose('insta')}|ig",
    ),
    ("signal", rf"시그널|{_loose('signal')}"),
    ("snapchat", rf"스냅챗|{_loose('snapchat')}|{_loose('snap')}"),
    ("discord", rf"디{_S}스{_S}코{_S}드|디{_S}코|ㄷㅋ(?={_ID_FOLLOWS})|{_loose('discord')}"),
    ("wickr", rf"위{_S}커|{_loose('wickr')}"),
    ("skype", r"스카이프|skype"),
    ("viber", rf"바이버|{_loose('viber')}"),
)
_UNCERTAIN: Final = frozenset(["line", "signal", "whatsapp"])
"""Services whose Latin names are words, or are rather followed by a number."""
_MARK: Final = (
    rf"(?:\s?(?:아{_S}이{_S}디|으로만?|로만?|은|는|아뒤|아디|친추|문의|상담|추가|연락|주소|채널|계정|플친|디엠"
    r"|예약|검색|신청|등록|톡|주세요|주십시오"
    r"|(?:dm|id|nick|ib|là|mình|em|me|us|on|at|is|it'?s|add|account|username|user|handle|only|của)(?![a-z])))"
)
_WORD_END: Final = r"(?:(?<![a-z])|(?![a-z]))"
_SIGN: Final = r"[^\w\s@.,;!?\"'<>{}/\\|&#%$*+^~`)\]…]"
_ARROW: Final = rf" ?(?:[-=]>|{_SIGN}{{1,4}}) ?"
_STOP: Final = r"[ \t]?[.,/|\"'~ㅡ*+)]{1,2}[ \t]?"
"""What also ends a phrase, so that an id behind it has to be a very telling one."""
_UNDERSCORE: Final = " ?_ ?|언더바|언더스코어| underscore | gạch dưới "
_AT: Final = "(?:@|골뱅이) ?"
_ID: Final = (
    rf"(?:{_AT})?(?P<id>[a-z](?:[a-z0-9.\-]|{_UNDERSCORE}){{1,31}}"
    r"(?:[공영빵일이삼사오육칠팔구]{2,6})?)(?![a-z0-9@]|://)"
)
_IDS: Final = tuple(
    (
        service,
        re.compile(
            rf"(?<![a-z온@_/.])(?P<service>{names}){_WORD_END}(?P<stop>{_STOP})?{_MARK}{{0,3}}"
            rf"(?P<mark>{_ARROW}|[ \t]*){_ID}"
        ),
    )
    for service, names in _SERVICES
)
_ONLY_BEFORE_PHONES: Final = {
    "zalo": rf"{_loose('zalo')}|j[a4]l[o0ô]|zlo|잘로|zl|da ?l[oô]",
    "line": "라인|(?<!hot )(?<!land )line(?= id)",
}
_BEFORE_PHONE: Final = tuple(
    (
        service,
        re.compile(
            rf"(?<![a-z온@_])(?:{_ONLY_BEFORE_PHONES.get(service, names)})"
            rf"(?:{_MARK}|[\s:=/.→>☞▶👉-]|(?:số|sđt|sdt|đt|là|này|em|e|anh|chị|mình|is|no|number|me|plz|pls|please|only|at|on|번호)"
            rf"(?![a-z])){{0,8}}\(?\+?$"
        ),
    )
    for service, names in _SERVICES
    if service not in {"instagram", "snapchat", "skype"}
)
_NAMED: Final = re.compile("|".join(names for _, names in _SERVICES))
_HANDLE: Final = re.compile(
    r"(?:문의|상담|연락|디엠"
    r"|(?<![a-z])(?:contact|dm|inbox|liên hệ|nhắn|ib|admin|text|msg|message|write))"
    r"(?:\s?(?:me|us|to|은|는|주세요|tin))?[\s:=→>☞▶▷➡.-]{0,4}"
    rf"{_AT}(?P<id>[a-z][a-z0-9_]{{4,31}})(?![a-z0-9_@.])"
)
_HANDLE_FIRST: Final = re.compile(
    r"(?<![a-z0-9.@])(?P<id>@[a-z][a-z0-9_]{4,31})\s?\(?(?:텔레|텔그|telegram|tele(?![a-z]))"
)
_LABELLED: Final = re.compile(
    rf"(?<![a-z가-힣])(?:{_LABEL})(?:는|은)?[\s:=→>☞-]{{0,3}}(?P<id>[a-z][a-z0-9_.-]{{3,31}})"
    r"\s?(?:으로|로)?\s?(?:추가|친추|연락|문의|톡|검색)"
)
_SPOKEN_DIGITS: Final = str.maketrans("공영빵일이삼사오육칠팔구", "000123456789")
_NOT_HANDLES: Final = frozenset(["everyone", "channel", "admin", "gmail", "naver", "group"])
_IDENTIFIED: Final = re.compile(r"[0-9_]")
_VERY_IDENTIFIED: Final = re.compile(r"_|[a-z]{2,}[0-9]{2,}$|[a-z0-9]+\.[a-z]*[0-9]+")
_NOT_AN_ID: Final = re.compile(
    r"(?:i?phone|ios|android|windows|win|galaxy|pc|ver|version|mac|lte|wifi|mp|core|api|web|bot|python)[0-9._-]*[a-z]?"
    r"|https?|open|channel|message|account|group|chat|users?|bot|support|help|client|server|android"
    r"|desktop|number|links?|code|room|talk|messenger|kakao|telegram|story|reels|friends|store|update"
    r"|v[0-9][a-z0-9._]*|sig[a-z]+[0-9]*|film|install|packages|mobility|group|business|official|login|download"
)
_LABELS_AN_ID: Final = re.compile("아이디|아뒤|아디|(?<![a-z])id(?![a-z])")


def _believed(match: re.Match[str], service: str, name: str) -> bool:
    written = match[0]
    if match["stop"] and not _LABELS_AN_ID.search(written):
        return service not in _UNCERTAIN and bool(_VERY_IDENTIFIED.search(name))
    at = "@" in written or "골뱅이" in written
    labelled = bool(_LABELS_AN_ID.search(written[: match.start("id") - match.start()]))
    marked = bool(match["mark"].strip(" -(" if service == "line" else " -")) or labelled
    telling = bool(_IDENTIFIED.search(name))
    if not match["service"][0].isascii():
        return at or telling or marked
    sure = service not in _UNCERTAIN and bool(_VERY_IDENTIFIED.search(name))
    return at or (telling and (marked or "-" in match["mark"] or sure))


def _canonical(written: str) -> str:
    """An id as it is on its service: without @, with digits and underscores as such."""
    name = re.sub(_UNDERSCORE, "_", written).strip("@ .-")
    return name.translate(_SPOKEN_DIGITS)


def _ids_of_services(plain: str) -> Iterator[tuple[str, int, int]]:
    """Ids behind the name of a service."""
    for service, pattern in _IDS:
        for match in pattern.finditer(plain):
            name = _canonical(match["id"])
            if len(name) < 4 or _NOT_AN_ID.fullmatch(name):
                continue
            if _believed(match, service, name):
                yield f"{service}:{name}", match.start(), match.end()


def _handles(plain: str) -> Iterator[tuple[str, int, int]]:
    """Ids with an @ that stand before a service's name, or behind words that ask to write."""
    for match in _HANDLE_FIRST.finditer(plain):
        yield f"telegram:{match['id'][1:]}", match.start(), match.end()
    for match in _HANDLE.finditer(plain):
        if match["id"] not in _NOT_HANDLES:
            yield f"@{match['id']}", match.start(), match.end()


def messenger_ids(plain: str, *, named: bool = True) -> Iterator[tuple[str, int, int]]:
    """Ids as `service:id`, or `@id` where no service is named, with their places.

    Args:
        plain: the plain view.
        named: whether a service may be named; if not, that is not looked for.
    """
    found = list(_ids_of_services(plain)) if named and _NAMED.search(plain) else []
    yield from found
    ends = {end for _, _, end in found}
    unnamed = [(f"@{match['id']}", *match.span("id")) for match in _LABELLED.finditer(plain)]
    if "@" in plain or "골뱅이" in plain:
        unnamed += _handles(plain)
    yield from (contact for contact in unnamed if contact[2] not in ends)


def service_before(plain: str, start: int) -> tuple[str, int] | None:
    """The service that a phone number at `start` is given for, and where its name begins."""
    before = plain[max(0, start - 32) : start]
    for service, pattern in _BEFORE_PHONE:
        match = pattern.search(before)
        if match:
            return service, start - len(before) + match.start()
    return None
