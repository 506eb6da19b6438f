"""Words by which a text is picked for a search for contacts, as they are in the letters view."""

from typing import Final

from detectors.text.contacts.tops import SURE_TOPS, WORD_TOPS


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


SURE_WORDS: Final = _words("""
    http hxxp www 공일공 영일영 공일영 빵일빵 에일공 쩜컴 쩜넷 쩜com 쩜net 쩜kr
    쩜xyz 쩜vip 쩜top 쩜me 쩜cc 쩜티비 쩜탑 쩜케이알 점컴 점com 점넷 점net 닷컴 닷넷 닷com
    골뱅이 010일 010이 010삼 010사 010오 010육 010칠 010팔 010구 0chin ochin dotcom dotnet
    점me 점ly 점gg 점kakao 점kr 닷kr 쩜ly 쩜gg dotvip dotorg dotxyz
    chamcom chamnet chamvip chamxyz chamvn chamme tdotme openkakao zalome acong
    iban
""")
"""A text with one of these is looked at, and one with 공1공."""

NAMES: Final = _words("""
    카톡 ㅋㅏ톡 톡 까톡 깨톡 캐톡 카통 카똑 오톡 오타옥 카카오 ㅋ톡 k톡 ㅋㅌ 톡아이디 톡id
    갠톡 kakao kkt 텔레 텔래 텔리 탤레 탤래 텔그 텔ㄹ그 t그램 텔 라인 위챗 위쳇 웨이신 微信
    薇信 溦信 徽信 徵信 威信 维信 維信 v信 加v 加微 加薇 飞机 飛機 电报 電報 왓츠앱 와츠앱
    인스타 시그널 스카이프 바이버 잘로 ㅌㄹ 텔렉 테레그
    디스코드 디코 ㄷㅋ 위커 인별 아이디 아뒤 아디
""")
"""The same, if four Latin letters or digits stand in a row, as in an id."""

LATIN_NAMES: Final = _words("""
    telegram t3legram te1egram teiegram tele tg line wechat weixin vx wx zalo za1o zal0 z4lo
    insta ig snap signal skype viber kakao discord wickr
    telly t3leg te1eg tlg w1ckr d1scord disc0rd d1sc0rd wh4ts 1nsta inst4 nsta zaio z41o jalo
    ja1o zlo
""")
"""The same, if there is an @, an underscore or a digit right behind a letter, too."""

CALLS: Final = _words("""
    문의 상담 연락 디엠 contact dm inbox lienhe nhan ib admin text msg message write
""")
"""The same, if there is an @."""

_ENGLISH_DIGITS: Final = _words("zero oh one two three four five six seven eight nine")
ENGLISH_NUMBERS: Final = tuple(
    first + second + third
    for first in _ENGLISH_DIGITS
    for second in _ENGLISH_DIGITS
    for third in _ENGLISH_DIGITS
    if len({first, second, third}) > 1
)
"""Three digits in words; a text with them is looked at."""

SPOKEN_NUMBERS: Final = tuple(
    f"{zero}{first}{second}"
    for zero in ("khong", "ko")
    for first in ("chin", "ba", "bay", "tam", "nam")
    for second in (
        "khong",
        "mot",
        "hai",
        "ba",
        "bon",
        "nam",
        "sau",
        "bay",
        "tam",
        "chin",
        *"0123456789",
    )
) + tuple(f"khong{digit}" for digit in "35789")
"""How spoken Vietnamese mobile numbers begin; a text with one is looked at."""

TOP_HEADS: Final = tuple(sorted({"xn", *(top[:2] for top in (*SURE_TOPS, *WORD_TOPS))}))
"""How top domains begin, right behind a dot."""

APART_HEADS: Final = _words("""
    com net org vip xyz clu top inf bet kr vn co/ win sit sho onl me/ me ly/ gg/
""")
"""How they begin behind a dot that stands apart, or a comma or bracket for one."""

OTHER_NAMES: Final = _words("""
    ㅋㅋㅇㅌ 까통 깨통 까똑 깨똑 오통 오똑 카오타 카타오 탤리 t1ele telegra t3l teleg te1e t3le
    katalk whatsapp whatapp watsapp watsap wa z4l0 z410 zal x微 维芯 微芯 薇芯 葳信 v芯
""")
"""No text is picked by these; where a text has none of the names, no messenger id is looked for."""

BY_KIND: Final = (
    (*SURE_WORDS, *SPOKEN_NUMBERS, *ENGLISH_NUMBERS),
    NAMES,
    LATIN_NAMES,
    CALLS,
    OTHER_NAMES,
)
"""All of them, by kind: sure, a name, a Latin name, a call, another name."""
