"""`set rg positive 2026-11-20`, `set t0 2026-12-01 05:00`, `set countries RO PL`, `set sites 3`: a coded field.

`set` alone shows what there is, `set rg` what it is and may be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from commands.arguments import Coded, Context, Unclear
from commands.asking import ANYWHERE, asked
from commands.naming import sees_support
from commands.spec import Command, Place, Scope, Turn
from commands.words import distance, fold
from workflows.casework.access import require
from workflows.casework.anchors import BadPast, parse_past
from workflows.casework.fields import Reader, Said, form, lies_ahead, list_fields, set_field, show_field, values_for
from workflows.casework.screening import personal
from workflows.casework.snapshots import CaseSnapshot
from workflows.language.template import FieldKind, TemplateField
from workflows.time.dates import Ambiguous, BadWhen, parse_when
from workflows.values.effects import Decision
from workflows.values.model import RoomKind
from workflows.values.notices.base import Moment, Notice, Refused
from workflows.values.notices.base import Said as Typed
from workflows.values.notices.fields import BadFieldTime, NoFields, NoSuchField, NotAValue
from workflows.values.notices.words import ChooseTime, LooksPersonal, OptionTime

LONGEST_CODE = 3  # words: `not known` is `not_known`
NOON = "12:00"  # on the clock of the case: when a day alone is typed
FILLERS = frozenset({"to", "is", "=", "since", "from", "on", "at"})
NOTHING = Coded("")


@dataclass(frozen=True, slots=True)
class Args:
    what: Coded = NOTHING


def run(case: CaseSnapshot, args: Args, turn: Turn) -> Decision:
    words = args.what.replace(",", " ").split()
    require("case.status", case, turn.actor.user, moment=turn.moment)
    if not words:
        return list_fields(case, asked(turn))
    field = find_field(case, words[0])
    typed = [word for word in words[1:] if fold(word) != "to"]
    if not typed:
        return show_field(case, field.name, asked(turn))
    return set_field(case, field.name, read(field, typed, case, turn), asked(turn), reader(case, turn))


def find_field(case: CaseSnapshot, typed: str) -> TemplateField:
    """The field of that name, in any letters. Raises Refused."""
    word = fold(typed).replace("-", "_")
    names = tuple(case.template.fields)
    for same in (str.casefold, _without_zeros):
        for name, field in case.template.fields.items():
            if same(word) == same(name):
                return field
    if not names:
        raise Refused(NoFields())
    near = sorted((distance(word, name.casefold()), name) for name in names)
    close = near[0][1] if len(word) > 2 and near[0][0] <= 2 else None
    raise Refused(_echoed(NoSuchField(Typed(typed[:20]), close, names[:12]), typed))


def reader(case: CaseSnapshot, turn: Turn) -> Reader:
    """Where the answer is read, and by whom."""
    here = turn.kind is RoomKind.SUPPORT
    return Reader(room=turn.room, support=here or (turn.place is Place.CHAT and sees_support(turn, case)))


def read(field: TemplateField, words: Sequence[str], case: CaseSnapshot, turn: Turn) -> Said:
    """What was said of a field, from the words after its name. Raises Refused, or Unclear for two times."""
    if field.kind is FieldKind.MOMENT:
        return Said(since=_moment(field, words, case, turn))
    if field.kind is FieldKind.COUNT:
        return Said(values=(_count(field, words, case, turn),), since=turn.moment.now)
    values, rest = _codes(field, words, case, turn)
    return Said(values=values, since=_since(field, values, rest, case, turn))


def _codes(
    field: TemplateField, words: Sequence[str], case: CaseSnapshot, turn: Turn
) -> tuple[tuple[str, ...], Sequence[str]]:
    """As many codes as it may have, in the field's own order of letters, and the words behind them."""
    known = {value.casefold().replace("-", "_"): value for value in values_for(field, turn.moment.directory)}
    found: list[str] = []
    at = 0
    while at < len(words) and (not found or field.kind is FieldKind.CODES):
        if found and fold(words[at]) == "and":
            at += 1
            continue
        counts = range(min(LONGEST_CODE, len(words) - at), 0, -1)
        joined = {count: "_".join(map(fold, words[at : at + count])).replace("-", "_") for count in counts}
        count = next((count for count in counts if joined[count] in known), 0)
        if not count:
            break
        found.append(known[joined[count]])
        at += count
    if not found or (field.kind is FieldKind.CODES and at < len(words) and not any(map(_has_digit, words[at:]))):
        raise Refused(_not_a_value(field, words[at] if at < len(words) else words[-1], case, turn))
    return tuple(dict.fromkeys(found)), words[at:]


def _since(
    field: TemplateField, values: Sequence[str], words: Sequence[str], case: CaseSnapshot, turn: Turn
) -> datetime:
    """Since when it is true: now, or a moment of the past; of a day alone, its noon."""
    left = [word for word in words if fold(word) not in FILLERS]
    if not left:
        return turn.moment.now
    text, now, calendar = " ".join(left), turn.moment.now, Context(turn=turn, case=case).calendar
    try:
        return parse_past(text, now, calendar)
    except BadPast as no:
        code = no.code
    if code == "no-clock":
        try:
            return parse_past(f"{text} {NOON}", now, calendar)
        except BadPast as no:
            code = no.code
            if code == "future" and calendar.day_of(now) == _day(text, now, turn, case):
                return now
    about = "!set" if asked(turn).in_room else f"!set {case.case.ref}"
    day = f"{calendar.day_of(now):%Y-%m-%d}"
    example = f"{about} {field.name} {' '.join(values)} {day}"
    raise Refused(_echoed(BadFieldTime(code, Typed(text[:30]), example), text))


def _day(text: str, now: datetime, turn: Turn, case: CaseSnapshot) -> object:
    calendar = Context(turn=turn, case=case).calendar
    try:
        found = parse_when(f"{text} 23:59", now, calendar)
    except BadWhen:
        return None
    return None if isinstance(found, Ambiguous) else calendar.day_of(found)


def _moment(field: TemplateField, words: Sequence[str], case: CaseSnapshot, turn: Turn) -> datetime:
    """A time, of the past or to come; what may be either is read as the one that this field usually is."""
    text, now = " ".join(word for word in words if fold(word) not in {"to", "is", "="}), turn.moment.now
    calendar, ahead = Context(turn=turn, case=case).calendar, lies_ahead(field, case.template)
    if not ahead:
        try:
            return parse_past(text, now, calendar)
        except BadPast as no:
            if no.code != "future":
                raise Refused(_bad_time(field, no.code, text, case, turn)) from None
    try:
        found = parse_when(text, now, calendar)
    except BadWhen as bad:
        if not ahead or bad.code != "past":
            try:
                return parse_past(text, now, calendar)
            except BadPast:
                raise Refused(_bad_time(field, bad.code, text, case, turn)) from None
        try:
            return parse_past(text, now, calendar)
        except BadPast as no:
            raise Refused(_bad_time(field, no.code, text, case, turn)) from None
    if isinstance(found, Ambiguous):
        options = tuple(OptionTime(number, Moment(at)) for number, at in enumerate(found.choices, 1))
        lines = [f"{field.name} {at.astimezone(calendar.zone):%Y-%m-%d %H:%M}" for at in found.choices]
        raise Unclear(ChooseTime(options), lines, len(words) + 1)
    return found


def _count(field: TemplateField, words: Sequence[str], case: CaseSnapshot, turn: Turn) -> str:
    typed = fold(words[0])
    if len(words) > 1 or not typed.isdecimal() or not typed.isascii() or len(typed) > 6:
        raise Refused(_not_a_value(field, " ".join(words), case, turn))
    if not field.least <= int(typed) <= field.most:
        raise Refused(_not_a_value(field, typed, case, turn))
    return str(int(typed))


def _bad_time(field: TemplateField, code: str, typed: str, case: CaseSnapshot, turn: Turn) -> Notice:
    return _echoed(BadFieldTime(code, Typed(typed[:30]), form(field, asked(turn), case)), typed)


def _not_a_value(field: TemplateField, typed: str, case: CaseSnapshot, turn: Turn) -> Notice:
    known = values_for(field, turn.moment.directory)
    shown = tuple(value.replace("_", " ") for value in known[:20])
    notice = NotAValue(
        typed=Typed(typed[:30]),
        label=field.label,
        kind=field.kind.value,
        values=shown,
        least=field.least,
        most=field.most,
        form=form(field, asked(turn), case),
    )
    return _echoed(notice, typed)


def _echoed(notice: Notice, typed: str) -> Notice:
    """What looks like data about a person is not repeated."""
    code = personal(typed)
    return LooksPersonal(code) if code else notice


def _without_zeros(name: str) -> str:
    """`tO` is typed for `t0`."""
    return name.casefold().replace("0", "o")


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word) or fold(word) in {"now", "today", "yesterday"}


COMMAND: Command[CaseSnapshot, Args] = Command(
    name="case set",
    words=("set", "case set"),
    summary="What is known of the case, in codes and times: show it or set it.",
    usage="set [C-…] FIELD VALUE [WHEN]",
    example="!set rg positive 2026-11-20",
    scope=Scope.CASE,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="members of the roles that the field names (else any member), and leads",
    note="Alone it lists the fields; with a field alone it shows what that may be.",
)
