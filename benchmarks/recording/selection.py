"""Choose the real texts that ship with the demo: openly licensed, clean, without contacts.

The sets are read from a data folder in the project's one format (JSONL with ``text``, ``label``,
``lang``, ``source``). Only sets under CC0, MIT or CC BY 4.0 are read. A text is dropped when it
holds a phone number, an e-mail address, a profanity or what looks like somebody's full name; a
link keeps its place but not its address.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

LONGEST_CHARACTERS = 220
LINK = "https://link.example"

_CONTACT = re.compile(r"\d(?:[\s().\-]?\d){6,}|[\w.+-]+@[\w-]+\.\w+|@\w{3,}|01[016789]\s?[-.]")
_LINK = re.compile(
    r"(?:https?:\s*//|www\.)\S+|\b[\w-]+\.(?:com|net|org|co\.uk|tv|kr|vn)\b\S*", re.IGNORECASE
)
_SHORT_CODE = re.compile(r"\b\d{5,6}\b")
_ADDRESS = re.compile(
    r"P\.?O\.?\s?Box|\bsms\.? ?ac\b|\(\d\d/[FM]|\b[A-Z]{1,2}\d{1,2}[A-Z]?\s?\d[A-Z]{2}\b|^others|"
    r"토렌트|filthy|adult|discreet|married",
    re.IGNORECASE,
)
_NICK_PREFIX = re.compile(r"^\S{2,20}[:,]\s+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202f\ufeff]")
# Openings of commercial texts: what the sets call ham is not checked row by row, so none of these
# may pass as ordinary chat.
_COMMERCIAL = re.compile(
    r"텔레그램|카톡\s?(?:문의|주세요|상담)|오픈\s?채팅|토토|바카라|먹튀|대출|리딩방|팝니다|판매합니다|"
    r"\[자동\]|(?:문의|상담).{0,6}(?:주세요|환영)|다운\s?받|토렌트|"
    r"zalo|vay|link bio|cá độ|nhà cái|subscribe|đăng ký kênh|\bib\b|ship|bán |thuốc|inbox",
    re.IGNORECASE,
)
_RUDE_KO = re.compile(
    r"[ㅅㅆ][ㅂㅍ]|ㅄ|ㅂㅅ|ㅈㄹ|ㅈ같|씨[발팔바빨]|시[발팔](?!점)|새[끼기]|병신|븅신|지랄|존나|졸라|좆|"
    r"미친|꺼져|닥쳐|년[아들]|[이그저]년|놈|창[녀년]|보지|자지|섹스|야동|한남|한녀|김치녀|맘충|"
    r"틀딱|홍어|짱[깨개]|쪽바리|왜놈|일베|메갈|좌빨|빨갱|수꼴|게이|호모|장애인|애자|벌레|쓰레기|"
    r"개[같독돼]|썅|쌍[년욕놈]|죽[여인어고을]|디[질져]|ㅆㄴ|"
    r"자살|강간|성[폭추]|대통령|정권|민주당|국힘|새누리|정치"
)
_RUDE_VI = re.compile(
    r"\b(?:đ[ịĩiụuù]t?|dit|đm|dm|vl|vcl|vkl|v|clm|cl|cc|cmm|éo|del|"
    r"đếch|lồn|l[zo]z?|cặc|c[aăâ]k?|đĩ|"
    r"điếm|chó|ngu|óc|m|mã|má|mẹ|bê đê|pê đê|bđ|chịch|dâm|khốn|súc vật|cút|kut|chết|giết|mịa|mie|"
    r"mày|mầy|tao|t|k[ưu]t|sex|thằng|con|quỷ|khùng|điên|rác|bắc kỳ|nam kỳ|bitch|lông|cu|"
    r"b[uùồôo]+i|dơ|đái|ỉa|cứt|phệ|ngáo|sàm|sinh|hốt|đánh|đấm|đập|đẻ|nứng|bướm|vú|háng|đít|đủn|"
    r"nhà nước|đảng|cán bộ|tham nhũng|lòn|lỗn|vc|bú|ku|cx|kỳ thị|"
    r"cộng|tàu|trung quốc|nhật|mỹ|ý|biến thái|hãm|phò|cave|gái|đần|hèn|nhục|láo|nó|bọn|lũ|bà|tù|"
    r"chửi|chưởi|nôn|thối|khủng bố|công an|lãnh đạo|tổng thống|bắn|phạt|ma|tang|nhiễm|virus|quần|"
    r"tụt|kéo|nát|bậy|xạo|toang|mõm|qq|ung thư|chủ tịch|dịch|bệnh|tội|"
    r"khinh|ghét|ngủ|tởm|xấu|ghê)\b|"
    r"v[aã]+i|lon|loz|đ[kc]?m+|cmn|[đd]éo|cl[mg]|🖕|viru[st]|corona",
    re.IGNORECASE,
)
_KIND_VI = re.compile(
    r"\b(?:ạ|nhé|nha|nhe|hay|đẹp|vui|thích|thương|yêu|chúc|cảm ơn|cám ơn|xinh|hihi|haha|"
    r"hehe|anh|chị|em|"
    r"bạn|thầy|cô|mọi người|cả nhà|đỉnh|tuyệt|giỏi|cười|"
    r"mong|hôm nay|mai|xem|nghe|ăn)\b|😂|🤣|❤|😍|:\)",
    re.IGNORECASE,
)
_RUDE_EN = re.compile(
    r"\b(?:f+u+c*k\w*|sh[i1]t\w*|bitch\w*|cunt\w*|dick\w*|cock\w*|ass|arse\w*|asshole|bastard\w*|"
    r"sex\w*|horny|naked|porn\w*|xxx\w*|gay\w*|fag\w*|nigg\w*|retard\w*|slut\w*|whore\w*|shag\w*|"
    r"boob\w*|tits?|kill\w*|rape\w*|die|wtf|damn\w*|hell|crap\w*|lapdanc\w*|babes?|sexy|weed|drugs?)\b",
    re.IGNORECASE,
)
_SURNAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구나민진지엄"
    "채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
_GIVEN = frozenset(
    "민서지준예현우진수영은정재성윤하연호경희선주원승동혜미상태훈석철용아나유빈린람찬규혁기광"
    "순옥숙자명종인형대한솔별슬보라다가건결겸균교국권근길남달담덕도두란령례로록루름리림만모무"
    "문방범병복봉비사산새샘서설섭세소송수식신심안애양언여엽오완왕요욱운웅월위율음의이익일임장"
    "전제조중창채천청초춘충치탁택판평표필학해헌홍화환황회효후흠흥"
)
_NAME_TAIL = re.compile(
    r"^(?:씨|님|이|가|은|는|을|를|의|도|와|과|랑|이랑|이는|이가|아|야|배우|감독|선수)?[^가-힣]*$"
)
_TWO_CAPITALISED = re.compile(r"(?:^|\s)[A-ZĐÀ-Ỹ][\wà-ỹ]+\s+[A-ZĐÀ-Ỹ][\wà-ỹ]+")


@dataclass(frozen=True)
class Share:
    """How many texts one set contributes, and which of its rows may.

    Args:
        path: the set's file below the data folder.
        source: the name that the shipped rows carry.
        count: how many rows are wanted.
        label: the label asked for, or None for any.
    """

    path: str
    source: str
    count: int
    label: str | None = "ham"


SHARES = (
    Share("chatbot_ko/chatbot_ko.jsonl", "chatbot_ko", 4500),
    Share("kote/kote.jsonl", "kote", 1800),
    Share("chatlog/nsmc_ko.jsonl.gz", "nsmc_ko", 2450),
    Share("nsmc_promos_ko/nsmc_promos_ko.jsonl", "nsmc_promos_ko", 30, None),
    Share("vihos_vi/vihos_vi.jsonl", "vihos_vi", 850),
    Share("sms_spam_uci/sms_spam_uci.jsonl", "sms_spam_uci", 1300),
    Share("sms_spam_uci/sms_spam_uci.jsonl", "sms_spam_uci", 110, "spam"),
    Share("chatlog/irc_ubuntu_en.jsonl.gz", "irc_ubuntu", 960),
)


def select_texts(data: Path, seed: int) -> list[dict[str, str]]:
    """Pick the rows of every share, without duplicates, in a seeded order.

    Raises:
        FileNotFoundError: a set is missing below ``data``.
        ValueError: a set has fewer clean rows than its share asks for.
    """
    rng = random.Random(seed)
    seen: set[str] = set()
    chosen: list[dict[str, str]] = []
    for share in SHARES:
        clean = [row for row in _clean_rows(data / share.path, share) if row["text"] not in seen]
        unique = list({row["text"]: row for row in clean}.values())
        wanted = share.count if share.label == "ham" else min(share.count, len(unique))
        if len(unique) < wanted:
            raise ValueError(f"{share.path}: {len(unique)} clean rows, {wanted} are wanted")
        picked = rng.sample(unique, wanted)
        seen.update(row["text"] for row in picked)
        chosen.extend(picked)
    rng.shuffle(chosen)
    return chosen


def _clean_rows(path: Path, share: Share) -> Iterator[dict[str, str]]:
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    for line in raw.splitlines():
        row = json.loads(line)
        if share.label not in (None, row["label"]):
            continue
        text = clean(row["text"], row["lang"], row["label"])
        if text is not None:
            kept = {"lang": row["lang"], "source": share.source, "label": row["label"]}
            yield {"text": text, **kept}


def clean(text: str, lang: str, label: str) -> str | None:
    """Return the text fit to ship, or None where it is not.

    A link becomes the fictional ``https://link.example``, a five-digit short code becomes 00000,
    and an IRC nick that a line starts with goes.
    """
    if _CONTROL.search(text) or _CONTACT.search(text) or _ADDRESS.search(text):
        return None
    if label == "ham" and (_LINK.search(text) or _COMMERCIAL.search(text)):
        return None
    if lang == "en" and label == "ham":
        text = _NICK_PREFIX.sub("", text)
    text = _SHORT_CODE.sub("00000", _LINK.sub(LINK, text)).strip()
    if not 2 <= len(text) <= LONGEST_CHARACTERS or not any(map(str.isalpha, text)):
        return None
    return None if _REFUSED[lang](text) else text


def _refused_ko(text: str) -> bool:
    return bool(_RUDE_KO.search(text)) or any(map(_korean_full_name, text.split()))


def _korean_full_name(word: str) -> bool:
    """A surname, two syllables of given names, then nothing or a particle: strict on purpose."""
    word = word.lstrip("\"'([<")
    return (
        len(word) >= 3
        and word[0] in _SURNAMES
        and word[1] in _GIVEN
        and word[2] in _GIVEN
        and bool(_NAME_TAIL.match(word[3:]))
    )


def _refused_vi(text: str) -> bool:
    """Half of the only open set is abusive, so a text must also have something friendly."""
    rude = _RUDE_VI.search(text) or _TWO_CAPITALISED.search(text) or text.isascii()
    return bool(rude) or not _KIND_VI.search(text)


def _refused_en(text: str) -> bool:
    return bool(_RUDE_EN.search(text)) or text.startswith(("!", "/", "<")) or not text.isascii()


_REFUSED: dict[str, Callable[[str], bool]] = {
    "ko": _refused_ko,
    "vi": _refused_vi,
    "en": _refused_en,
}
