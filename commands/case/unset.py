"""`unset rg`: nothing is known of it after all; what began because of it waits again."""

from dataclasses import dataclass, field

from commands.arguments import Coded, after
from commands.asking import ANYWHERE, asked
from commands.case.set import find_field, reader
from commands.spec import NO_TEXT, Command, Rest, Scope, Turn
from workflows.casework.access import require
from workflows.casework.fields import unset_field
from workflows.casework.snapshots import CaseSnapshot
from workflows.values.effects import Decision
from workflows.values.notices.base import Refused, Said
from workflows.values.notices.words import MissingWord, TooManyWords


@dataclass(frozen=True, slots=True)
class Args:
    what: Coded | None = None
    why: Rest | None = field(default=None, metadata=after("because", "why", "reason"))


def run(case: CaseSnapshot, args: Args, turn: Turn) -> Decision:
    require("case.status", case, turn.actor.user, moment=turn.moment)
    words = (args.what or "").split()
    if not words:
        raise Refused(MissingWord(COMMAND.usage, COMMAND.example))
    wanted = find_field(case, words[0])
    if len(words) > 1:
        raise Refused(TooManyWords(Said(" ".join(words[1:])[:40]), COMMAND.usage))
    return unset_field(case, wanted.name, asked(turn), reader(case, turn), args.why or NO_TEXT)


COMMAND: Command[CaseSnapshot, Args] = Command(
    name="case unset",
    words=("unset", "case unset"),
    summary="Nothing is known of a field after all.",
    usage="unset [C-…] FIELD",
    example="!unset rg",
    scope=Scope.CASE,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="who may set it",
    rule="case.set",
)
