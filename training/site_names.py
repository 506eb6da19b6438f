"""Names of gambling sites as comments drop them: made up, and written to stand out of the text."""

import random
from typing import Final


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


_SYLLABLES: Final = _words("""
    BA BE BO KA KI KO LA LU MA MI MO NA NO PA PO RA RI SA SO TA TO VA VI ZA ZO
""")
_HEADS: Final = _words("""
    RAJA DEWA BOS NAGA MEGA KING LUCKY ROYAL VEGAS GOLD STAR WIN PLAY BET JOKER LION TIGER SUPER
    MAX ALPHA OMEGA TITAN ZEUS SKY SUN MOON DIAMOND CROWN ACE VIP HERO PRO ALEX NOVA
""")
_TAILS: Final = _words("88 77 99 777 4D 138 365 BET WIN SLOT TOTO 303 24 VIP PLAY 5000 ZONE 168")
_STYLES: Final = (
    (0x1D400, 0x1D7CE),  # bold
    (0x1D468, 0x1D7CE),  # bold italic
    (0x1D5D4, 0x1D7EC),  # sans-serif bold
    (0x1D63C, 0x1D7EC),  # sans-serif bold italic
    (0x1D538, 0x1D7D8),  # double-struck
    (0x1D670, 0x1D7F6),  # monospace
    (0xFF21, 0xFF10),  # full width
    (0x1F130, 0xFF10),  # squared
    (0x1F170, 0x1D7CE),  # negative squared
)
_STRUCK_HOLES: Final = {0x1D53A: "ℂ", 0x1D53F: "ℍ", 0x1D545: "ℕ", 0x1D547: "ℙ", 0x1D548: "ℚ"} | {
    0x1D549: "ℝ",
    0x1D551: "ℤ",
}


def site(random_source: random.Random) -> str:
    """The name of a gambling site, mostly written so that it stands out of the text."""
    made = "".join(random_source.choices(_SYLLABLES, k=random_source.randint(2, 3))).upper()
    head = random_source.choice([made, random_source.choice(_HEADS)])
    name = head + random_source.choice(_TAILS)
    choice = random_source.random()
    if choice < 0.55:
        upper, digit = random_source.choice(_STYLES)
        return "".join(_styled(letter, upper, digit) for letter in name)
    if choice < 0.65:
        return " ".join(name)
    if choice < 0.75:
        return "".join(letter + random_source.choice("\u035f\u0332\u0336\u034e") for letter in name)
    return name if choice < 0.9 else name.title()


def _styled(letter: str, upper: int, digit: int) -> str:
    code = digit + int(letter) if letter.isdecimal() else upper + ord(letter) - ord("A")
    return _STRUCK_HOLES.get(code, chr(code))
