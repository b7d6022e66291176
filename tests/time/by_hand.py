"""Counting with a finger on the calendar and an eye on the clock: slow, and so plain that anybody can see it is right.

It shares nothing with what it checks but the hours and the span, and never computes where a clock change lies: it asks
what the wall shows, minute by minute or day by day.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from workflows.values.directory import Hours, Span, SpanUnit

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@cache
def offsets(zone: ZoneInfo) -> tuple[timedelta, ...]:
    """All that this zone was ever away from Greenwich, the most eastern first."""
    days = (datetime(1985, 1, 1, tzinfo=UTC) + number * DAY for number in range(60 * 366))
    return tuple(sorted({at.astimezone(zone).utcoffset() or 0 * DAY for at in days}, reverse=True))


@cache
def happened(zone: ZoneInfo, day: date) -> bool:
    """Whether a calendar on the wall ever showed that date."""
    noon = datetime.combine(day, time(12), tzinfo=UTC)
    return any((noon + hours * HOUR).astimezone(zone).date() == day for hours in range(-36, 37, 6))


def shown(zone: ZoneInfo, day: date, clock: time) -> datetime | None:
    """The first moment at which the wall showed this; None where it never did."""
    for offset in offsets(zone):
        at = datetime.combine(day, clock, tzinfo=UTC) - offset
        wall = at.astimezone(zone)
        if (wall.date(), wall.time()) == (day, clock):
            return at
    return None


def shown_or_unset(zone: ZoneInfo, day: date, clock: time) -> datetime:
    """The same; or the moment at which a clock showed it that nobody has set since noon of the day before."""
    if (found := shown(zone, day, clock)) is not None:
        return found
    noon = shown(zone, day - DAY, time(12))
    assert noon is not None
    return noon + 12 * HOUR + clock.hour * HOUR + clock.minute * MINUTE


@dataclass(frozen=True)
class ByHand:
    """One office: its zone, its hours, its holidays."""

    zone: ZoneInfo
    hours: Hours
    holidays: Set[date]
    day_zero: bool = True

    def works_on(self, day: date) -> bool:
        return day.weekday() in self.hours.days and day not in self.holidays and happened(self.zone, day)

    # day by day, for hours of the daytime, in which no clocks change

    def days_after(self, start: datetime, span: Span) -> datetime:
        wall = start.astimezone(self.zone)
        day, clock, left = wall.date(), wall.time(), span.amount
        if span.unit is SpanUnit.DAYS:
            return shown_or_unset(self.zone, day + left * DAY, clock)
        too_late = self.hours.cut_off or self.hours.closes
        if not self.works_on(day) or clock >= too_late:
            day, clock = self.next_day(day), self.hours.opens
        elif clock < self.hours.opens:
            clock = self.hours.opens
        if not self.day_zero:
            left, clock = left - 1, self.hours.closes
        for _ in range(left):
            day = self.next_day(day)
        return shown_or_unset(self.zone, day, clock)

    def days_before(self, end: datetime, span: Span) -> datetime:
        wall = end.astimezone(self.zone)
        day, clock, left = wall.date(), wall.time(), span.amount
        if span.unit is SpanUnit.DAYS:
            return shown_or_unset(self.zone, day - left * DAY, clock)
        if self.works_on(day) and clock > self.hours.opens:
            clock = min(clock, self.hours.closes)
        else:
            day, clock = self.last_day(day), self.hours.closes
        for _ in range(left):
            day = self.last_day(day)
        return shown_or_unset(self.zone, day, clock)

    def next_day(self, day: date) -> date:
        day += DAY
        while not self.works_on(day):
            day += DAY
        return day

    def last_day(self, day: date) -> date:
        day -= DAY
        while not self.works_on(day):
            day -= DAY
        return day

    # minute by minute

    def minutes(self, since: datetime, until: datetime) -> Iterator[tuple[datetime, bool]]:
        """Each minute from `since` to `until`, and whether the doors are open in it.

        Somebody opens them when the clock first shows the opening hour of a day, or later, and locks them when it first
        shows the closing hour. Clocks that go back do not bring a day back that is over. `since` is before a morning.
        """
        today, came, left, at = date.min, False, False, since
        while at < until:
            wall = at.astimezone(self.zone)
            if wall.date() > today:
                today, came, left = wall.date(), False, False
            if wall.date() == today:
                came = came or wall.time() >= self.hours.opens
                left = left or wall.time() >= self.hours.closes
            yield at, came and not left and self.works_on(today)
            at += MINUTE
