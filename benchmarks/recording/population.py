"""Who lives in the recording: accounts with readable ids, and the rooms they meet in."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

_DAY_MS = 86_400_000

_NAMES = {
    "ko": "areum,boram,bora,byeol,chaewon,chan,dahye,danbi,dongha,doyun,eunji,gaeul,garam,haeun,"
    "hana,haneul,hyunwoo,iseul,jaehyun,jiho,jiwoo,junseo,kyungmin,mingyu,minseo,moa,nari,nuri,"
    "rahee,sejin,seoyeon,seulgi,siwoo,sora,sumin,taeyang,wonjae,yejun,yerin,yuna",
    "vi": "linh,huong,minh,trang,tuan,thao,nam,quynh,duc,mai,hieu,ngoc",
    "en": "alex,sam,robin,jamie,casey,taylor,morgan,jordan,riley,avery",
}

_GROUP_TOPICS = {
    "ko": "family,lunch,book-club,hiking,apt-103,class-2-3,team-design,soccer,study,choir,"
    "alumni-09,parents,gamers,baking,night-shift,dance,cats,camping,toeic,cycling",
    "vi": "gia-dinh,lop-12a,com-trua,da-bong,cong-ty,hoi-me",
    "en": "expats,book-circle,linux-help,runners,team-infra",
}


@dataclass(frozen=True)
class Account:
    """One account and the device it usually writes from."""

    id: str
    lang: str
    device_id: str


@dataclass
class Room:
    """One room; ``created_ms`` counts from the start of the recording and is mostly negative."""

    id: str
    type: str
    lang: str
    members: list[Account]
    created_ms: int
    owner: Account | None = None
    admins: tuple[Account, ...] = ()

    def role_of(self, account: Account) -> str | None:
        """The sender's role, or None for the default, ``member``."""
        if self.owner == account:
            return "owner"
        return "admin" if account in self.admins else None

    def other_than(self, account: Account) -> str | None:
        """The recipient of a direct message; a channel's is given by its scene."""
        if self.type != "direct":
            return None
        return next(member.id for member in self.members if member != account)


@dataclass
class Population:
    """Every account and room, made from one seed."""

    rng: random.Random
    accounts: dict[str, list[Account]] = field(default_factory=dict)
    strangers: list[Account] = field(default_factory=list)
    groups: list[Room] = field(default_factory=list)
    opens: list[Room] = field(default_factory=list)
    directs: list[Room] = field(default_factory=list)

    @classmethod
    def create(cls, rng: random.Random) -> Population:
        """Make some 700 accounts that live here, 900 that are only invited, and 210 rooms."""
        made = cls(rng)
        for lang, count in (("ko", 520), ("vi", 90), ("en", 90)):
            made.accounts[lang] = [made._account(lang, number) for number in range(1, count + 1)]
        made.strangers = [made._account("ko", number) for number in range(1001, 1901)]
        for lang, count in (("ko", 48), ("vi", 11), ("en", 9)):
            made.groups += [made._group(lang, number) for number in range(1, count + 1)]
        for lang, count in (("ko", 24), ("vi", 2), ("en", 4)):
            made.opens += [made._open(lang, number) for number in range(1, count + 1)]
        for lang, count in (("ko", 82), ("vi", 14), ("en", 14)):
            made.directs += [made._direct(lang, number) for number in range(1, count + 1)]
        return made

    def shared_rooms(self, lang: str) -> list[Room]:
        """The group and open rooms of one language."""
        return [room for room in (*self.groups, *self.opens) if room.lang == lang]

    def new_room(self, name: str, kind: str, lang: str, owner: Account, age_ms: int = 0) -> Room:
        """A further room for one scene, owned by one of its characters."""
        owned = owner if kind == "open" else None
        return Room(f"room-{name}", kind, lang, [owner], -age_ms, owned)

    def character(self, name: str, lang: str = "ko", device: str | None = None) -> Account:
        """An account that plays a part; it joins no conversation of the background."""
        return Account(f"u-{name}", lang, device or f"d-{name}")

    def _account(self, lang: str, number: int) -> Account:
        name = self.rng.choice(_NAMES[lang].split(","))
        prefix = "" if lang == "ko" else f"{lang}-"
        return Account(f"u-{name}-{prefix}{number:03}", lang, f"d-{name}-{prefix}{number:03}")

    def _group(self, lang: str, number: int) -> Room:
        topics = _GROUP_TOPICS[lang].split(",")
        topic = topics[number % len(topics)]
        members = self.rng.sample(self.accounts[lang], self.rng.randint(4, 18))
        age = self.rng.randint(20, 1500) * _DAY_MS
        return Room(f"room-{topic}-{lang}-{number:02}", "group", lang, members, -age)

    def _open(self, lang: str, number: int) -> Room:
        members = self.rng.sample(self.accounts[lang], self.rng.randint(25, 60))
        age = self.rng.randint(10, 900) * _DAY_MS
        admins = (members[1],) if number % 3 == 0 else ()
        name = f"room-open-{lang}-{number:02}"
        return Room(name, "open", lang, members, -age, members[0], admins)

    def _direct(self, lang: str, number: int) -> Room:
        pair = self.rng.sample(self.accounts[lang], 2)
        age = self.rng.randint(1, 2000) * _DAY_MS
        return Room(f"room-dm-{lang}-{number:03}", "direct", lang, pair, -age)
