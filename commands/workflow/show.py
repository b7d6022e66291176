"""`workflow show ID [PAGE|TASK|events]`: a template in plain words, with where each number comes from."""

from dataclasses import dataclass

from commands.spec import Command, Place, Scope, Turn
from commands.words import distance
from commands.workflow.reading import VERB, may_read
from workflows.casework.snapshots import DeskSnapshot
from workflows.language.template import Template
from workflows.review.explaining import explained
from workflows.values.effects import Decision, Reply
from workflows.values.ids import TemplateId
from workflows.values.notices.base import Refused
from workflows.values.notices.review import NoSuchWorkflow


@dataclass(frozen=True, slots=True)
class Args:
    workflow: str
    part: str = ""


def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
    may_read(turn)
    notice = explained(_named(args.workflow, desk), args.part, turn.moment.now)
    return Decision(effects=(Reply(notice=notice),))


def _named(typed: str, desk: DeskSnapshot) -> Template:
    """The live one of this id. Raises Refused, naming the nearest."""
    found = desk.templates.get(TemplateId(typed))
    if found is not None:
        return found
    near = min(((distance(typed, name), name) for name in desk.templates), default=None)
    raise Refused(NoSuchWorkflow(typed[:40], near[1] if near else None))


COMMAND: Command[DeskSnapshot, Args] = Command(
    name="workflow show",
    words=("workflow show",),
    summary="A workflow in plain words, with where each number comes from.",
    usage="workflow show ID [PAGE|TASK|events]",
    example="!workflow show uk-nrm-adult",
    scope=Scope.DESK,
    places=frozenset({Place.CHAT, Place.LEADS, Place.ADMINS}),
    args=Args,
    run=run,
    who="liaisons, leads and administrators",
    rule=VERB,
    note="A number after it is a page, the id of a task (N8) shows that task whole.",
)
