"""Whether one number of a protocol is surely no looser than another. What cannot be compared counts as looser."""

from datetime import timedelta

from workflows.language.template import Offset
from workflows.values.directory import Span, SpanUnit

_CALENDAR = {
    SpanUnit.MINUTES: timedelta(minutes=1),
    SpanUnit.HOURS: timedelta(hours=1),
    SpanUnit.DAYS: timedelta(days=1),
    SpanUnit.WEEKS: timedelta(weeks=1),
}


def no_longer(span: Span, than: Span) -> bool:
    """Whether `span` surely ends no later than `than`, whatever the calendar: `24h` than `1d`, `4d` than `5wd`.

    A day counts as 24 hours: where the clocks change it is one hour more or less, which is nobody's law.

    A working day is a calendar day at least, but for the first: the day of the trigger may count as one. Working hours
    are hours at least. How long working time lasts at most, nobody knows without a calendar.
    """
    if span.unit is than.unit or not span.amount:
        return span.amount <= than.amount
    length = _CALENDAR.get(span.unit)
    if length is None:
        return False
    match than.unit:
        case SpanUnit.WORKING_DAYS:
            least = timedelta(days=max(than.amount - 1, 0))
        case SpanUnit.WORKING_HOURS:
            least = timedelta(hours=than.amount)
        case unit:
            least = than.amount * _CALENDAR[unit]
    return span.amount * length <= least


def no_later(offset: Offset, than: Offset) -> bool:
    """Whether `offset` surely comes no later than `than`: `-3d` than `-2d`, `-1d` than `+1h`."""
    if offset.before != than.before:
        return offset.before or not (offset.span.amount or than.span.amount)
    return no_longer(than.span, offset.span) if offset.before else no_longer(offset.span, than.span)
