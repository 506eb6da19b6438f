"""What happens to a test whose server cannot be had on this machine."""

import os
import shutil
from typing import NoReturn

import pytest


def server_missing(reason: str) -> NoReturn:
    """Skip the test with the reason; in CI, where every server must be there, fail it."""
    if os.environ.get("CI"):
        pytest.fail(f"{reason}; CI must have it", pytrace=False)
    pytest.skip(reason)


def required_program(name: str, remedy: str) -> str:
    """The path of a program, or `server_missing`."""
    path = shutil.which(name)
    if path is None:
        server_missing(f"{name} is not installed ({remedy})")
    return path
