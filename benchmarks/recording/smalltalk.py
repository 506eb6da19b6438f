"""Everyday phrases, complaints and board posts (`smalltalk.yaml`)."""

from __future__ import annotations

from pathlib import Path

import msgspec


class _Smalltalk(msgspec.Struct, frozen=True):
    phrases: dict[str, tuple[str, ...]]
    complaints: dict[str, tuple[str, ...]]
    board: tuple[str, ...]


_ALL = msgspec.yaml.decode(Path(__file__).with_name("smalltalk.yaml").read_bytes(), type=_Smalltalk)

PHRASES = _ALL.phrases
"""What people repeat all day, by language."""

COMPLAINTS = _ALL.complaints
"""What members answer to an advertisement, by language."""

BOARD = _ALL.board
"""What people write on each other's boards, in Korean."""
