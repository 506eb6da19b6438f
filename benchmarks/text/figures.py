"""One measured figure and its bar."""

from typing import Any, NamedTuple


class Figure(NamedTuple):
    """A figure, its unit, its bar (None: reported only), and how many cases it rests on."""

    name: str
    value: float
    unit: str
    bar: float | None
    at_most: bool
    cases: int

    @property
    def reached(self) -> bool:
        """Whether the bar is reached."""
        if self.bar is None:
            return True
        return self.value <= self.bar if self.at_most else self.value >= self.bar

    def described(self) -> dict[str, Any]:
        """The figure as JSON says it."""
        return {**self._asdict(), "value": round(self.value, 6), "reached": self.reached}
