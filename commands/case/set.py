"""`set rg positive 2026-11-20`, `set t0 2026-12-01 05:00`, `set countries RO PL`, `set sites 3`: a coded field.

`set` alone shows what there is, `set rg` what it is and may be.
"""

from dataclasses import dataclass, field

from commands.arguments import Coded, Unclear, after
from commands.asking import ANYWHERE, asked
from commands.naming import sees_support
from commands.spec import NO_TEXT, Command, Place, Rest, Scope, Turn
from commands.words import distance, fold
from workflows.casework.access import require
from workflows.casework.fields import Reader, list_fields, reading_for, set_field, show_field
from workflows.casework.reading import BEFORE_A_VALUE, Said, TwoTimes, echoed, named
from workflows.casework.snapshots import CaseSnapshot
from workflows.language.template import TemplateField
from workflows.values.effects import Decision
from workflows.values.model import RoomKind
from workflows.values.notices.base import Moment, Refused
from workflows.values.notices.base import Said as Typed
from workflows.values.notices.fields import NoFields, NoSuchField
from workflows.values.notices.words import ChooseTime, OptionTime

NAMES_SHOWN = 12
NOTHING = Coded("")


@dataclass(frozen=True, slots=True)
class Args:
    what: Coded = NOTHING
    why: Rest | None = field(default=None, metadata=after("because", "why", "reason"))


def run(case: CaseSnapshot, args: Args, turn: Turn) -> Decision:
    words = args.what.replace(",", " ").split()
    require("case.status", case, turn.actor.user, moment=turn.moment)
    if not words:
        return list_fields(case, asked(turn), reader(case, turn))
    wanted = find_field(case, words[0])
    typed = [word for word in words[1:] if fold(word) not in BEFORE_A_VALUE]
    if not typed:
        return show_field(case, wanted.name, asked(turn), reader(case, turn))
    said = _read(wanted, typed, len(words), case, turn)
    return set_field(case, wanted.name, said, asked(turn), reader(case, turn), args.why or NO_TEXT)


def find_field(case: CaseSnapshot, typed: str) -> TemplateField:
    """The field of that name, in any letters. Raises Refused."""
    names = tuple(case.template.fields)
    if not names:
        raise Refused(NoFields())
    found = named(typed, names)
    if found is not None:
        return case.template.fields[found]
    word = fold(typed)
    near = min((distance(word, name.casefold()), name) for name in names)
    close = near[1] if len(word) > 2 and near[0] <= 2 else None
    raise Refused(echoed(NoSuchField(Typed(typed[:20]), close, names[:NAMES_SHOWN]), typed))


def reader(case: CaseSnapshot, turn: Turn) -> Reader:
    """Where the answer is read, and whether tasks of the support-only room may be named there."""
    here = turn.kind is RoomKind.SUPPORT
    return Reader(room=turn.room, support=here or (turn.place is Place.CHAT and sees_support(turn, case)))


def _read(wanted: TemplateField, words: list[str], count: int, case: CaseSnapshot, turn: Turn) -> Said:
    """Raises Refused, or Unclear for a time that may be two."""
    reading = reading_for(case, wanted, asked(turn))
    try:
        return reading.read(wanted, words)
    except TwoTimes as two:
        options = tuple(OptionTime(number, Moment(at)) for number, at in enumerate(two.choices, 1))
        zone = reading.calendar.zone
        lines = [f"{wanted.name} {at.astimezone(zone):%Y-%m-%d %H:%M}" for at in two.choices]
        raise Unclear(ChooseTime(options), lines, count) from None


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
    note="Alone it lists the fields; with a field alone it shows what that may be. Where it would end a recovery "
    "period, only the support provider sets it, or a lead who says why: `because …`.",
)
