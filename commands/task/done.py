"""`done 4`, `done 4 ref 2026/1187`, `done 4 yes`, `done 7 later 2d`: a task is finished, or an offer put off.

Where the template names results, none is never assumed: it is asked for.
"""

from dataclasses import dataclass, field

from commands.arguments import Context, NotThis, Reference, Unclear, after
from commands.asking import ANYWHERE, asked
from commands.converters import when
from commands.spec import Command, Scope, Turn
from commands.words import fold, task_word
from workflows.casework import tasks
from workflows.casework.snapshots import TaskInCase
from workflows.values.effects import Decision
from workflows.values.model import TaskStatus
from workflows.values.notices.base import Refused, Said
from workflows.values.notices.tasks import ChooseResult, NotAResult, OneTaskAtATime, OptionResult, PutOffUntil
from workflows.values.notices.words import TooManyWords

LATER = "later"
LONGEST_RESULT = 3  # words


@dataclass(frozen=True, slots=True)
class Args:
    said: Reference | None = None
    ref: Reference | None = field(default=None, metadata=after("ref", "reference"))


def run(state: TaskInCase, args: Args, turn: Turn) -> Decision:
    words = tuple((args.said or "").split())
    first = fold(words[0]) if words else ""
    results = _results(state)
    if first == LATER and (LATER in results or state.task.status is TaskStatus.OFFERED):
        return _put_off(state, words[1:], turn)
    result, left = _result(words, results)
    name = asked(turn).name(state.case, state.task)
    if any(task_word((word,)) for word in left):
        raise Refused(OneTaskAtATime(name.typed, Said(" ".join(left)[:40])))
    if left and (args.ref or not any(letter.isdigit() for letter in left[0])):
        if results and not result:
            raise Refused(NotAResult(Said(left[0][:20]), tuple(map(_shown, results))))
        raise Refused(TooManyWords(Said(" ".join(left)[:40]), COMMAND.usage))
    decision = tasks.done(state, result, args.ref or " ".join(left) or None, asked(turn))
    if result is None and results:  # asked of whoever may, before anything is done
        options = tuple(OptionResult(number, _shown(one)) for number, one in enumerate(results, 1))
        raise Unclear(ChooseResult(name, options), results)
    return decision


def _result(words: tuple[str, ...], results: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """The result that `words` begin with (`needs time` is `needs_time`), and the words after it."""
    for count in range(min(LONGEST_RESULT, len(words)), 0, -1):
        typed = "_".join(map(fold, words[:count])).replace("-", "_")
        if typed in results:
            return typed, words[count:]
    return None, words


def _shown(result: str) -> str:
    return result.replace("_", " ")


def _results(state: TaskInCase) -> tuple[str, ...]:
    row = state.case.template.task(state.task.code)
    return row.results if row is not None else ()


def _put_off(state: TaskInCase, words: tuple[str, ...], turn: Turn) -> Decision:
    name = asked(turn).name(state.case, state.task).typed
    if not words:
        raise Refused(PutOffUntil(f"!done {name} later 2d"))
    try:
        to, count = when(words, Context(turn=turn, case=state.case), COMMAND)
    except NotThis as no:
        raise Refused(no.notice) from None
    if count < len(words):
        raise Refused(TooManyWords(Said(" ".join(words[count:])[:40]), f"done {name} later TIME"))
    return tasks.put_off(state, to, asked(turn))


COMMAND = Command(
    name="task done",
    words=("done", "task done", "finish", "finished"),
    summary="It is finished.",
    usage="done N [RESULT] [ref …]",
    example="!done 4",
    scope=Scope.TASK,
    places=ANYWHERE,
    args=Args,
    run=run,
    who="the owner agency or a lead",
    note="One task in each message. A reference that is only a number needs the word ref before it.",
)
