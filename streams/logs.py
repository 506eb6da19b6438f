"""How the worker logs: one line per event, to stderr."""

from typing import Any

QUIET = ("aiokafka", "faust", "mode", "aiohttp.access", "asyncio")
"""Libraries whose chatter is left out below a warning, unless the level is DEBUG."""


def logging_config(level: str) -> dict[str, Any]:
    """A `logging.config.dictConfig` for the worker."""
    library_level = "DEBUG" if level == "DEBUG" else "WARNING"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "stream": "ext://sys.stderr",
            }
        },
        "loggers": {name: {"level": library_level} for name in QUIET},
        "root": {"level": level, "handlers": ["stderr"]},
    }
