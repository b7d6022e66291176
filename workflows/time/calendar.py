"""Adding time to a time: calendar hours and days, working hours and working days, in the zone of a jurisdiction.

Times are aware and in UTC, going in and coming out. Counting rules: hours and minutes are elapsed time; days, weeks
and working days keep the local wall time. A local time that a change of the clocks leaves out is read an hour on (02:30
is 03:30), one that happens twice is the earlier. The day a working-day clock starts is day 0; a start outside working
hours, or after the cut-off, is the opening of the next working day. These rules are defaults: national law may differ.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workflows.values.directory import Hours, Jurisdiction, Span, SpanUnit

DAY = timedelta(days=1)
ELAPSED = {SpanUnit.MINUTES: timedelta(minutes=1), SpanUnit.HOURS: timedelta(hours=1)}
CALENDAR_DAYS = {SpanUnit.DAYS: 1, SpanUnit.WEEKS: 7}


class CalendarEnds(ValueError):
    """The answer would lie beyond the last day whose holidays are known."""

    def __init__(self, until: date) -> None:
        super().__init__(f"holidays are known until {until}")
        self.until = until


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working hours, holidays and zone of one jurisdiction, known up to and including the day `until`."""

    zone: ZoneInfo
    hours: Hours
    holidays: frozenset[date]
    until: date

    def add(self, start: datetime, span: Span) -> datetime:
        """The moment `span` after `start`, in UTC; a span of nothing is `start`. Raises CalendarEnds."""
        return self._moved(start, span, 1)

    def before(self, end: datetime, span: Span) -> datetime:
        """The moment `span` before `end`: where a reminder goes. Working spans count back from the last closing."""
        return self._moved(end, span, -1)

    def is_working(self, at: datetime) -> bool:
        """Whether `at` is in working hours, which include the opening and not the closing. Raises CalendarEnds."""
        if self.hours.always:
            return True
        day = self.day_of(at)
        return self._works(day) and self._opening(day) <= at < self._closing(day)

    def next_working(self, at: datetime) -> datetime:
        """`at` itself in working hours, otherwise the next opening. Raises CalendarEnds."""
        if self.is_working(at):
            return at.astimezone(UTC)
        day = self.day_of(at)
        if self._works(day) and at < self._opening(day):
            return self._opening(day)
        return self._opening(self._nth_working_day(day, 1))

    def add_working(self, start: datetime, amount: timedelta) -> datetime:
        """The first moment at which `amount` of working time has passed since `start`. Raises CalendarEnds."""
        if self.hours.always or not amount:
            return self._plain(start, amount)
        at, left = self.next_working(start), amount
        while (today := self._closing(self.day_of(at)) - at) < left:
            left -= today
            at = self._opening(self._nth_working_day(self.day_of(at), 1))
        return at + left

    def subtract_working(self, end: datetime, amount: timedelta) -> datetime:
        """The last moment from which `amount` of working time passes until `end`. Raises CalendarEnds."""
        if self.hours.always or not amount:
            return self._plain(end, -amount)
        at, left = self._last_working(end), amount
        while (today := at - self._opening(self.day_of(at))) < left:
            left -= today
            at = self._closing(self._nth_working_day(self.day_of(at), -1))
        return at - left

    def day_of(self, at: datetime) -> date:
        """The local date of a moment."""
        return at.astimezone(self.zone).date()

    def moment(self, day: date, clock: time) -> datetime:
        """The moment, in UTC, at which local clocks show this; the earlier of two, an hour on if there is none."""
        return datetime.combine(day, clock.replace(fold=0), tzinfo=self.zone).astimezone(UTC)

    def _moved(self, at: datetime, span: Span, way: int) -> datetime:
        if not span.amount:
            return at.astimezone(UTC)
        if span.unit in ELAPSED:
            return self._plain(at, way * span.amount * ELAPSED[span.unit])
        if span.unit is SpanUnit.WORKING_HOURS:
            hours = timedelta(hours=span.amount)
            return self.add_working(at, hours) if way > 0 else self.subtract_working(at, hours)
        if span.unit is SpanUnit.WORKING_DAYS and not self.hours.always:
            counted_from = self._start_of_count(at) if way > 0 else self._last_working(at)
            return self._wall(counted_from, self._nth_working_day(self.day_of(counted_from), way * span.amount))
        days = span.amount * CALENDAR_DAYS.get(span.unit, 1)
        try:
            return self._wall(at, self.day_of(at) + way * days * DAY)
        except OverflowError:
            raise CalendarEnds(date.max) from None

    def _plain(self, at: datetime, amount: timedelta) -> datetime:
        try:
            return at.astimezone(UTC) + amount
        except OverflowError:
            raise CalendarEnds(date.max) from None

    def _wall(self, at: datetime, day: date) -> datetime:
        """The same local wall time as `at`, on `day`."""
        return self.moment(day, at.astimezone(self.zone).time())

    def _start_of_count(self, at: datetime) -> datetime:
        day, cut_off = self.day_of(at), self.hours.cut_off
        if cut_off is not None and self._works(day) and at >= self.moment(day, cut_off):
            return self._opening(self._nth_working_day(day, 1))
        return self.next_working(at)

    def _last_working(self, at: datetime) -> datetime:
        """`at` itself in working hours or at their end, otherwise the closing before it."""
        day = self.day_of(at)
        if self._works(day) and at > self._opening(day):
            return min(at.astimezone(UTC), self._closing(day))
        return self._closing(self._nth_working_day(day, -1))

    def _works(self, day: date) -> bool:
        if day > self.until:
            raise CalendarEnds(self.until)
        return day.weekday() in self.hours.days and day not in self.holidays

    def _nth_working_day(self, day: date, count: int) -> date:
        """The working day `count` working days after `day`, or before it for a negative count."""
        step, left = (DAY, count) if count > 0 else (-DAY, -count)
        while left:
            if day >= self.until and count > 0:
                raise CalendarEnds(self.until)
            day += step
            left -= self._works(day)
        return day

    def _opening(self, day: date) -> datetime:
        return self.moment(day, self.hours.opens)

    def _closing(self, day: date) -> datetime:
        return max(self.moment(day, self.hours.closes), self._opening(day))  # a change of the clocks may swallow both


def calendar_of(jurisdiction: Jurisdiction) -> Calendar:
    """The calendar of a jurisdiction. Raises ValueError where nobody ever works, or for an unknown zone."""
    hours = jurisdiction.hours
    if not hours.always and (not hours.days or hours.opens >= hours.closes):
        raise ValueError(f"{jurisdiction.id} has no working hours")
    return Calendar(ZoneInfo(jurisdiction.zone), hours, jurisdiction.holidays, jurisdiction.holidays_until)
