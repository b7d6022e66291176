"""`confirm 7Q4`: the typed code without which no case is closed over open tasks, and nobody comes or goes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from commands.person.editing import carried_out
from commands.spec import Command, Place, Scope, Turn
from commands.words import fold
from workflows.casework.agency_people import PEOPLE, wish_of
from workflows.casework.cases import CONFIRM_KIND, close
from workflows.casework.operations import GO_ANYWAY, go_anyway
from workflows.casework.snapshots import DeskSnapshot
from workflows.casework.upgrading import UPGRADE, upgrade
from workflows.review.differing import differences
from workflows.values.effects import Decision
from workflows.values.model import Dialogue
from workflows.values.notices.base import Refused, Said
from workflows.values.notices.cases import NothingToConfirm, WrongCode


@dataclass(frozen=True, slots=True)
class Args:
    code: str = ""


def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
    if desk.dialogue is None or desk.dialogue.kind != CONFIRM_KIND:
        raise Refused(NothingToConfirm())
    return read_answer(desk.dialogue, args.code, desk, turn)


def read_answer(dialogue: Dialogue, text: str, desk: DeskSnapshot, turn: Turn) -> Decision:
    """Do what the code was shown for. Raises Refused; the code stays good until its time is over."""
    case = next((case for case in desk.cases if case.case.id == dialogue.data.get("case")), None)
    about = dialogue.data.get("do")
    if about != PEOPLE and (case is None or about not in ("close", GO_ANYWAY, UPGRADE)):
        raise Refused(NothingToConfirm())
    if fold(text) != dialogue.data["code"].casefold():
        raise Refused(WrongCode(Said(text[:20])))
    over = Decision(save=(replace(dialogue, over=True, data=NOTHING_LEFT),))
    if case is None:
        return over + carried_out(wish_of(dialogue), desk, turn, confirmed=True)
    if about == UPGRADE:
        return over + upgrade(case, desk.templates, dialogue, turn.actor, differences, turn.moment)
    if about == GO_ANYWAY:
        return over + go_anyway(case, turn.actor, turn.room, dialogue, turn.moment)
    return over + close(case, turn.actor, turn.room, turn.moment)


NOTHING_LEFT: Mapping[str, str] = {}

COMMAND: Command[DeskSnapshot, Args] = Command(
    name="confirm",
    words=("confirm",),
    summary="Confirm what I asked you to confirm, with the code that I showed.",
    usage="confirm CODE",
    example="!confirm 7Q4",
    scope=Scope.DESK,
    places=frozenset({Place.CASE, Place.CHAT, Place.LEADS}),
    args=Args,
    run=run,
    who="whom I asked",
)
