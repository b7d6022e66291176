"""Days side by side, wide where much happens and narrow where nothing does; a long quiet stretch is one gap."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
QUIET = 0.8  # of a day without anything
BUSY, MOST = 2.2, 30.0  # of a day with something: for itself, and with everything in it at most
LONG = 6  # so many quiet days in a row are one gap
GAP = 2.6

Weighed = tuple[datetime, float]
"""A time, and how much room it wants."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One day, or a gap of several, as it is drawn. The first day begins with the hour of the first time in it."""

    first: date
    last: date
    begins: datetime
    ends: datetime
    x: float
    width: float

    @property
    def is_gap(self) -> bool:
        return self.last > self.first


@dataclass(frozen=True, slots=True)
class Axis:
    """Where each moment stands between 0 and `width`."""

    zone: ZoneInfo
    stretches: tuple[Stretch, ...]
    width: float

    def x(self, at: datetime) -> float:
        """In proportion within its day (or gap); at the edge for what lies outside."""
        for stretch in self.stretches:
            if at < stretch.ends:
                share = (at - stretch.begins) / (stretch.ends - stretch.begins)
                return stretch.x + stretch.width * max(share, 0.0)
        return self.width


def axis(times: Iterable[Weighed], zone: ZoneInfo, width: float) -> Axis:
    """From the first of these times to the end of the day of the last."""
    weights: dict[date, float] = {}
    known = sorted(times)
    for at, weight in known:
        day = at.astimezone(zone).date()
        weights[day] = weights.get(day, 0.0) + weight
    start = known[0][0].astimezone(zone).replace(minute=0, second=0, microsecond=0)
    weighed = list(_weighed(min(weights), max(weights), weights))
    whole = sum(weight for *_, weight in weighed)
    stretches, x = [], 0.0
    for first, last, weight in weighed:
        own = width * weight / whole
        begins = max(datetime.combine(first, time(), zone), start)
        stretches.append(Stretch(first, last, begins, datetime.combine(last + DAY, time(), zone), x, own))
        x += own
    return Axis(zone, tuple(stretches), width)


def _weighed(first: date, last: date, weights: Mapping[date, float]) -> Iterable[tuple[date, date, float]]:
    day = first
    while day <= last:
        end = day
        if day in weights:
            yield day, day, min(BUSY + weights[day], MOST)
        else:
            while end + DAY <= last and end + DAY not in weights:
                end += DAY
            count = (end - day).days + 1
            if count >= LONG:
                yield day, end, GAP
            else:
                yield from ((day + DAY * n, day + DAY * n, QUIET) for n in range(count))
        day = end + DAY


def apart(places: Collection[float], least: float) -> list[float]:
    """The same places in their order, each at least so far from the one before it."""
    shown: list[float] = []
    for place in sorted(places):
        shown.append(max(place, shown[-1] + least) if shown else place)
    return shown
