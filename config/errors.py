"""Errors of configuration, all permanent: waiting does not mend them.

ConfigurationError
├── SettingsError     an environment variable is missing or wrong
└── PolicyError       the policy file cannot be used; carries every problem with its line
"""

from dataclasses import dataclass
from pathlib import Path


class ConfigurationError(Exception):
    """What a person set cannot be used as it is."""


class SettingsError(ConfigurationError):
    """A setting is missing or has a value that cannot be used."""


@dataclass(frozen=True)
class PolicyProblem:
    """One thing that is wrong in a policy file, and what to write instead."""

    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}; {self.remedy}"


class PolicyError(ConfigurationError):
    """A policy file has problems; `problems` holds all of them in order of lines."""

    def __init__(self, path: Path, problems: list[PolicyProblem]) -> None:
        self.path = path
        self.problems = sorted(problems, key=lambda problem: problem.line)
        super().__init__("\n".join(f"{path}: {problem}" for problem in self.problems))
