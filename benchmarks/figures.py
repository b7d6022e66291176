"""What is measured, as values: samples, the figures made of them, the bounds they have to keep, and a page section."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field


def median(samples: Sequence[float]) -> float:
    return statistics.median(samples)


def percentile(samples: Sequence[float], hundredths: int) -> float:
    """The smallest sample that so many of a hundred do not exceed (nearest rank)."""
    ordered = sorted(samples)
    rank = -(-len(ordered) * hundredths // 100)
    return ordered[max(rank, 1) - 1]


@dataclass(frozen=True, slots=True)
class Bound:
    """One promise: `value` is at most, or at least, `limit`."""

    says: str
    value: float
    limit: float
    at_most: bool = True
    unit: str = "x"

    @property
    def kept(self) -> bool:
        return self.value <= self.limit if self.at_most else self.value >= self.limit

    def __str__(self) -> str:
        sign, verdict = ("≤" if self.at_most else "≥"), ("kept" if self.kept else "MISSED")
        return f"{self.says}: **{self.value:.2f} {self.unit}** ({sign} {self.limit:g} {self.unit}): {verdict}"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page: what was measured and how, a table, and the promises."""

    title: str
    how: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bounds: tuple[Bound, ...] = field(default=())

    def __str__(self) -> str:
        line = "| " + " | ".join(self.head) + " |"
        rule = "|" + "---|" * len(self.head)
        table = [line, rule, *("| " + " | ".join(row) + " |" for row in self.rows)]
        promises = [f"- {bound}" for bound in self.bounds]
        return "\n".join([f"## {self.title}", "", self.how, "", *table, "", *promises]).rstrip() + "\n"
