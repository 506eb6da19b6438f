"""`haechi policy`: whether a policy file is right, does what it should, and what it says."""

# ruff: noqa: PLC0415 - heavy modules are imported when the command runs, so that --help is quick

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from config.suggestions import suggestion
from streams.cli.ending import FAILED
from streams.cli.example import ExampleCommand

if TYPE_CHECKING:
    from config.policy import Policy
    from config.rules import Rule

CHECK: Final = "haechi policy check config/policy.yaml"
TEST: Final = "haechi policy test config/policy.yaml --rule mass-group-invites"
EXPLAIN: Final = "haechi policy explain repeated-advertising"
PAGES: Final = "haechi policy pages /tmp/rules"
REFERENCE: Final = "haechi policy reference"

_FILE = click.argument("file", type=click.Path(path_type=Path))
_POLICY = click.option("--policy", "policy_file", metavar="FILE", type=click.Path(path_type=Path),
                       help="The policy.  [default: the one of HAECHI_POLICY_FILE]")  # fmt: skip


@click.group()
def policy() -> None:
    """Check, test and explain a policy file."""


@policy.command(cls=ExampleCommand, example=CHECK)
@_FILE
def check(file: Path) -> None:
    """Check a policy file.

    Every problem is one line, FILE:LINE: what is wrong; what to write instead. A good file gives
    its rules and its version, which every sanction carries.
    """
    from detectors.registry import load_checked_policy

    checked = load_checked_policy(file)
    rules = "rule" if len(checked.rules) == 1 else "rules"
    click.echo(f"{file}: {len(checked.rules)} {rules}, version {checked.version}")


@policy.command(cls=ExampleCommand, example=TEST)
@_FILE
@click.option("--rule", "rule_id", metavar="RULE", default="", help="Only this rule.")
@click.pass_context
def test(context: click.Context, file: Path, rule_id: str) -> None:
    """Run the rules' own examples.

    Each example of each rule goes through the worker's rules and windows, on its own. Of one that
    does not do what it says, the counts are shown, and which condition left what out. The exit
    code is 1 when an example fails.
    """
    from detectors.registry import load_checked_policy
    from streams.policy_examples.run import run_examples
    from streams.policy_words.results import result_in_words, summary

    checked = load_checked_policy(file)
    rules = [_rule(checked, rule_id)] if rule_id else checked.rules
    results = []
    for rule in rules:
        click.echo(f"{rule.id}{'' if rule.mode == 'enforced' else f' ({rule.mode})'}")
        if rule.mode == "off":
            click.echo("  the rule is off; its examples are not run")
        for result in run_examples(checked, rule.id):
            results.append(result)
            click.echo("\n".join(result_in_words(result)))
    click.echo(summary(len(rules), results))
    if not all(result.passed for result in results):
        context.exit(FAILED)


@policy.command(cls=ExampleCommand, example=EXPLAIN)
@click.argument("rule_id", metavar="RULE")
@_POLICY
def explain(rule_id: str, policy_file: Path | None) -> None:
    """Say in plain words what a rule does.

    What it listens to, what it counts of whom and within which time, what follows, how long that
    counts, what users read, and its examples.
    """
    from streams.policy_words.explanation import explained

    loaded = _loaded(policy_file)
    click.echo(explained(_rule(loaded, rule_id), loaded))


@policy.command(cls=ExampleCommand, example=PAGES)
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@_POLICY
def pages(directory: Path, policy_file: Path | None) -> None:
    """Write a page for every rule.

    DIR gets a Markdown page per rule, and README.md with the rules by clause. docs/rules is made
    so from the policy that haechi comes with.
    """
    from streams.policy_words.pages import rule_pages

    written = rule_pages(_loaded(policy_file))
    directory.mkdir(parents=True, exist_ok=True)
    for name, content in written.items():
        (directory / name).write_text(content, "utf-8")
    click.echo(f"written to {directory}: {len(written) - 1} rules, README.md")


@policy.command(cls=ExampleCommand, example=REFERENCE)
def reference() -> None:
    """List everything that a policy file may say.

    Every name of the file with its type, default and meaning, every condition and every kind of
    counting. docs/policy-file.md is what this prints.
    """
    from streams.policy_words.reference import policy_reference

    click.echo(policy_reference(), nl=False)


def _loaded(policy_file: Path | None) -> "Policy":
    from config.settings import load_settings
    from detectors.registry import load_checked_policy

    return load_checked_policy(policy_file or load_settings().policy_file)


def _rule(policy: "Policy", rule_id: str) -> "Rule":
    known = [rule.id for rule in policy.rules]
    if rule_id not in known:
        raise click.UsageError(f"the policy has no rule {rule_id!r}; {suggestion(rule_id, known)}")
    return policy.rules[known.index(rule_id)]
