"""Lengths of time as people type them: `4h`, `2 h`, `1h30`, `3wd`. Anything else is refused, never guessed."""

import re
import unicodedata
from datetime import timedelta

from workflows.values.directory import Span, SpanUnit

LONGEST = timedelta(days=3653)  # ten years; later dates overflow in some zones

_NAMES = {
    SpanUnit.MINUTES: "m min mins minute minutes",
    SpanUnit.HOURS: "h hr hrs hour hours",
    SpanUnit.DAYS: "d day days",
    SpanUnit.WEEKS: "w wk wks week weeks",
    SpanUnit.WORKING_DAYS: "wd wds workday workdays workingday workingdays",
    SpanUnit.WORKING_HOURS: "wh whs workhour workhours workinghour workinghours",
}
UNITS = {name: unit for unit, names in _NAMES.items() for name in names.split()}
_LENGTH = {
    SpanUnit.MINUTES: timedelta(minutes=1),
    SpanUnit.HOURS: timedelta(hours=1),
    SpanUnit.WEEKS: timedelta(weeks=1),
    SpanUnit.WORKING_HOURS: timedelta(hours=1),
}  # for the limit alone

_ONE = re.compile(r"\+?(?P<amount>[0-9]+) ?(?P<unit>[a-z]+(?: [a-z]+)?)")
_HOURS_AND_MINUTES = re.compile(
    r"\+?(?P<hours>[0-9]+) ?(?:h|hr|hrs|hours?)(?:(?P<bare>[0-9]{2})| ?(?P<minutes>[0-9]+) ?(?:m|mins?|minutes?))"
)
_DECIMAL = re.compile(r"\+?(?P<whole>[0-9]*)[.,](?P<part>[0-9]+) ?(?P<unit>[a-z]+)")
_NEGATIVE = re.compile(r"[-\u2010-\u2015\u2212] ?(?P<rest>[0-9][0-9.,]* ?[a-z0-9]*)")
_BARE = re.compile(r"\+?[0-9]+")
_ODD = re.compile(r"\+?[0-9][0-9.,e+'_]*[a-z]*")


class BadTime(ValueError):
    """What was typed is not a time. `code` says why, `hint` is one correct form to type, `typed` is what stood there.

    Codes of spans: `negative`, `zero`, `too-long`, `decimal`, `digits` (not 0-9), `no-unit`, `unknown-unit`, `number`,
    `unknown` (nothing like a span).
    """

    def __init__(self, code: str, typed: str, hint: str) -> None:
        super().__init__(code)
        self.code = code
        self.typed = typed
        self.hint = hint


class BadSpan(BadTime):
    """What was typed is not a length of time."""


def parse_span(text: str) -> Span:
    """Read `4h`, `2 h`, `90m`, `1h30`, `3wd`, `2 working days`. Raises BadSpan."""
    typed = " ".join(text.split())
    if (plain := with_plain_digits(typed)) != typed:
        raise BadSpan("digits", typed, plain)
    words = typed.lower()
    if match := _HOURS_AND_MINUTES.fullmatch(words):
        minutes = _whole(match["bare"] or match["minutes"])
        if match["bare"] and minutes > 59:
            raise BadSpan("number", typed, "1h30")
        return _checked(60 * _whole(match["hours"]) + minutes, SpanUnit.MINUTES, typed)
    if match := _ONE.fullmatch(words):
        unit = UNITS.get(match["unit"].replace(" ", ""))
        if unit is not None:
            return _checked(_whole(match["amount"]), unit, typed)
        if " " not in match["unit"]:
            raise BadSpan("unknown-unit", typed, "4h")
    raise _refusal(typed, words)


def format(span: Span) -> str:
    """The canonical form, as it can be typed: `2h`, `3wd`, `90m`."""
    return f"{span.amount}{span.unit.value}"


def with_plain_digits(text: str) -> str:
    """The same text with each decimal digit of any script written 0-9."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def _whole(digits: str) -> int:
    """The number; one that is far too large for any use stands for all of them."""
    return int(digits.lstrip("0")[:12] or 0)


def _checked(amount: int, unit: SpanUnit, typed: str) -> Span:
    if not amount:
        raise BadSpan("zero", typed, "4h")
    if amount > LONGEST // _LENGTH.get(unit, timedelta(days=1)):
        raise BadSpan("too-long", typed, "4h")
    return Span(amount, unit)


def _refusal(typed: str, words: str) -> BadSpan:
    if match := _NEGATIVE.fullmatch(words):
        return BadSpan("negative", typed, match["rest"] if _is_span(match["rest"]) else "4h")
    if match := _DECIMAL.fullmatch(words):
        return BadSpan("decimal", typed, _without_decimals(match["whole"], match["part"], match["unit"]))
    if _BARE.fullmatch(words):
        amount = _whole(words.lstrip("+"))
        return BadSpan("no-unit", typed, f"{min(amount, 9999)}h") if amount else BadSpan("zero", typed, "4h")
    return BadSpan("number" if _ODD.fullmatch(words) else "unknown", typed, "4h")


def _is_span(text: str) -> bool:
    try:
        parse_span(text)
    except BadSpan:
        return False
    return True


def _without_decimals(whole: str, part: str, unit: str) -> str:
    """`1,5h` said in whole numbers: `1h30`."""
    if UNITS.get(unit) is not SpanUnit.HOURS or len(whole) > 3 or len(part) > 3:
        return "1h30"
    hours, minutes = divmod(60 * int(whole + part) // 10 ** len(part), 60)
    return f"{hours}h{minutes:02}" if hours or minutes else "1h30"
