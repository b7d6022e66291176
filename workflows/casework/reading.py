"""What people say of a coded field, in the words they type: codes, a number, a time, and since when it is so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from workflows.casework.anchors import BadPast, parse_past
from workflows.casework.screening import personal
from workflows.language.template import FieldKind, Template, TemplateField, ValuesOf
from workflows.time.calendar import Calendar
from workflows.time.dates import Ambiguous, BadWhen, parse_when
from workflows.values.directory import Directory
from workflows.values.ids import FieldName
from workflows.values.model import ClockKind
from workflows.values.notices.base import Notice, Refused
from workflows.values.notices.base import Said as Typed
from workflows.values.notices.fields import BadFieldTime, NotAValue
from workflows.values.notices.words import LooksPersonal

LONGEST_CODE = 3  # words: `not known` is `not_known`
NOON = "12:00"  # on the clock of the case: when a day alone is typed
VALUES_SHOWN = 20
BEFORE_A_VALUE = frozenset({"to", "is", "="})
BEFORE_A_TIME = frozenset({*BEFORE_A_VALUE, "since", "from", "on", "at"})
TIMES = frozenset({"now", "today", "yesterday", "last", "monday", "tuesday", "wednesday", "thursday", "friday"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody says of a field: `values` of a code, several or a number; since when. Of a time, that time."""

    values: tuple[str, ...] = ()
    since: datetime


class TwoTimes(Exception):
    """A time that can be read in two ways."""

    def __init__(self, choices: tuple[datetime, ...]) -> None:
        super().__init__("two times")
        self.choices = choices


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a field is read with. `form` makes of a value the whole line to type."""

    template: Template
    directory: Directory
    calendar: Calendar
    now: datetime
    form: Callable[[str], str]

    def read(self, field: TemplateField, words: Sequence[str]) -> Said:
        """From the words after its name, all of them. Raises Refused, TwoTimes."""
        words = [word for word in words if folded(word) not in BEFORE_A_VALUE] or list(words)
        if field.kind is FieldKind.MOMENT:
            return Said(since=self._moment(field, " ".join(words)))
        if field.kind is FieldKind.COUNT:
            return Said(values=(self._count(field, words),), since=self.now)
        values, rest = self.codes(field, words)
        if not values or (field.kind is FieldKind.CODES and rest and not begins_a_time(rest[0])):
            raise Refused(self._not_a_value(field, (rest or words)[0]))
        return Said(values=values, since=self._since(field, values, rest))

    def codes(self, field: TemplateField, words: Sequence[str]) -> tuple[tuple[str, ...], Sequence[str]]:
        """As many codes as it may have from the beginning of `words`, and the words behind them."""
        known = {_code(value): value for value in values_for(field, self.directory)}
        found: list[str] = []
        at = 0
        while at < len(words) and (not found or field.kind is FieldKind.CODES):
            if found and folded(words[at]) == "and":
                at += 1
                continue
            longest = min(LONGEST_CODE, len(words) - at)
            tried = ((count, _code(" ".join(words[at : at + count]))) for count in range(longest, 0, -1))
            count, value = next(((count, known[code]) for count, code in tried if code in known), (0, ""))
            if not count:
                break
            found.append(value)
            at += count
        return tuple(dict.fromkeys(found)), words[at:]

    def other(self, field: TemplateField, now: Sequence[str]) -> str:
        """The one value that it may have besides these; else no guess."""
        others = [value for value in values_for(field, self.directory) if value not in now]
        return others[0] if field.kind is FieldKind.CODE and len(others) == 1 else "…"

    def example(self, field: TemplateField) -> str:
        """A value that may be typed."""
        known = values_for(field, self.directory)
        match field.kind:
            case FieldKind.MOMENT:
                return "fri 16:00" if lies_ahead(field, self.template) else "2h ago"
            case FieldKind.COUNT:
                return str(max(field.least, 1))
            case FieldKind.CODES:
                return " ".join(known[:2])
        return next(iter(known), "…")

    def _since(self, field: TemplateField, values: Sequence[str], words: Sequence[str]) -> datetime:
        """Since when it is true: now, or a moment of the past; of a day alone, its noon."""
        left = [word for word in words if folded(word) not in BEFORE_A_TIME]
        if not left:
            return self.now
        text = " ".join(left)
        code = "unknown"
        for typed in (text, f"{text} {NOON}"):
            try:
                return parse_past(typed, self.now, self.calendar)
            except BadPast as no:
                code = no.code
                if code != "no-clock":
                    break
        if code == "future" and self._is_today(text):
            return self.now
        form = self.form(f"{' '.join(values)} {self.calendar.day_of(self.now):%Y-%m-%d}")
        raise Refused(echoed(BadFieldTime(code, Typed(text[:30]), form), text))

    def _is_today(self, day: str) -> bool:
        try:
            found = parse_when(f"{day} 23:59", self.now, self.calendar)
        except BadWhen:
            return False
        return not isinstance(found, Ambiguous) and self.calendar.day_of(found) == self.calendar.day_of(self.now)

    def _moment(self, field: TemplateField, text: str) -> datetime:
        """A time, past or to come; what may be either is read as the one that this field usually is."""
        ahead = lies_ahead(field, self.template)
        for past in (False, True) if ahead else (True, False):
            try:
                found = parse_past(text, self.now, self.calendar) if past else self._to_come(text)
            except BadPast as no:
                code = no.code
            except BadWhen as bad:
                code = bad.code
            else:
                return found
            if code not in ("future", "past"):
                break
        raise Refused(echoed(BadFieldTime(code, Typed(text[:30]), self.form(self.example(field))), text))

    def _to_come(self, text: str) -> datetime:
        found = parse_when(text, self.now, self.calendar)
        if isinstance(found, Ambiguous):
            raise TwoTimes(tuple(found.choices))
        return found

    def _count(self, field: TemplateField, words: Sequence[str]) -> str:
        typed = folded(words[0])
        plain = len(words) == 1 and typed.isdecimal() and typed.isascii() and len(typed) <= 6
        if not plain or not field.least <= int(typed) <= field.most:
            raise Refused(self._not_a_value(field, " ".join(words)))
        return str(int(typed))

    def _not_a_value(self, field: TemplateField, typed: str) -> Notice:
        shown = tuple(value.replace("_", " ") for value in values_for(field, self.directory)[:VALUES_SHOWN])
        form = self.form(self.example(field))
        notice = NotAValue(Typed(typed[:30]), field.label, field.kind.value, shown, field.least, field.most, form)
        return echoed(notice, typed)


def values_for(field: TemplateField, directory: Directory) -> tuple[str, ...]:
    """What it may be, as it is typed; nothing for a time or a number."""
    if field.values_of is ValuesOf.JURISDICTIONS:
        countries = (id.partition("-")[0] for id in directory.jurisdictions)
        return tuple(dict.fromkeys((*countries, *map(str, directory.jurisdictions))))
    if field.values_of is ValuesOf.LANGUAGES:
        spoken = {one for agency in directory.agencies.values() for one in agency.languages}
        return tuple(sorted(spoken.union(*(person.languages for person in directory.people.values()))))
    return field.values


def lies_ahead(field: TemplateField, template: Template) -> bool:
    """Whether a time may be one to come: something is scheduled around it, or ends with it."""
    return any(
        row.until == field.name
        or (row.clock is ClockKind.SCHEDULED and any(anchor.name == field.name for anchor in row.anchors))
        for row in template.tasks
    )


def shown(field: TemplateField, values: Sequence[str]) -> str | None:
    """Values as people read them; none of a time, which says all by itself."""
    if field.kind is FieldKind.MOMENT:
        return None
    codes = field.kind is not FieldKind.COUNT and field.values_of is None
    return ", ".join(one.replace("_", " ") if codes else one for one in values)


def named(typed: str, names: Sequence[FieldName]) -> FieldName | None:
    """The field of that name, in any letters; `tO` is typed for `t0`."""
    for same in (_code, _without_zeros):
        for name in names:
            if same(typed) == same(name):
                return name
    return None


def echoed(notice: Notice, typed: str) -> Notice:
    """What looks like data about a person is not repeated."""
    code = personal(typed)
    return LooksPersonal(code) if code else notice


def begins_a_time(word: str) -> bool:
    return any(letter.isdigit() for letter in word) or folded(word) in TIMES | BEFORE_A_TIME


def folded(word: str) -> str:
    return word.strip("\"'`").rstrip(".,;:!?\u2026").casefold()


def _code(typed: str) -> str:
    return "_".join(map(folded, typed.split())).replace("-", "_")


def _without_zeros(name: str) -> str:
    return _code(name).replace("0", "o")
