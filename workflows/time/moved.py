"""What moved the end of a span: days off, holidays, a cut-off hour, changes of the clocks that lie between.

Only what made a difference is named. Clocks that changed meanwhile move `24h`, since it ends at another hour, and leave
`1d` alone, since it ends at the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from workflows.time.calendar import CALENDAR_DAYS, DAY, ELAPSED, Calendar, changed_at, shown
from workflows.values.directory import Span, SpanUnit

WORKING = frozenset({SpanUnit.WORKING_DAYS, SpanUnit.WORKING_HOURS})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockChange:
    """Local clocks were set at this moment (UTC) by so much; a negative length is back."""

    at: datetime
    by: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Where a span that starts at `start` ends, in UTC, and what moved that end, in order of time.

    `counted_from`: where the counting began, which differs from `start` outside working hours and after the cut-off.
    `days_off` are weekly ones, and `holidays` those that fall on other days.
    """

    start: datetime
    counted_from: datetime
    end: datetime
    days_off: tuple[date, ...] = ()
    holidays: tuple[date, ...] = ()
    clocks: tuple[ClockChange, ...] = ()
    after_cut_off: bool = False

    @property
    def at_all(self) -> bool:
        """Whether anything moved it."""
        return bool(self.days_off or self.holidays or self.clocks) or self.counted_from != self.start


def explain(calendar: Calendar, start: datetime, span: Span, *, back: bool = False) -> Moved:
    """Where `span` after `start` ends, or before it with `back`, and what moved it. Raises CalendarEnds."""
    start = start.astimezone(UTC)
    end = calendar.before(start, span) if back else calendar.add(start, span)
    working = span.unit in WORKING and not calendar.hours.always and bool(span.amount)
    low, high = min(start, end), max(start, end)
    off = tuple(_off(calendar, low, high)) if working else ()
    counted_from = calendar.counted_from(start, span) if working and not back else start
    between = tuple(changes(calendar.zone, low, high))
    return Moved(
        start=start,
        counted_from=counted_from,
        end=end,
        days_off=tuple(day for day in off if day.weekday() not in calendar.hours.days),
        holidays=tuple(day for day in off if day.weekday() in calendar.hours.days),
        clocks=tuple(one for one in between if _moves(one, calendar, span, counted_from, end, working=working)),
        after_cut_off=span.unit is SpanUnit.WORKING_DAYS and working and not back and calendar.after_cut_off(start),
    )


def changes(zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[ClockChange]:
    """The changes of the clocks after `since` and not after `until`, the earliest first."""
    at, until = since.astimezone(UTC), until.astimezone(UTC)
    while at < until:
        then = min(at + DAY, until)
        if by := _offset(zone, then) - _offset(zone, at):
            yield ClockChange(at=changed_at(zone, at, then), by=by)
        at = then


def _off(calendar: Calendar, low: datetime, high: datetime) -> Iterator[date]:
    """The days from the first to the last that are not worked; a date that the zone left out is none of them."""
    day, last = calendar.day_of(low), calendar.day_of(high)
    while day <= last:
        if calendar.has(day) and not calendar.works_on(day):
            yield day
        day += DAY


def _moves(
    change: ClockChange, calendar: Calendar, span: Span, start: datetime, end: datetime, *, working: bool
) -> bool:
    """Whether the end would show another local time, had the clocks stayed as they were."""
    if span.unit in ELAPSED or (span.unit is SpanUnit.WORKING_HOURS and not working):
        return True
    if change.by >= DAY:  # a whole date was left out
        return working or change.at <= end < change.at + change.by
    if span.unit is SpanUnit.WORKING_HOURS:
        return _changes_length(calendar.day_of(change.at), calendar)
    from_, to = shown(calendar.zone, start), shown(calendar.zone, end)
    same = (
        from_.time() == to.time() if working else abs(to - from_) == span.amount * CALENDAR_DAYS.get(span.unit, 1) * DAY
    )
    return not same and change.at <= end < change.at + change.by


def _changes_length(day: date, calendar: Calendar) -> bool:
    opening, closing = calendar.open_hours(day)
    usual = datetime.combine(day, calendar.hours.closes, UTC) - datetime.combine(day, calendar.hours.opens, UTC)
    return calendar.works_on(day) and closing - opening != usual


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()
