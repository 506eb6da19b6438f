from detectors.text.redaction import redact


def test_the_middle_digits_of_numbers_are_masked() -> None:
    assert redact("문의 010-1234-5678") == "문의 010-••••-••78"
    assert redact("농협 302-1234-5678-91") == "농협 302-••••-••••-91"


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
