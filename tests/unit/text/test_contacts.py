import pytest

from detectors.text.contacts import find, find_in
from detectors.text.normalising import normalise


def found(text: str) -> set[tuple[str, str]]:
    return {(span.kind, span.value) for span in find_in(normalise([text]), 0)}


@pytest.mark.parametrize(
    "spellings",
    [
        [
            "010-2345-6789",
            "010.2345.6789",
            "O1O 2345 6789",
            "공일공 이삼사오 육칠팔구",
            "+82 10 2345 6789",
        ],
        [
            "0912 345 678",
            "+84912345678",
            "o912.345.678",
            "không chín một hai ba bốn năm sáu bảy tám",
        ],
        ["+1 555 010 1234", "+1 (555) 010-1234", "＋１-555-010-1234", "555-010-1234"],
        [
            "casino77.com",
            "https://www.casino77.com/",
            "hxxp://casino77 . com",
            "casino77쩜컴",
            "casino77[.]com",
        ],
        [
            "open.kakao.com/o/gAbCd12",
            "https://open.kakao.com/o/gAbCd12",
            "open . kakao . com/o/gAbCd12",
        ],
        [
            "t.me/VipRoom",
            "https://telegram.me/viproom/",
            "t . me / viproom",
            "hxxps://t.me/viproom",
        ],
        [
            "카톡 abc123",
            "카카오톡 아이디: ABC123",
            "ㅋㅌ abc123",
            "카*톡→abc123",
            "카ㅌㅗㄱ abc123",
        ],
        [
            "텔레 @vip777",
            "텔ㄹㅔ그램 vip777",
            "tеlеgrаm: vip777",
            "T.E.L.E.G.R.A.M @vip777",
            "飞机 @vip777",
        ],
        ["위챗 korea_88", "微信: korea_88", "薇信 korea_88", "加V korea_88", "VX: korea_88"],
        ["국민은행 123456-78-901234", "국민 123456 78 901234", "계좌번호: 12345678901234"],
        ["info@example.com", "INFO (at) example.com", "info at example dot com"],
    ],
)
def test_a_contact_has_one_value_however_it_is_written(spellings: list[str]) -> None:
    values = {text: found(text) for text in spellings}
    assert all(len(value) == 1 for value in values.values()), values
    assert len(set.union(*values.values())) == 1, values


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("대표번호 1588-3456", ("phone", "+8215883456")),
        ("Call 09061743386 now", ("phone", "09061743386")),
        ("hotline 1900 1234", ("phone", "+8419001234")),
        ("bit.ly/3AbCdE", ("link", "bit.ly/3AbCdE")),
        ("배팅 j.mp/3AbCdE…", ("link", "j.mp/3AbCdE")),
        ("여기 abr.ge/ab12c", ("link", "abr.ge/ab12c")),
        ("https://t.me/+AbC12", ("link", "t.me/+AbC12")),
        ("문의 @loan_master", ("messenger", "@loan_master")),
    ],
)
def test_a_contact_is_found_in_its_canonical_form(text: str, contact: tuple[str, str]) -> None:
    assert found(text) == {contact}


def test_a_number_behind_a_messengers_name_is_a_phone_and_an_id() -> None:
    assert found("zalo : 0899 794 777") == {
        ("phone", "+84899794777"),
        ("messenger", "zalo:+84899794777"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "9 8 7 6 5 4 3 2 1 0, lift off",
        "2023.12.04 10:30 에 만나",
        "주문번호 20231204-0001-1234",
        "@user",
    ],
)
def test_what_only_looks_like_a_contact_is_left_alone(text: str) -> None:
    assert found(text) == set()


def test_a_contact_that_is_written_twice_is_given_once() -> None:
    assert len(found("010-1234-5678 다시 01012345678")) == 1


def test_a_number_inside_a_link_is_no_phone() -> None:
    assert found("https://wa.me/84912345678") == {("link", "wa.me/84912345678")}


def test_without_the_capitals_a_link_is_found_in_lower_case() -> None:
    assert [span.value for span in find("bit.ly/abc")] == ["bit.ly/abc"]


def test_the_place_of_a_contact_is_where_it_stands_in_the_plain_view() -> None:
    plain = normalise(["문의는 casino77 (dot) com 으로"]).plain.text(0)
    [span] = find(plain)
    assert plain[span.start : span.end] == "casino77 (dot) com"
