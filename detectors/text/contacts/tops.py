"""Top domains, out of IANA's root zone database, by how likely they are one where no scheme is."""

from typing import Final


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


SURE_TOPS: Final = _words("""
    com net org xyz top vip club site online shop store info biz bet casino win fun live link
    app icu asia mobi pro poker games tokyo world today news agency space website click loan
    money credit finance fyi one plus life network group host press cloud tech trade bid review
    stream download party date racing science webcam porn sex adult sexy cam dating love girls cash
    fund market sale promo deals gift gifts monster quest lol wtf buzz cyou bond sbs cfd rest cc
    tv gg co io kr vn cn jp tw hk uk de fr ru eu ca au nl es pt br mx ar cl se fi dk cz gr hu ro
    bg ua kz th ph sg ws bz vc ag lc gd gl sx ee fm vin edu gov int travel tel cat jobs arpa xxx
    work wiki ink red blue black pink gold kim team zone tips guru email chat social media dev
    page gle
""")
"""Believed behind any label."""

WORD_TOPS: Final = _words("""
    me in is it to be am as at by do no my so us id la ly re st ne ai im li ms sc gy tk ml ga cf
    pw nu name how bar now zip pub run cool mp ge ch sk ir gs gp ma by ac ec ht al tl my tn ie mn
    cx lv lu pe tt vg sv na pr pn lt bo ng ci cr ax fo mk hn ae bi su dm cm
""")
"""Words, abbreviations or rare, too (ok.to, what.is): believed only with a path."""

EVERYDAY_TOPS: Final = _words("""
    black blue cash chat click cloud date dev download email fund gold group guru host life
    market media network news one page party pink plus press red rest review sale science social
    space stream team tech tips today trade work world zone
""")
"""Sure ones that are words of code and speech: without a path, only after a digit or hyphen."""

COUNTRY_TOPS: Final = _words("""
    ar bg br ca cl cn cz de dk es eu fi fr gr hk hu jp mx ph pl pt ro ru se th tr tw uk vn
""")
"""Countries' ones: without a path, not after a short word (van.vn is a missing blank)."""

APART_TOPS: Final = _words("""
    com net org vip xyz club top info bet kr vn co win site shop online
""")
"""Believed behind a dot that is written as a word or stands apart."""

SPOKEN_TOPS: Final = {
    "컴": "com",
    "넷": "net",
    "케이알": "kr",
    "씨씨": "cc",
    "미": "me",
    "티비": "tv",
    "탑": "top",
    "비즈": "biz",
    "브이아이피": "vip",
}
"""As they are written in Hangul."""
