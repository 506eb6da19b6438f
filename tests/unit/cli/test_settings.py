from pathlib import Path

import pytest
from pydantic import BaseModel

from config.settings import PREFIX, Settings
from tests.unit.cli.running import haechi

PAGE = Path(__file__).parents[3] / "docs" / "settings.md"


def variables(model: type[BaseModel] = Settings, prefix: str = PREFIX) -> dict[str, str]:
    """Every variable with the meaning that its model gives."""
    found: dict[str, str] = {}
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found |= variables(kind, f"{prefix}{name.upper()}__")
        else:
            found[prefix + name.upper()] = field.description or ""
    return found


def test_the_page_in_docs_is_what_the_command_prints() -> None:
    assert PAGE.read_text("utf-8") == haechi("settings").stdout, (
        "run: haechi settings > docs/settings.md"
    )


@pytest.mark.parametrize(("variable", "meaning"), variables().items())
def test_every_setting_has_a_row_with_its_meaning(variable: str, meaning: str) -> None:
    (row,) = [
        line
        for line in haechi("settings").stdout.splitlines()
        if line.startswith(f"| `{variable}`")
    ]
    assert meaning
    assert meaning in row.replace("\\|", "|")


def test_no_path_of_this_machine_and_no_password_is_printed() -> None:
    printed = haechi("settings").stdout
    assert str(PAGE.parents[1]) not in printed
    assert "SecretStr" not in printed
