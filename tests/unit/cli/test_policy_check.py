from pathlib import Path

import pytest

from config.settings import DEFAULT_POLICY
from tests.unit.cli.running import haechi

GOOD = """\
language: en
appeal: the help centre
rules:
  - id: copied-comments
    title: The same comment on many boards
    clause: A6
    description: Comments that are made from one another.
    mode: enforced
    on: board-posts
    when:
      commercial: {at_least: 0.8}
      kind: [comment]
      own_space: false
    count: {what: similar-texts, within: 1h}
    thresholds: {posts: 5, owners: 5}
    family: boards
    scope: boards
    ladder:
      - {measure: temporary-restriction, for: 1d}
    notice:
      en: You left the same comment {posts} times.
      ko: 같은 댓글을 {posts}건 남기셨습니다.
      vi: Bạn đã để lại cùng một bình luận {posts} lần.
    examples:
      fires:
        - name: six boards
          events:
            - {on: board-posts, author_id: tout, space_owner_id: "owner-{n}", repeat: 6,
               text: "한정 특가! 명품 가방 70% 세일, 지금 주문하세요", kind: comment}
      stays_quiet:
        - name: one board
          events:
            - {on: board-posts, author_id: tout, space_owner_id: owner, kind: comment, text: a}
"""


def with_change(old: str, new: str) -> bytes:
    assert old in GOOD
    return GOOD.replace(old, new, 1).encode()


def problems_of(path: Path) -> list[str]:
    """The lines on standard error, without the file's name."""
    result = haechi("policy", "check", path)
    assert (result.exit_code, result.stdout) == (2, "")
    lines = result.stderr.splitlines()
    assert all(line.startswith(f"{path}:") for line in lines)
    return [line.removeprefix(f"{path}:") for line in lines]


def test_a_good_policy_is_told_with_its_rules_and_version(tmp_path: Path) -> None:
    result = haechi("policy", "check", DEFAULT_POLICY)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"{DEFAULT_POLICY}: 29 rules, version ")
    small = tmp_path / "policy.yaml"
    small.write_text(GOOD)
    assert haechi("policy", "check", small).stdout.startswith(f"{small}: 1 rule, version ")


def test_a_mode_of_off_needs_no_quotes(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_bytes(with_change("mode: enforced", "mode: off"))
    assert haechi("policy", "check", path).exit_code == 0


YAML = "check indentation, colons and quotes"
WHOLE = "write language, time_zone, appeal and rules, as config/policy.yaml does"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (with_change("clause: A6", "clause A6"),
         f"7: not YAML: could not find expected ':'; {YAML}"),
        (with_change("    mode: enforced", "\tmode: enforced"),
         f"8: not YAML: found character '\\t' that cannot start any token; {YAML}"),
        (with_change("language: en", "language: en\nlanguage: ko"),
         f"2: not YAML: 'language' is written twice; {YAML}"),
        (b"a: " + b"[" * 5_000, f"1: not YAML: it is nested too deeply; {YAML}"),
        (b"a: b\nc: d\0\n",
         f"2: not YAML: there is a character in it that no text file has; {YAML}"),
        (b"", f"1: the file is empty; {WHOLE}"),
        (b"- a\n", f"1: the file is a list, not fields; {WHOLE}"),
        (b"appeal: x\nrules:\n  - text\n", "3: rules.0 is 'text'; write fields, name: value"),
        (with_change("appeal: the help centre\n", ""), "1: appeal is missing; add appeal: …"),
    ],
)  # fmt: skip
def test_what_is_no_policy_is_told_with_its_line(
    content: bytes, problem: str, tmp_path: Path
) -> None:
    path = tmp_path / "policy.yaml"
    path.write_bytes(content)
    assert problems_of(path) == [problem]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("posts: 5", "posts: five", "15: {}.thresholds.posts is 'five'; write a whole number"),
        ("posts: 5", "posts: yes", "15: {}.thresholds.posts is 'yes'; write a whole number"),
        ("posts: 5", "posts: 0",
         "15: {}.thresholds.posts is 0; it should be greater than or equal to 1"),
        ("within: 1h", "within: 1 hour",
         "14: {}.count.within: '1 hour' is no duration; write a number and s, m, h or d, e.g. 30m"),
        ("within: 1h", "within: 181d",
         "14: {}.count.within: is longer than 180d, which no window keeps; write at most 180d"),
        ("clause: A6", "clause: Z9", "6: {}.clause is 'Z9'; write A1 to A12 or B1 to B5"),
        ("id: copied-comments", "id: Copied Comments",
         "4: Copied Comments.id is 'Copied Comments'; write lower-case letters, digits and "
         "hyphens, beginning with a letter"),
        ("mode: enforced", "mode: on",
         "8: {}.mode is 'on'; write 'enforced', 'shadow' or 'off'"),
        ("{measure: temporary-restriction, for: 1d}", "{measure: temporary-restriction}",
         "19: {}.ladder.0: temporary-restriction needs a duration; write e.g. for: 7d"),
        ("{measure: temporary-restriction, for: 1d}", "{measure: warning, for: 1d}",
         "19: {}.ladder.0: warning takes no duration; leave out for"),
        ("scope: boards", "scope: board",
         "17: {}.scope is 'board'; write 'messaging', 'group-invites', 'likes', 'friend-adds', "
         "'boards', 'open-chat', 'room', 'channel-chat' or 'service'"),
        ("    count: {what: similar-texts, within: 1h}", "    counts: {what: similar-texts}",
         "14: {}.counts is not known; did you mean count?"),
        ("on: board-posts\n", "on: board-post\n",
         "9: {}.on: 'board-post' is no topic; did you mean board-posts?"),
        ("    scope: boards\n", "",
         "4: {}: scope and ladder go together; write both"),
        ("    scope: boards\n", "    scope: boards\n    review: true\n",
         "4: {}: review and ladder exclude each other; leave out one of them"),
        ("    scope: boards\n    ladder:\n      - {measure: temporary-restriction, for: 1d}\n", "",
         "4: {}: does nothing; add scope and ladder, or review: true"),
        ("      vi: Bạn đã để lại cùng một bình luận {posts} lần.\n", "",
         "20: {}.notice: is not in all languages; write ko, vi and en"),
        ("      stays_quiet:\n        - name: one board\n          events:\n            - {on: "
         "board-posts, author_id: tout, space_owner_id: owner, kind: comment, text: a}\n", "",
         "24: {}.examples.stays_quiet is missing; add stays_quiet: …"),
    ],
)  # fmt: skip
def test_a_name_that_is_written_wrong_is_told_with_what_to_write_instead(
    old: str, new: str, problem: str, tmp_path: Path
) -> None:
    path = tmp_path / "policy.yaml"
    path.write_bytes(with_change(old, new))
    told = [one for one in problems_of(path) if "count is missing" not in one]
    assert told == [problem.format("copied-comments")]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("own_space: false", "own_spaces: false",
         "13: condition 'own_spaces' is not known; did you mean own_space?"),
        ("own_space: false", "own_space: no",
         "13: own_space is 'no'; write true or false"),
        ("own_space: false", "room_age: {at_most: 7d}",
         "13: board-posts has no room_age; it goes with chat-messages, group-invites"),
        ("kind: [comment]", "kind: reply", "12: kind is 'reply'; write one of post, comment"),
        ("{at_least: 0.8}", "{at_least: 8}",
         "11: commercial goes from 0 to 1, not to 8; write e.g. commercial: {at_least: 0.8}"),
        ("{at_least: 0.8}", "0.8",
         "11: commercial is 0.8; write e.g. commercial: {at_least: 0.8}"),
        ("{at_least: 0.8}", "{atleast: 0.8}",
         "11: commercial is {'atleast': 0.8}; write e.g. commercial: {at_least: 0.8}"),
        ("what: similar-texts", "what: similar-text",
         "14: counting 'similar-text' is not known; did you mean similar-texts?"),
        ("what: similar-texts", "what: likes",
         "14: counting 'likes' is not known; write one of events, similar-texts, campaign, "
         "campaign-inviters, refused-invites, staff-texts, unlawful-advertising, reports, "
         "reported-texts, unverified-chats, look-alike-names, findings, operator-sanctions"),
        ("within: 1h}", "within: 1h, by: room}", "14: similar-texts has no by; remove it"),
        ("posts: 5", "comments: 5",
         "15: comments can not be counted in board-posts; write of texts, rooms, senders, "
         "devices, posts, spaces, owners"),
        ("thresholds: {posts: 5, owners: 5}", "thresholds: {}",
         "15: there is no threshold; write e.g. thresholds: {texts: 3}"),
        ("    notice:\n", "    also:\n      - {subject: owner, scope: boards, ladder: [{measure: "
         "warning}]}\n    notice:\n",
         "21: subject owner has no room here; write subject: counted, or leave it out"),
        ('space_owner_id: "owner-{n}", repeat: 6', "repeat: 6",
         "28: example six boards: event 1: space_owner_id is missing; add space_owner_id: …"),
        ("author_id: tout, space_owner_id: owner,", "autor_id: tout, space_owner_id: owner,",
         "33: example one board: event 1: autor_id is no field of board-posts; did you mean "
         "author_id?"),
        ("kind: comment, text: a", "kind: reply, text: a",
         "33: example one board: event 1: kind is 'reply'; write 'post' or 'comment'"),
        ("{on: board-posts, author_id: tout, space_owner_id: owner", "{on: boards, author_id: a",
         "33: example one board: event 1: on is 'boards'; did you mean board-posts?"),
        ("{on: board-posts, author_id: tout, space_owner_id: owner", "{on: [], author_id: a",
         "33: example one board: event 1: on is []; write one of chat-messages, group-invites, "
         "invite-responses, likes, friend-adds, board-posts, open-chat-rooms, user-reports, "
         "ad-consents, identity-verifications, business-senders, operator-actions"),
        ("repeat: 6", "repeat: 6, at: [1h]",
         "28: example six boards: event 1: at: ['1h'] is no duration; write a number and s, m, h "
         "or d, e.g. 30m"),
        ("{at_least: 0.8}", "{at_least: .nan}",
         "11: commercial is compared with nan; write e.g. commercial: {at_least: 0.8}"),
        ("repeat: 6", "repeat: many",
         "28: example six boards: event 1: repeat is 'many'; write a number up to 2000"),
        ("repeat: 6", "repeat: 6, every: 5 min",
         "28: example six boards: event 1: every: '5 min' is no duration; write a number and "
         "s, m, h or d, e.g. 30m"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_told_with_what_to_write_instead(
    old: str, new: str, problem: str, tmp_path: Path
) -> None:
    path = tmp_path / "policy.yaml"
    path.write_bytes(with_change(old, new))
    line, what = problem.split(": ", 1)
    assert problems_of(path) == [f"{line}: copied-comments: {what}"]


def test_a_rule_that_needs_more_topics_says_which(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    changed = with_change("what: similar-texts", "what: staff-texts").decode()
    path.write_text(changed)
    assert problems_of(path) == [
        "9: copied-comments: staff-texts does not listen to board-posts; "
        "write of chat-messages, open-chat-rooms",
        "9: copied-comments: staff-texts needs chat-messages, open-chat-rooms; add it to on",
        "15: copied-comments: staff-texts has thresholds posts, owners; write exactly messages",
    ]


def test_an_id_that_is_used_twice_is_told_where_it_comes_again(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(GOOD + GOOD.partition("rules:\n")[2])
    assert problems_of(path) == [
        "34: rule id 'copied-comments' is used twice; give each rule its own"
    ]


def test_every_problem_is_told_in_the_order_of_the_lines(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(GOOD.replace("A6", "six").replace("family", "familie").replace("1d", "1"))
    assert problems_of(path) == [
        "4: copied-comments.family is missing; add family: …",
        "6: copied-comments.clause is 'six'; write A1 to A12 or B1 to B5",
        "16: copied-comments.familie is not known; did you mean family?",
        "19: copied-comments.ladder.0.for: 1 is no duration; write a number and s, m, h or d, "
        "e.g. 30m",
    ]


def test_what_is_no_text_file_is_told_in_one_line(tmp_path: Path) -> None:
    binary, utf_16 = tmp_path / "binary", tmp_path / "utf-16"
    binary.write_bytes(bytes(range(256)) * 8)
    utf_16.write_bytes(GOOD.encode("utf-16"))
    for path in (binary, utf_16, tmp_path, tmp_path / "missing"):
        (problem,) = problems_of(path)
        assert problem.startswith("1: the file can not be read")
        assert problem.endswith("; give a UTF-8 text file")
