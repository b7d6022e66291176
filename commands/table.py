"""Every command the bot knows: adding one means a file and a line here. And how a line becomes a decision."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from commands import board, confirm, who
from commands import help as help_pages
from commands.arguments import Context, NotThis, Unclear
from commands.case import close as case_close
from commands.case import invite as case_invite
from commands.case import list as case_list
from commands.case import open as case_open
from commands.case import priority as case_priority
from commands.case import remove as case_remove
from commands.case import reopen as case_reopen
from commands.case import set as case_set
from commands.case import stage as case_stage
from commands.case import status as case_status
from commands.case import unset as case_unset
from commands.case import upgrade_workflow as case_upgrade_workflow
from commands.config import reload as config_reload
from commands.config import report as config_report
from commands.operation import abort as operation_abort
from commands.operation import go as operation_go
from commands.operation import ready as operation_ready
from commands.operation import release as operation_release
from commands.operation import status as operation_status
from commands.parsing import parse, takes_free_text
from commands.person import add as person_add
from commands.person import away as person_away
from commands.person import back as person_back
from commands.person import change as person_change
from commands.person import enrol as person_enrol
from commands.person import leave as person_leave
from commands.person import revoke as person_revoke
from commands.person import show as person_show
from commands.spec import AnyCommand, Place, Scope, TaskWord
from commands.task import (
    add,
    block,
    call,
    chase,
    done,
    drop,
    due,
    give,
    later,
    lift,
    mine,
    renew,
    reopen,
    show,
    take,
    take_all,
    unblock,
    undo,
    why,
)
from commands.task import list as task_list
from commands.words import Line, distance, fold, means_a_task, reference, task_word
from commands.workflow import check as workflow_check
from commands.workflow import confirm as workflow_confirm
from commands.workflow import history as workflow_history
from commands.workflow import list as workflow_list
from commands.workflow import pending as workflow_pending
from commands.workflow import rollback as workflow_rollback
from commands.workflow import show as workflow_show
from commands.workflow import withdraw as workflow_withdraw
from workflows.casework.snapshots import CaseSnapshot, DeskSnapshot, TaskInCase
from workflows.values.effects import Decision, Reply
from workflows.values.ids import CaseRef
from workflows.values.model import Dialogue
from workflows.values.notices.base import Refused, Said
from workflows.values.notices.service import NotHere
from workflows.values.notices.tasks import OnlyLater
from workflows.values.notices.words import NeedsTask, NotATaskNumber, NothingAsked, UnknownWord

_LISTED: tuple[AnyCommand, ...] = (
    board.COMMAND,
    case_close.COMMAND,
    case_invite.COMMAND,
    case_list.COMMAND,
    case_open.COMMAND,
    case_priority.COMMAND,
    case_remove.COMMAND,
    case_reopen.COMMAND,
    case_set.COMMAND,
    case_stage.COMMAND,
    case_status.COMMAND,
    case_upgrade_workflow.COMMAND,
    case_unset.COMMAND,
    config_reload.COMMAND,
    config_report.COMMAND,
    confirm.COMMAND,
    operation_abort.COMMAND,
    operation_go.COMMAND,
    operation_ready.COMMAND,
    operation_release.COMMAND,
    operation_status.COMMAND,
    person_add.COMMAND,
    person_away.COMMAND,
    person_back.COMMAND,
    person_change.COMMAND,
    person_enrol.COMMAND,
    person_leave.COMMAND,
    person_revoke.COMMAND,
    person_show.COMMAND,
    who.COMMAND,
    add.COMMAND,
    block.COMMAND,
    call.COMMAND,
    chase.COMMAND,
    done.COMMAND,
    drop.COMMAND,
    due.COMMAND,
    give.COMMAND,
    later.COMMAND,
    lift.COMMAND,
    mine.COMMAND,
    renew.COMMAND,
    reopen.COMMAND,
    show.COMMAND,
    take.COMMAND,
    take_all.COMMAND,
    task_list.COMMAND,
    unblock.COMMAND,
    undo.COMMAND,
    why.COMMAND,
    workflow_check.COMMAND,
    workflow_confirm.COMMAND,
    workflow_history.COMMAND,
    workflow_list.COMMAND,
    workflow_pending.COMMAND,
    workflow_rollback.COMMAND,
    workflow_show.COMMAND,
    workflow_withdraw.COMMAND,
)
COMMANDS: tuple[AnyCommand, ...] = (*_LISTED, help_pages.command(_LISTED))

_BY_WORDS: dict[tuple[str, ...], AnyCommand] = {
    tuple(name.split()): command for command in COMMANDS for name in command.words
}
_LONGEST = max(map(len, _BY_WORDS))
FIRST_WORDS = frozenset(
    {"case", "config", "operation", "person", "workflow"}
)  # no sentence begins as `case invite` does
ENDS_A_PAGE = frozenset({"done", "take"})  # whoever answers a page with this word alone believes that it is said


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A line that names a command, before anybody looked whether its task or case exists."""

    command: AnyCommand
    line: Line  # the words that are left
    task: TaskWord | None = None  # of a command about one task
    ref: CaseRef | None = None  # of a command about one case, if it was named


def find(words: Sequence[str]) -> tuple[AnyCommand, tuple[str, ...]] | None:
    """The command with the longest name that `words` begin with, and the words after it."""
    folded = tuple(fold(word) or word for word in words[:_LONGEST])
    for count in range(len(folded), 0, -1):
        command = _BY_WORDS.get(folded[:count])
        if command is not None:
            return command, tuple(words[count:])
    return None


def nearest(word: str) -> str | None:
    """The word of a command that was most likely meant; None where none is near."""
    typed = fold(word)
    whole = next((name for name in _BY_WORDS if len(name) == 2 and name[1] == typed), None)
    if whole is not None:
        return " ".join(whole)  # `open` is half of `case open`
    allowed = 1 if len(typed) <= 6 else 2
    near = sorted(
        (distance(typed, " ".join(name)), place, " ".join(name))
        for place, name in enumerate(_BY_WORDS)
        if abs(len(typed) - len(" ".join(name))) <= allowed and len(typed) > 2
    )
    return near[0][2] if near and near[0][0] <= allowed else None


def hear(line: Line, context: Context) -> Heard | None:
    """Which command a line means; None for a sentence without a mark before it. Raises Refused.

    A bare line is a command only if all of it reads as one: `done, thanks` and `call me` are sentences.
    """
    found = find(line.words)
    if found is None:
        _refuse_unknown(line, context)
        return None
    command, left = found
    plain = line.prefixed or (len(line.words) - len(left) > 1 and fold(line.words[0]) in FIRST_WORDS)
    if context.turn.place not in command.places:
        if line.prefixed:
            raise Refused(NotHere(command.words[0], _where(command)))
        return None
    line = replace(line, words=left)
    match command.scope:
        case Scope.TASK:
            return _about_a_task(command, line, context)
        case Scope.CASE:
            ref = reference(left[0]) if left else None
            heard = Heard(command=command, line=line.after(1) if ref else line, ref=ref)
            if not line.prefixed and ref is None and takes_free_text(command):
                return None  # `add me to the case` is a sentence; `add C-7F3K2 …` is not
        case Scope.DESK:
            heard = Heard(command=command, line=line)
    return heard if plain or heard.ref is not None or _reads(heard, context) else None


def _refuse_unknown(line: Line, context: Context) -> None:
    """No command begins so. A bare line is let go as a sentence, unless it names a task or is only a number.

    Raises Refused.
    """
    chat = context.turn.place is Place.CHAT
    if fold(line.words[0]).isdigit() and (line.prefixed or (chat and len(line.words) == 1)):
        raise Refused(NothingAsked())
    suggestion = _suggestion(line)
    if line.prefixed or (chat and suggestion is not None and any(letter.isdigit() for letter in suggestion)):
        raise Refused(UnknownWord(Said(line.words[0][:20]), suggestion))


def carry_out(heard: Heard, state: CaseSnapshot | TaskInCase | DeskSnapshot, context: Context) -> Decision:
    """Read the other words and run the command on what it is about. Raises Refused.

    Words with several meanings become a question; its answer is one of the lines kept with it.
    """
    try:
        args = parse(heard.command, heard.line, context)
        return heard.command.run(state, args, context.turn)
    except Unclear as unclear:
        return ask(heard, unclear, context)
    except Refused as no:
        if isinstance(no.notice, OnlyLater) and heard.task is not None:
            raise Refused(OnlyLater(heard.task.typed)) from None  # what a lead copies names the task that was meant
        raise


def ask(heard: Heard, unclear: Unclear, context: Context) -> Decision:
    """The question, and the whole line that each number, or the option typed out, stands for."""
    turn = context.turn
    about = heard.task.typed if heard.task else heard.ref or ""
    behind = heard.line.words[unclear.count :]
    lines = {
        str(number): " ".join((heard.command.words[0], *about.split(), *option.split(), *behind))
        for number, option in enumerate(unclear.options, 1)
    }
    lines |= {fold(option.replace("_", " ")): lines[str(number)] for number, option in enumerate(unclear.options, 1)}
    dialogue = Dialogue(person=turn.actor.user, room=turn.room, kind="choose", data=lines, asked_at=turn.moment.now)
    return Decision(save=(dialogue,), effects=(Reply(notice=unclear.question),))


def _about_a_task(command: AnyCommand, line: Line, context: Context) -> Heard | None:
    named = task_word(line.words)
    if named is not None and not named[0].all:
        return Heard(command=command, line=line.after(named[1]), task=named[0])
    alone = not line.words and command.words[0] in ENDS_A_PAGE
    if not line.prefixed and not alone and not (line.words and means_a_task(line.words[0])):
        return None
    if not line.words:
        raise Refused(NeedsTask(command.usage, command.example, context.open_here))
    raise Refused(NotATaskNumber(Said(line.words[0][:20]), command.example, context.open_here))


def _where(command: AnyCommand) -> str:
    """The room to name first to somebody who typed a command in the wrong one."""
    return next((place.value for place in (Place.CASE, Place.CHAT, Place.LEADS) if place in command.places), "admins")


def _reads(heard: Heard, context: Context) -> bool:
    """Whether the words after a bare command are what it takes."""
    try:
        parse(heard.command, heard.line, context)
    except Unclear:
        return True
    except (Refused, NotThis):
        return False
    return True


def _suggestion(line: Line) -> str | None:
    """`dnoe 4` -> `done 4`: the near word, and the number if one followed."""
    near = nearest(" ".join(line.words[:2])) if len(line.words) > 1 else None
    used = 2 if near else 1
    near = near or nearest(line.words[0])
    if near is None:
        return None
    named = task_word(line.words[used:])
    return f"{near} {named[0].typed}" if named else near
