import json
from pathlib import Path

from config.topics import INPUTS, TOPICS
from tests.unit.cli.running import error_line, haechi


def test_every_topic_has_a_schema_with_its_title_description_and_key(tmp_path: Path) -> None:
    result = haechi("schemas", tmp_path / "new" / "schemas")
    assert result.exit_code == 0
    paths = [Path(line) for line in result.stdout.splitlines()]
    assert [path.name for path in paths] == [f"{name}.json" for name in TOPICS]
    for path, topic in zip(paths, TOPICS.values(), strict=True):
        schema = json.loads(path.read_text("utf-8"))
        assert schema["title"] == topic.name
        assert schema["description"]
        assert schema["x-key"] in schema["properties"] or topic.name == "restrictions"
        assert set(schema["properties"]) == set(topic.model.model_fields)


def test_what_may_be_left_out_of_events_is_always_there_in_what_haechi_writes(
    tmp_path: Path,
) -> None:
    haechi("schemas", tmp_path)
    for name, topic in TOPICS.items():
        schema = json.loads((tmp_path / f"{name}.json").read_text("utf-8"))
        fields = topic.model.model_fields
        wanted = {one for one, field in fields.items() if field.is_required() or name not in INPUTS}
        assert set(schema["required"]) == wanted


def test_the_same_models_give_the_same_bytes(tmp_path: Path) -> None:
    haechi("schemas", tmp_path / "one")
    haechi("schemas", tmp_path / "two")
    for name in TOPICS:
        one, other = (tmp_path / place / f"{name}.json" for place in ("one", "two"))
        assert one.read_bytes() == other.read_bytes()


def test_a_directory_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    for directory in (path, path / "below"):
        result = haechi("schemas", directory)
        assert result.exit_code == 2
        assert error_line(result).startswith(f"haechi: {directory}: ")
        assert error_line(result).endswith("; name a directory that can be written")
