"""The patterns by which contacts are found in the plain view (lower case, look-alikes undone)."""

import re
from typing import Final

_GAP: Final = r"[\s.\-_~*/()·,:|♡♥★☆]{0,3}"
_DIGIT: Final = r"[0-9oㅇ○〇공영빵일이삼사오육륙칠팔구lㅣ]"
_ZERO: Final = r"[0oㅇ○〇공영빵]"
_ONE: Final = r"[1일lㅣi]"

DIGITS_READ_AS: Final = str.maketrans(
    "oㅇ○〇공영빵일이삼사오육륙칠팔구lㅣi", "00000001234566789111"
)

KOREAN_MOBILE: Final = re.compile(
    rf"(?<![0-9a-z+])(?:\+?82{_GAP})?{_ZERO}{_GAP}{_ONE}{_GAP}[0oㅇ○〇공영16789]"
    rf"(?:{_GAP}{_DIGIT}){{7,8}}(?![0-9])"
)
KOREAN_ABROAD: Final = re.compile(r"(?<![0-9])\+?82[\s.-]{0,2}10(?:[\s.-]{0,2}[0-9]){8}(?![0-9])")
KOREAN_LANDLINE: Final = re.compile(
    r"(?<![0-9.\-])\(?0(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|80|50[0-9]?)"
    r"(?:\)[\s-]?|[\s.-])[0-9]{3,4}[\s.-][0-9]{4}(?![0-9])"
)
KOREAN_SERVICE: Final = re.compile(
    r"(?<![0-9.\-])(1(?:522|533|544|551|566|577|588|599|600|644|660|661|666|668|670|688|800|811|833"
    r"|855|877|899))([\s.-])([0-9]{4})(?![0-9\-])"
)
VIETNAMESE: Final = re.compile(
    r"(?<![0-9.+])(?:\+?84|0)[\s.-]?[35789](?:[\s.-]{0,2}[0-9]){8}(?![0-9])"
)
ABROAD: Final = re.compile(r"(?<![0-9])\+[1-9](?:[\s().-]{0,2}[0-9]){8,13}(?![0-9])")
NATIONAL: Final = re.compile(r"(?<![0-9.+a-z/_\-=&])0[0-9]{9,10}(?![0-9.\-a-z])")

PHONE_LIKE: Final = re.compile(
    r"[0-9oㅇ공](?:[^0-9]{0,4}[0-9]){6}|[공영빵][일이삼사오육칠팔구]\s?[공영빵]"
)
"""What every text with a phone number has, and few others."""

EMAIL: Final = re.compile(r"[a-z0-9._%+-]{2,40}@[a-z0-9-]{2,40}(?:\.[a-z0-9-]{2,20}){1,3}")

_TAIL: Final = r"(?:[/?#][^\s<>\"'가-힣ㄱ-ㅎ]*)?"
_TOP: Final = (
    r"com|net|org|co\.kr|or\.kr|ne\.kr|go\.kr|pe\.kr|kr|com\.vn|vn|co\.uk|co\.id|xyz|top|club|site|online"
    r"|shop|store|info|biz|tv|cc|gg|link|vip|live|fun|win|bet|casino|icu|asia|app|mobi|me|ly|gle|ee"
)
SCHEME: Final = re.compile(
    r"(?<![a-z])h[tx*]{2}ps?\s?[:;.]\s?/{1,2}\s?[^\s<>\"'/][^\s<>\"'가-힣ㄱ-ㅎ]*"
)
BARE_LINK: Final = re.compile(
    rf"(?<![a-z0-9@._/\-:])(?:www\.)?(?:[a-z0-9가-힣][a-z0-9가-힣-]{{0,40}}\.){{1,3}}(?:{_TOP})"
    rf"(?![a-z0-9._-]*[a-z0-9(_@]){_TAIL}"
)
INVITE_LINK: Final = re.compile(
    r"(?<![a-z0-9.])(?:t\s?\.\s?me|telegram\s?\.\s?me|open\s?\.\s?kakao\s?\.\s?com|pf\s?\.\s?kakao"
    r"\s?\.\s?com|zalo\s?\.\s?me|line\s?\.\s?me|lin\s?\.\s?ee|wa\s?\.\s?me|bit\s?\.\s?ly|discord\s?\.\s?gg"
    r"|chat\.whatsapp\.com|tinyurl\.com|goo\.gl|han\.gl|me2\.do|vo\.la|url\.kr|c11\.kr|cutt\.ly|is\.gd"
    r"|t\.co|m\.me|fb\.me|vvd\.bz|muz\.so|ouo\.io|s\.id|naver\.me|kko\.to)\s?/\s?[^\s<>\"'가-힣ㄱ-ㅎ]+"
)
SPOKEN_LINK: Final = re.compile(
    r"(?<![a-z0-9])([a-z0-9-]{2,30}|[가-힣a-z0-9]{2,12}(?=\s?(?:쩜|\(점\)|\[점\])))\s?"
    r"(?:쩜|닷|점|\(점\)|\[점\]|\(dot\)|\[dot\]|\sdot\s)\s?"
    r"(컴|com|넷|net|케이알|kr|씨씨|cc|미|me|티비|tv|xyz|탑|top|비즈)(?![a-z가-힣])"
)
SPACED_LINK: Final = re.compile(
    r"(?<![a-z0-9.])([a-z0-9-]{3,30})(?:\s\.\s?|\.\s|\s?\*\s?|\s?,\s?)(com|net|kr|xyz|cc|top|vip)(?![a-z0-9])"
)
SPOKEN_TOPS: Final = {
    "컴": "com",
    "넷": "net",
    "케이알": "kr",
    "씨씨": "cc",
    "미": "me",
    "티비": "tv",
    "탑": "top",
    "비즈": "biz",
}

_SERVICES: Final = (
    ("kakaotalk", r"카카오톡|카톡|까톡|깨톡|카카오|ㅋㅌ|k톡|kakao ?talk|kakao|katalk|갠톡|오픈톡"),
    ("telegram", r"텔레그램|텔레|텔그|텔|telegram|tele|tg"),
    ("line", r"라인|line"),
    ("wechat", r"위챗|웨이신|wechat|weixin|vx"),
    ("zalo", r"za ?lo|잘로"),
    ("whatsapp", r"왓츠앱|와츠앱|왓챕|whatsapp|whats app|wa"),
    ("instagram", r"인스타그램|인스타|insta|instagram"),
)
_MARK: Final = r"(?:\s?(?:아이디|id|친추|문의|상담|추가|연락|주소|채널|nick|ib))"
_ARROW: Final = r"\s?[:=→>☞▶►➡-]+\s?"
_ID: Final = r"(@?[a-z][a-z0-9_.\-]{3,24})(?![a-z0-9@]|://)"
MESSENGER_IDS: Final = tuple(
    (
        service,
        re.compile(rf"(?<![a-z온])(?:{names}){_MARK}{{0,3}}(?P<mark>{_ARROW}|\s?)@?{_ID}"),
    )
    for service, names in _SERVICES
)
MESSENGER_NAMED: Final = re.compile(
    "|".join(names for _, names in _SERVICES)
    + "|문의|상담|연락|디엠|contact|dm|inbox|liên|admin|id|viber"
)
MESSENGER_PHONE: Final = re.compile(
    r"(?<![a-z])(za ?lo|whats ?app|viber|카톡|telegram|텔레)[\s:=/-]{0,4}"
    r"(?:số|sđt|sdt|id|is|at|on|:|\s){0,3}"
    r"(\+?[0-9][0-9\s.-]{7,15}[0-9])"
)
HANDLE: Final = re.compile(
    r"(?:문의|상담|연락|디엠|텔레|텔레그램|contact|dm|inbox|liên hệ|admin|telegram|id)"
    r"[\s:=→>☞.-]{0,4}@([a-z][a-z0-9_]{4,31})(?![a-z0-9_@.])"
)
IDENTIFIED: Final = re.compile(r"[0-9_]")
NOT_IDS: Final = frozenset(
    [
        "http",
        "https",
        "open",
        "channel",
        "message",
        "account",
        "group",
        "chat",
        "user",
        "users",
        "bot",
        "support",
        "help",
        "client",
        "server",
        "android",
        "desktop",
        "version",
        "number",
        "link",
        "links",
        "code",
        "room",
        "talk",
        "messenger",
        "kakao",
        "telegram",
    ]
)

_BANKS: Final = (
    r"국민|신한|우리|하나|농협|기업|카카오뱅크|카뱅|토스뱅크|토스|새마을|우체국|수협|신협|케이뱅크|kb|ibk|nh"
    r"|sc제일|부산은행|대구은행"
    r"|계좌번호|계좌|입금|vietcombank|vcb|techcombank|mbbank|mb bank|bidv"
    r"|agribank|vpbank|acb|tpbank|sacombank"
    r"|stk|số tài khoản|iban"
)
ACCOUNT: Final = re.compile(
    rf"(?:{_BANKS})(?:은행|뱅크)?[^0-9\n]{{0,12}}([0-9][0-9 -]{{8,18}}[0-9])(?![0-9])"
)
