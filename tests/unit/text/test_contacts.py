import pytest

from detectors.text.contacts import find
from detectors.text.normalising import normalise


def found(text: str) -> set[tuple[str, str]]:
    return {(span.kind, span.value) for span in find(normalise([text]).plain.text(0))}


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("010-1234-5678", "phone", "+821012345678"),
        ("010.1234.5678 문의", "phone", "+821012345678"),
        ("０１０　１２３４　５６７８", "phone", "+821012345678"),
        ("o1o 2345 6789", "phone", "+821023456789"),
        ("ㅇ1ㅇ-2345-6789", "phone", "+821023456789"),
        ("공일공 일이삼사 오육칠팔", "phone", "+821012345678"),
        ("+82 10 1234 5678", "phone", "+821012345678"),
        ("상담 02-345-6789", "phone", "+8223456789"),
        ("070-1234-5678", "phone", "+827012345678"),
        ("대표번호 1588-3456", "phone", "15883456"),
        ("LH 0912 345 678", "phone", "+84912345678"),
        ("0899.794.777", "phone", "+84899794777"),
        ("Call 09061743386 now", "phone", "09061743386"),
        ("+1 415 555 2671", "phone", "+14155552671"),
        ("https://Abc.com/x?y=1", "link", "abc.com/x?y=1"),
        ("hxxp://bad.xyz/a", "link", "bad.xyz/a"),
        ("bet-king77.com 들어와", "link", "bet-king77.com"),
        ("abc쩜컴 놀러와", "link", "abc.com"),
        ("t.me/joinchat_abc", "link", "t.me/joinchat_abc"),
        ("open.kakao.com/o/gAbCd12", "link", "open.kakao.com/o/gabcd12"),
        ("zalo.me/g/abc123", "link", "zalo.me/g/abc123"),
        ("bit.ly/3abcd", "link", "bit.ly/3abcd"),
        ("문의 카톡 abc123", "messenger", "kakaotalk:abc123"),
        ("카톡아이디: spamking", "messenger", "kakaotalk:spamking"),
        ("텔레 @abcd", "messenger", "telegram:abcd"),
        ("텔ㄹㅔ @vip77", "messenger", "telegram:vip77"),
        ("라인 추가 ab_c1", "messenger", "line:ab_c1"),
        ("zalo : 0899 794 777", "messenger", "zalo:0899794777"),
        ("국민은행 123456-78-901234", "account", "12345678901234"),
        ("메일 abc.def@naver.com", "email", "abc.def@naver.com"),
    ],
)
def test_a_contact_is_found_in_its_canonical_form(text: str, kind: str, value: str) -> None:
    assert (kind, value) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "2023.12.04 10:30 에 만나",
        "main.py 3.5 버전",
        "apt-get install foo.bar /usr/lib/x86_64 3.2.1-4",
        "스코어 3-2, 15:20",
        "가격 12,900원 (정가 1,234,567원)",
        "010",
        "임진왜란 1592-1598",
        "주문번호 20231204-0001-1234",
        "운송장 123456789012",
        "인증번호 [482913]",
        "온라인 abcd1234",
        "카톡 주세요",
        "telegram channel is good",
        "아마존닷컴 주식",
        "정답은 이일이 오오오",
        "@user hi",
        "node.js와 vue.js, e.g. this",
    ],
)
def test_what_only_looks_like_a_contact_is_left_alone(text: str) -> None:
    assert found(text) == set()


def test_a_contact_that_is_written_twice_is_given_once() -> None:
    assert len(found("010-1234-5678 다시 01012345678")) == 1


def test_a_number_inside_a_link_is_no_phone() -> None:
    assert found("https://wa.me/84912345678") == {("link", "wa.me/84912345678")}
