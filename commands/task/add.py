"""`add call the embassy due 3wd for legal`: a task of the case's own; for another agency it is an offer."""

from dataclasses import dataclass, field
from datetime import datetime

from commands.arguments import Context, Unclear, When, after
from commands.asking import ANYWHERE, asked
from commands.spec import Command, Rest, Scope, Turn
from workflows.casework import tasks
from workflows.casework.moving import moment_of
from workflows.casework.snapshots import CaseSnapshot
from workflows.values.effects import Decision
from workflows.values.ids import AgencyId
from workflows.values.model import RoomKind, Where
from workflows.values.notices.base import AgencyName
from workflows.values.notices.words import ChooseAgency, ChooseSeat, OptionAgency

WHOLE_LINE = 1_000  # more words than a line can have


@dataclass(frozen=True, slots=True)
class Args:
    title: Rest
    due: When | None = field(default=None, metadata=after("due"))
    owner: AgencyId | None = field(default=None, metadata=after("for"))


def run(case: CaseSnapshot, args: Args, turn: Turn) -> Decision:
    where = Where.SUPPORT if turn.kind is RoomKind.SUPPORT else Where.JOINT
    owner = args.owner or _own_agency(case, args, turn)
    return tasks.add(case, args.title, args.due, owner, where, asked(turn))


def _own_agency(case: CaseSnapshot, args: Args, turn: Turn) -> AgencyId:
    """The agency that the asker sits for here. Raises Unclear where that is none or several."""
    seats = tuple(dict.fromkeys(seat.agency for seat in case.live_seats if seat.user == turn.actor.user))
    if len(seats) == 1:
        return seats[0]
    choices = seats or tuple(dict.fromkeys(seat.agency for seat in case.live_seats))
    options = tuple(OptionAgency(number, AgencyName(id)) for number, id in enumerate(choices, 1))
    question = ChooseSeat(options) if seats else ChooseAgency(options)
    raise Unclear(question, [f"{_again(case, args, turn)} for {id}" for id in choices], WHOLE_LINE)


def _again(case: CaseSnapshot, args: Args, turn: Turn) -> str:
    """What was typed, with its time as a moment: an answer may come later."""
    if args.due is None:
        return args.title
    at: datetime = moment_of(args.due, turn.moment.now, case, turn.moment)
    return f"{args.title} due {at.astimezone(Context(turn=turn, case=case).calendar.zone):%Y-%m-%d %H:%M}"


COMMAND = Command(
    name="task add",
    words=("add", "task add"),
    summary="A new task, for my agency or another.",
    usage="add TITLE [due TIME] [for AGENCY]",
    example="!add call the embassy due 3wd",
    scope=Scope.CASE,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="members and leads",
    note="With the words kind and one of the template behind the title it is a task of that kind.",
)
