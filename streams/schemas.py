"""The JSON Schema of every topic, from the models."""

import json
from pathlib import Path
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema

from config.topics import INPUTS, TOPICS, Topic
from streams.errors import InputError

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


class _Written(GenerateJsonSchema):
    """Schemas of what is always written in whole."""

    def field_is_required(self, field: Any, total: bool) -> bool:
        return True


def schema_of(topic: Topic) -> dict[str, Any]:
    """The schema of a topic's values.

    Of what haechi reads, fields with a default may be left out; of what it writes, all are there.
    """
    if topic.name in INPUTS:
        schema = topic.model.model_json_schema()
    else:
        schema = topic.model.model_json_schema(mode="serialization", schema_generator=_Written)
    head = {
        "$schema": DIALECT,
        "title": topic.name,
        "description": " ".join(schema["description"].split()),
        "x-key": topic.key or "subject_type:subject_id:scope",
    }
    return {**head, **{name: part for name, part in schema.items() if name not in head}}


def write_schemas(directory: Path) -> list[Path]:
    """Write `<topic>.json` for every topic; the same models give the same bytes.

    Raises:
        InputError: the directory can not be made or written.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        return [_written(directory, topic) for topic in TOPICS.values()]
    except OSError as error:
        raise InputError(
            f"{directory}: {error.strerror}; name a directory that can be written"
        ) from None


def _written(directory: Path, topic: Topic) -> Path:
    path = directory / f"{topic.name}.json"
    path.write_text(json.dumps(schema_of(topic), ensure_ascii=False, indent=2) + "\n", "utf-8")
    return path
