import string
from importlib.resources import files
from typing import Any, get_args

import pytest
import yaml

from config.outputs import Sanction
from tests.unit.streams_of_events import shipped_policy

LANGUAGES = ("ko", "vi", "en")
FACTS_OF_KINDS = {"campaign": {"senders"}, "unlawful-advertising": {"missing"}}
"""What findings of some kinds know besides their counts and the window."""


def notices(lang: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(
        files("config").joinpath(f"notices/{lang}.yaml").read_text("utf-8")
    )
    return loaded


def wordings(node: Any, path: str = "") -> dict[str, str]:
    """Every text of a file by its path of keys."""
    if isinstance(node, str):
        return {path: node}
    return {
        key: text
        for name, below in node.items()
        for key, text in wordings(below, f"{path}/{name}").items()
    }


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_languages_have_the_same_entries(lang: str) -> None:
    assert set(wordings(notices(lang))) == set(wordings(notices("en")))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sentence_of_a_reason_needs_the_same_facts_in_each_language(lang: str) -> None:
    english = wordings(notices("en")["reasons"])
    for path, text in wordings(notices(lang)["reasons"]).items():
        assert placeholders(text) == placeholders(english[path]), path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_notice_names_the_same_facts_in_each_language(lang: str) -> None:
    english = notices("en")
    ours = notices(lang)
    for name, measure in ours["measures"].items():
        both = placeholders(measure["title"] + measure["body"])
        told = english["measures"][name]
        assert both == placeholders(told["title"] + told["body"]), name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_notice_says_why_where_how_to_object_and_its_number(lang: str) -> None:
    loaded = notices(lang)
    for notice in (*loaded["measures"].values(), loaded["lift"]):
        assert {"reason", "scope", "from", "appeal", "sanction_id"} <= placeholders(notice["body"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_restriction_says_until_when(lang: str) -> None:
    for name, notice in notices(lang)["measures"].items():
        assert ("until" in placeholders(notice["body"])) == name.endswith("restriction")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_rules_reason_is_there_and_names_only_what_its_findings_know(lang: str) -> None:
    reasons = notices(lang)["reasons"]
    for rule in shipped_policy().rules:
        facts = {"window", *rule.thresholds, *FACTS_OF_KINDS.get(rule.count.what, ())}
        assert placeholders(reasons[rule.id]) <= facts, rule.id


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_measure_and_scope_of_the_contract_has_a_name(lang: str) -> None:
    loaded = notices(lang)
    assert set(loaded["measures"]) == literals("measure")
    assert set(loaded["scopes"]) == literals("scope")


def literals(field: str) -> set[str]:
    return set(get_args(Sanction.model_fields[field].annotation))
