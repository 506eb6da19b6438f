"""Which variables of the environment are settings, and what to say about those that are not."""

import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import Final

PREFIX: Final = "HAECHI_"

NOT_SETTINGS: Final = frozenset({"HAECHI_CACHE", "HAECHI_TRACEBACK"})
"""What the tests and the command line read by themselves."""

_OF_A_SERVICE: Final = re.compile(
    r"\w+_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)"
)
_ADDRESS: Final = re.compile(r"(tcp|udp|sctp)://.+")
"""Kubernetes sets such variables in every container beside a service named `haechi…`."""


def unknown_variables(environment: Mapping[str, str], known: Collection[str]) -> Iterator[str]:
    """What is wrong with each variable that looks like a setting and is none."""
    groups = {name.rpartition("__")[0] for name in known}
    for name, value in sorted(environment.items()):
        variable = name.upper()
        if (
            variable.startswith(PREFIX)
            and variable not in known
            and variable not in groups
            and variable not in NOT_SETTINGS
            and not _is_of_a_service(variable, value)
        ):
            yield not_a_setting(variable, known)


def _is_of_a_service(variable: str, value: str) -> bool:
    named = _OF_A_SERVICE.fullmatch(variable) is not None
    return named or (variable.endswith("_PORT") and _ADDRESS.fullmatch(value) is not None)


def not_a_setting(variable: str, known: Collection[str]) -> str:
    """One sentence about an unknown variable: the name that was probably meant, or the list."""
    close = get_close_matches(variable, sorted(known), 1, cutoff=0.85)
    remedy = f"did you mean {close[0]}?" if close else "see docs/settings.md for the names"
    return f"{variable} is not a setting of haechi; {remedy}"
