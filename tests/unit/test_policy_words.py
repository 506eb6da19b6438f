"""The policy in plain words: every kind, condition and name has some, and the pages hold them."""

import re
from pathlib import Path
from typing import Any

import pytest

from config.conditions import FEATURES, read_condition
from config.policy import Policy
from config.rules import Part, Rule
from config.settings import DEFAULT_POLICY
from config.topics import INPUTS
from detectors.happenings import COUNTABLE
from detectors.registry import KINDS, load_checked_policy
from streams.policy_words.conditions import FLAGS, TOPICS, condition_in_words
from streams.policy_words.counting import COUNTED, KIND_WORDS, NOT_COUNTED
from streams.policy_words.explanation import explained
from streams.policy_words.names import PARTS, Meanings
from streams.policy_words.pages import rule_pages
from streams.policy_words.reference import HIDDEN, KIND_MEANINGS, policy_reference

DOCS = Path(__file__).parents[2] / "docs"
POLICY: Policy = load_checked_policy(DEFAULT_POLICY)
SAMPLES: dict[str, Any] = {
    "score": {"at_least": 0.5},
    "number": {"below": 3},
    "duration": {"at_most": "7d"},
    "flag": False,
}
JARGON = ("_", "observation", "identities", "signature", "regex", "None", "{", "}")


def test_every_kind_of_counting_has_words() -> None:
    assert set(KIND_WORDS) == set(KINDS)
    assert set(KIND_MEANINGS) == set(KINDS)
    assert set(NOT_COUNTED) <= set(KINDS)


def test_everything_that_thresholds_count_has_words() -> None:
    counted = set(COUNTABLE) | {name for kind in KINDS.values() for name in kind.thresholds}
    assert set(COUNTED) == counted


def test_every_topic_and_every_flag_has_words() -> None:
    assert set(TOPICS) == {*INPUTS, "findings"}
    assert set(FLAGS) == {one.name for one in FEATURES.values() if one.kind == "flag"}


@pytest.mark.parametrize("name", FEATURES)
def test_every_condition_is_a_sentence_with_its_meaning(name: str) -> None:
    feature = FEATURES[name]
    written = SAMPLES.get(feature.kind, feature.choices[:1])
    condition = read_condition(name, list(written) if feature.choices else written, feature.topics)
    words = condition_in_words(condition)
    assert words == FLAGS[name] if feature.kind == "flag" else words.startswith(feature.meaning)


@pytest.mark.parametrize("rule", POLICY.rules, ids=lambda rule: rule.id)
def test_a_rule_is_explained_without_jargon(rule: Rule) -> None:
    words = explained(rule, POLICY)
    assert words.startswith(f"{rule.id}: {rule.title}\n")
    assert not [one for one in JARGON if one in words]
    assert all(example.name in words for example in rule.examples.fires)
    assert all(example.name in words for example in rule.examples.stays_quiet)


@pytest.mark.parametrize(("model", "meanings"), [(one[0], one[2]) for one in PARTS.values()])
def test_every_name_of_the_file_has_a_meaning(model: type[Part], meanings: Meanings) -> None:
    names = {field.alias or name for name, field in model.model_fields.items()}
    assert set(meanings) == names - HIDDEN


def test_the_reference_in_docs_is_what_the_command_prints() -> None:
    assert (DOCS / "policy-file.md").read_text("utf-8") == policy_reference(), (
        "run: haechi policy reference > docs/policy-file.md"
    )


def test_the_pages_of_the_rules_are_made_from_the_shipped_policy() -> None:
    written = {path.name: path.read_text("utf-8") for path in (DOCS / "rules").iterdir()}
    assert written == rule_pages(POLICY), (
        "remove docs/rules, then run: haechi policy pages docs/rules"
    )


def test_links_between_the_pages_lead_somewhere() -> None:
    for path in [*(DOCS / "rules").iterdir(), *DOCS.glob("policy-file.md"), *DOCS.glob("write*")]:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text("utf-8")):
            assert (path.parent / target).exists(), (path.name, target)
