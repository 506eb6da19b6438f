import pytest

from detectors.text.redaction import redact


def test_the_middle_digits_of_numbers_are_masked() -> None:
    assert redact("문의 010-1234-5678") == "문의 010-••••-••78"
    assert redact("농협 302-1234-5678-91") == "농협 302-••••-••••-91"


@pytest.mark.parametrize(
    "written",
    [
        "０１０－２３４５－６７８９",
        "010/2345/6789",
        "010·2345·6789",
        "010_2345_6789",
        "010 - 2345 - 6789",
        "010–2345—6789",
        "+82 10 2345 6789",
    ],
)
def test_numbers_are_masked_whatever_stands_between_their_digits(written: str) -> None:
    assert "•••" in redact(f"문의 {written} 연락").replace(" ", "").replace("-", "")
    assert sum(character.isdigit() for character in redact(written)) == 5


@pytest.mark.parametrize(
    "written", ["kim.minsu＠naver.com", "kim.minsu @ naver.com", "김민수@naver.com"]
)
def test_names_in_evaded_e_mail_addresses_are_masked(written: str) -> None:
    assert "minsu" not in redact(written)
    assert "민수" not in redact(written)


def test_short_numbers_stay() -> None:
    assert redact("3만원 50% 2023년") == "3만원 50% 2023년"


def test_names_in_e_mail_addresses_are_masked() -> None:
    assert redact("메일 hong.gildong@naver.com") == "메일 h•••@naver.com"


def test_the_text_becomes_one_line_without_hidden_characters() -> None:
    assert redact("가\n나\u202e다\u200b\x00 \t라") == "가 나다 라"


def test_a_long_text_is_cut() -> None:
    assert redact("가" * 200, limit=10) == "가" * 9 + "…"
    assert len(redact("가나다 " * 5000)) <= 80


def test_any_text_is_fine() -> None:
    assert redact("\ud800") == ""
    assert redact("a" + "\u0301" * 100_000)
