"""What each letter is folded to: one letter for all that it is swapped with to mask a word.

Hangul: tense and aspirated consonants as plain ones, y-vowels and diphthongs as plain vowels,
final consonants as the few that are told apart (those that are only put in to mask, ㅅ ㅈ ㅊ ㅎ,
are dropped), and the syllables that yaminjeongeum swaps because they look alike (멍/댕, 거/귀).
Latin: digits as the letters they mimic, l as i. Chinese: homophones of 微信, and traditional
letters of the advertising vocabulary as simplified ones.
"""

from typing import Final

_INITIALS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS: Final = "-ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_MERGED_INITIALS: Final = dict(zip("ㄲㅋㄸㅌㅃㅍㅆㅉㅊ", "ㄱㄱㄷㄷㅂㅂㅅㅈㅈ", strict=True))
_MERGED_VOWELS: Final = dict(
    zip("ㅐㅑㅒㅕㅖㅘㅙㅚㅛㅝㅞㅟㅠㅢ", "ㅔㅏㅔㅓㅔㅏㅔㅔㅗㅓㅔㅣㅜㅣ", strict=True)
)
_MERGED_FINALS: Final = dict(
    zip(
        "ㄲㄳㄺㅋㄵㄶㄼㄽㄾㅀㄻㄿㅄㅍㅌㅅㅆㅈㅊㅎ",
        "ㄱㄱㄱㄱㄴㄴㄹㄹㄹㄹㅁㅂㅂㅂㄷ-----",
        strict=True,
    )
)
_DRAWN_ALIKE: Final = {
    ("ㄷ", "ㅐ"): ("ㅁ", "ㅓ"),
    ("ㄸ", "ㅣ"): ("ㅁ", "ㅕ"),
    ("ㄱ", "ㅟ"): ("ㅋ", "ㅓ"),
    ("ㄱ", "ㅘ"): ("ㅍ", "ㅏ"),
    ("ㄱ", "ㅚ"): ("ㅍ", "ㅣ"),
    ("ㅂ", "ㅣ"): ("ㄴ", "ㅔ"),
}
_DRAWN_WHOLE: Final = {"윾": "유", "앟": "왕", "춴": "쿡"}
_LATIN: Final = dict(zip("013457l", "oieasti", strict=True))
_CHINESE: Final = {
    **dict.fromkeys("薇溦徽徵微葳巍", "微"),
    **dict.fromkeys("信伩訫芯", "信"),
    **dict(
        zip(
            "賭錢網紅贏華龍開幣發財號網絡電話報飛機聯繫係貸車費優惠現場實時視頻線體彩碼門樂觀裝遊戲獎買賣單",
            "赌钱网红赢华龙开币发财号网络电话报飞机联系系贷车费优惠现场实时视频线体彩码门乐观装游戏奖买卖单",
            strict=True,
        )
    ),
}


def _folded_syllable(code: int) -> str:
    initial, vowel = _INITIALS[code // 588], _VOWELS[code % 588 // 28]
    final = _FINALS[code % 28]
    initial, vowel = _DRAWN_ALIKE.get((initial, vowel), (initial, vowel))
    initial = _MERGED_INITIALS.get(initial, initial)
    vowel = _MERGED_VOWELS.get(vowel, vowel)
    final = _MERGED_FINALS.get(final, final)
    places = _INITIALS.index(initial), _VOWELS.index(vowel), _FINALS.index(final)
    return chr(0xAC00 + (places[0] * 21 + places[1]) * 28 + places[2])


def folded(letter: str) -> str:
    """The letter that stands for `letter` and all that it is swapped with."""
    letter = _DRAWN_WHOLE.get(letter, letter)
    code = ord(letter) - 0xAC00
    if 0 <= code < 11172:
        return _folded_syllable(code)
    return _LATIN.get(letter) or _CHINESE.get(letter, letter)
