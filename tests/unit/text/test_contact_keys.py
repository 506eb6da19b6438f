import re
from pathlib import Path

import pytest

from detectors.text import load_model


def keys_of(text: str) -> tuple[str, ...]:
    return load_model().analyse([text]).contact_keys(0)


@pytest.mark.parametrize(
    ("key", "texts"),
    [
        (
            "telegram:vip777",
            [
                "문의 t.me/vip777",
                "https://t.me/VIP777?start=1",
                "텔레 @vip777",
                "telegram: vip777",
                "텔레그램 아이디 vip777",
                "t . me / vip777",
                "텔레 @vi❤p7🔥77",
                "문의 @vip777",
                "telegram.me/vip777/12",
            ],
        ),
        ("telegram:+AbCd12Ef", ["입장 https://t.me/+AbCd12Ef", "t.me/joinchat/AbCd12Ef"]),
        (
            "kakaotalk:o/sAbcd12",
            ["open.kakao.com/o/sAbcd12", "https://open.kakao.com/o/sAbcd12?ref=x 로"],
        ),
        ("kakaotalk:vip777", ["카톡 vip777", "카카오톡 아이디: vip777"]),
        (
            "phone:+84912345678",
            ["zalo 0912 345 678", "zalo.me/0912345678", "gọi 0912.345.678", "+84 912 345 678 nhé"],
        ),
        ("phone:+821023456789", ["010-2345-6789 문의", "공일공 2345 6789", "카톡 01023456789"]),
        ("phone:+14155550123", ["https://wa.me/14155550123"]),
        ("instagram:vip_shop", ["인스타 @vip_shop", "https://www.instagram.com/vip_shop/"]),
        (
            "link:win77.com",
            [
                "win77.com",
                "http://www.win77.com/event/a1b2",
                "a7.win77.com?r=x9",
                "w i n 7 7 . c o m 오세요",
                "win 77 . com 놀러와",
                "win77쩜컴",
            ],
        ),
        ("link:bit.ly/3abcdE", ["https://bit.ly/3abcdE", "bit.ly/3abcdE?r=7"]),
        ("link:forms.gle/abcdef", ["https://forms.gle/abcdef 신청"]),
        (
            "link:blog.naver.com/hong",
            ["https://blog.naver.com/hong", "https://m.blog.naver.com/hong?x=1"],
        ),
        ("link:abc.tistory.com", ["https://abc.tistory.com/77"]),
        ("link:slot88.co.kr", ["https://m.slot88.co.kr/join"]),
        ("youtube:tipking", ["https://youtube.com/@tipking"]),
        ("discord:AbC12", ["discord.gg/AbC12", "https://discord.com/invite/AbC12"]),
        ("email:abc@win77.com", ["abc@win77.com"]),
    ],
)
def test_an_account_has_one_key_however_it_is_named(key: str, texts: list[str]) -> None:
    for text in texts:
        assert key in keys_of(text), (text, keys_of(text))


@pytest.mark.parametrize(
    "text",
    [
        "https://youtu.be/dQw4w9WgXcQ 이거 봐",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://naver.com",
        "https://news.naver.com/article/001/0001",
        "https://www.google.com/maps/place/seoul",
        "https://drive.google.com/drive/folders/1abc",
        "https://instagram.com/p/Cabc123/",
        "https://ko.wikipedia.org/wiki/도박",
        "bit.ly",
        "https://t.me",
        "check https://ubuntu.com/download",
        "오늘 뭐 먹지",
        "",
    ],
)
def test_what_many_people_share_has_no_key(text: str) -> None:
    assert keys_of(text) == ()


def test_keys_are_given_once_in_order_and_short() -> None:
    text = "텔레 @vip777 010-2345-6789 t.me/vip777 " + "https://bit.ly/" + "a" * 300
    keys = keys_of(text)
    assert keys[:2] == ("telegram:vip777", "phone:+821023456789")
    assert len(keys) == 3
    assert all(len(key) <= 64 for key in keys)


def test_the_link_stays_a_link_among_the_contacts() -> None:
    features = load_model().analyse(["문의 t.me/vip777"])
    assert [contact.value for contact in features.contacts(0)] == ["t.me/vip777"]
    assert features.contact_keys(0) == ("telegram:vip777",)


def test_the_documented_keys_are_given_as_documented() -> None:
    page = (Path(__file__).parents[3] / "docs" / "normalising.md").read_text("utf-8")
    rows = re.findall(r"^\| (`.+`) \| (`\w+:.+?`|none)(?:, (`.+?`))? \|$", page, re.MULTILINE)
    assert len(rows) == 7
    for named, *keys in rows:
        wanted = {key.strip("`") for key in keys if key and key != "none"}
        found = {key for text in re.findall("`(.+?)`", named) for key in keys_of(text)}
        assert found == wanted, named
