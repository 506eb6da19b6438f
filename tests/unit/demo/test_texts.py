import re
from collections import Counter
from importlib.resources import files

from streams.demo.recording import load_texts

CONTACT = re.compile(r"\d(?:[\s().\-]?\d){6,}|[\w.+-]+@[\w-]+\.\w+")


def test_the_texts_are_about_twelve_thousand_and_seven_in_ten_korean() -> None:
    texts = load_texts()
    languages = Counter(text.lang for text in texts)
    assert 11_500 <= len(texts) <= 12_500
    assert 0.68 < languages["ko"] / len(texts) < 0.76
    assert set(languages) == {"ko", "vi", "en"}
    assert {text.label for text in texts} == {"ham", "spam"}


def test_no_text_repeats_or_holds_a_telephone_number_or_an_address() -> None:
    texts = [text.text for text in load_texts()]
    assert len(set(texts)) == len(texts)
    assert not [text for text in texts if CONTACT.search(text)]


def test_a_link_in_a_text_leads_nowhere() -> None:
    links = [link for text in load_texts() for link in re.findall(r"https?://\S+", text.text)]
    assert links
    assert all(link.startswith("https://link.example") for link in links)


def test_the_attribution_counts_the_texts_of_every_source() -> None:
    page = files("streams.demo").joinpath("ATTRIBUTION.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ([\d,]+) \|", page, re.MULTILINE)
    told = {source: int(count.replace(",", "")) for source, count in rows}
    assert told == Counter(text.source for text in load_texts())


def test_the_data_stays_within_its_size() -> None:
    folder = files("streams.demo")
    assert len(folder.joinpath("texts.jsonl.gz").read_bytes()) <= 900_000
    assert len(folder.joinpath("events.jsonl.gz").read_bytes()) <= 1_200_000
