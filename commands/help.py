"""Help is made from the table of commands: those that the asker may use there in short, or one with its example."""

from collections.abc import Sequence
from dataclasses import dataclass

from commands.spec import NO_TEXT, AnyCommand, Command, Place, Rest, Scope, Turn
from commands.words import distance, fold
from workflows.casework.access import MAY, could_be
from workflows.casework.snapshots import DeskSnapshot
from workflows.values.effects import Decision, Reply
from workflows.values.notices.base import Refused, Said
from workflows.values.notices.help import CommandHelp, HelpLine, HelpPage, NoHelp

EVERYWHERE = frozenset(Place)
FIRST = ("mine", "list", "take", "done", "later", "show", "board", "add", "give", "block", "case open", "why")
"""What most people need, in this order; the rest is named in one line."""
MOST = 12  # lines


@dataclass(frozen=True, slots=True)
class Args:
    topic: Rest = NO_TEXT


def command(table: Sequence[AnyCommand]) -> AnyCommand:
    """The help command over the commands of `table` (and over itself)."""

    def run(desk: DeskSnapshot, args: Args, turn: Turn) -> Decision:
        return Decision(effects=(Reply(notice=_answer(listed, args.topic, turn)),))

    made: AnyCommand = Command(
        name="help",
        words=("help", "commands", "?"),
        summary="What you can type here.",
        usage="help [WORD]",
        example="!help later",
        scope=Scope.DESK,
        places=EVERYWHERE,
        args=Args,
        run=run,
        who="everyone in the directory",
    )
    listed = (*table, made)
    return made


def _answer(table: Sequence[AnyCommand], topic: str, turn: Turn) -> HelpPage | CommandHelp:
    parts = could_be(turn.actor.user, turn.moment.directory)
    here = [one for one in table if turn.place in one.places and (one.verb not in MAY or MAY[one.verb] & parts)]
    if not topic:
        ranked = [one for word in FIRST for one in here if one.words[0] == word]
        ranked = ranked or here[:MOST]  # for those who do nothing of the usual
        others = tuple(one.words[0] for one in here if one not in ranked)
        return HelpPage(turn.place.value, tuple(HelpLine(one.usage, one.summary) for one in ranked), others)
    typed = " ".join(map(fold, topic.split()))
    for one in table:
        if typed in one.words or typed == one.name:
            return CommandHelp(one.usage, one.summary, one.example, one.who, one.words[1:], one.note or None)
    whole = next((word for one in table for word in one.words if word.endswith(" " + typed)), None)
    near = min((distance(typed, word), word) for one in table for word in one.words)
    raise Refused(NoHelp(Said(typed[:20]), whole or (near[1] if near[0] <= 2 else None)))
