from detectors.text.normalising import normalise
from detectors.text.surface import NAMES, surface


def column(name: str, *texts: str) -> list[float]:
    values = surface(normalise(texts))[:, NAMES.index(name)].tolist()
    return [round(value, 3) for value in values]


def test_amounts_and_percents_are_counted() -> None:
    assert column("amounts", "3만원 지급", "하루 3번") == [0.25, 0.0]
    assert column("percents", "첫 충전 50% 매일 20%", "50 퍼센트") == [1.0, 0.0]


def test_codes_are_counted_outside_of_links_and_paths() -> None:
    assert column("codes", "코드 ab12cd", "src/core/ab12cd.py", "@user1234 안녕") == [
        0.333,
        0.0,
        0.0,
    ]


def test_who_is_spoken_to_is_no_site() -> None:
    assert column("brands", "기린77 vip77 입장", "basil60: 메일 확인해", "basil60, look") == [
        0.5,
        0.0,
        0.0,
    ]
    assert column("brands", "ｐｕｌａｕ７７７, 최고") == [0.5]


def test_everyday_chinese_and_japanese_have_no_rare_characters() -> None:
    assert column("rare han", "你吃饭了吗", "你吃飯了嗎", "今日は天気がいい") == [0.0, 0.0, 0.0]
    assert column("rare han", "溦俽")[0] > 0


def test_no_texts_have_no_surface() -> None:
    assert surface(normalise([])).shape == (0, len(NAMES))
