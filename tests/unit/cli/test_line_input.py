import gzip
import io
from hashlib import sha256
from typing import cast

import pytest
from hypothesis import given
from hypothesis.strategies import binary, lists

from streams import line_input
from streams.errors import InputError
from streams.line_input import KEPT_BYTES, LONGEST_LINE_BYTES, LongLine, read_lines


def lines_of(content: bytes) -> list[bytes]:
    return [line for lines in read_lines(io.BytesIO(content), "x") for line in lines]


class Trickle(io.BytesIO):
    """A pipe that brings one byte at a time."""

    def read1(self, size: int | None = -1, /) -> bytes:
        return super().read1(min(size or 1, 1))


@given(lists(binary(max_size=20).map(lambda line: line.replace(b"\n", b""))))
def test_lines_come_back_as_they_were_written(lines: list[bytes]) -> None:
    content = b"".join(line + b"\n" for line in lines)
    if not content.startswith((b"\xef\xbb\xbf", b"\x1f\x8b")):
        assert lines_of(content) == lines
        trickled = read_lines(Trickle(content), "x")
        assert [line for some in trickled for line in some] == lines
    assert lines_of(gzip.compress(b"{}\n" + content)) == [b"{}", *lines]


def test_a_last_line_needs_no_end() -> None:
    assert lines_of(b"a\nb") == [b"a", b"b"]


def test_a_byte_order_mark_is_left_out() -> None:
    assert lines_of("\ufeffa\n\ufeffb\n".encode()) == [b"a", "\ufeffb".encode()]


def test_of_an_endless_line_only_the_beginning_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_input, "CHUNK_BYTES", 1_000_003)
    endless = b"ab" * LONGEST_LINE_BYTES
    before, long, after = lines_of(b"before\n" + endless + b"\nafter\n")
    assert (before, after) == (b"before", b"after")
    assert long == endless[:KEPT_BYTES]
    line = cast("LongLine", long)
    assert (line.size_bytes, line.sha256) == (len(endless), sha256(endless).hexdigest())


def test_the_longest_line_is_held_in_whole() -> None:
    longest = b"a" * LONGEST_LINE_BYTES
    assert lines_of(longest + b"\n") == [longest]
    assert type(lines_of(longest + b"\n")[0]) is bytes


def test_progress_is_told_the_bytes_on_disk() -> None:
    packed = gzip.compress(b"line\n" * 200_000)
    told: list[int] = []
    assert sum(map(len, read_lines(io.BytesIO(packed), "x", told.append))) == 200_000
    assert sum(told) == len(packed)


@pytest.mark.parametrize("cut", [3, 12, -1, -9])
def test_gzip_that_is_cut_off_is_told(cut: int) -> None:
    packed = gzip.compress(bytes(range(256)) * 40)
    with pytest.raises(InputError, match="x: the gzip data is cut off or damaged"):
        lines_of(packed[:cut])
