"""`done 4`, `done 4 ref 2026/1187`, `done 4 yes`, `done 7 later 2d`: a task is finished, or put off.

`done 18 met 12 adults 9` gives the counts that a task asks for.

Where the template names results, none is never assumed: it is asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from commands.arguments import Coded, Context, NotThis, Reference, Unclear, after
from commands.asking import ANYWHERE, asked
from commands.converters import own_reference, when
from commands.spec import Command, Scope, Turn
from commands.words import fold, task_word
from workflows.casework import tasks
from workflows.casework.fields import reading_for
from workflows.casework.reading import Said, named
from workflows.casework.snapshots import TaskInCase
from workflows.values.effects import Decision
from workflows.values.ids import FieldName
from workflows.values.model import TaskStatus
from workflows.values.notices.base import Refused
from workflows.values.notices.base import Said as Typed
from workflows.values.notices.tasks import ChooseResult, NotAResult, OneTaskAtATime, OptionResult, PutOffUntil
from workflows.values.notices.words import TooManyWords

LATER = "later"
LONGEST_RESULT = 3  # words


@dataclass(frozen=True, slots=True)
class Args:
    said: Coded | None = None
    ref: Reference | None = field(default=None, metadata=after("ref", "reference"))


def run(state: TaskInCase, args: Args, turn: Turn) -> Decision:
    words = tuple((args.said or "").split())
    first = fold(words[0]) if words else ""
    results = _results(state)
    if first == LATER and (LATER in results or state.task.status is TaskStatus.OFFERED):
        return _put_off(state, LATER, words[1:], turn)
    result, left = _result(words, results)
    row = state.case.template.task(state.task.code)
    if row is not None and result in row.again:
        return _put_off(state, result or LATER, left, turn)
    counts, left = _counts(state, left, turn)
    name = asked(turn).name(state.case, state.task)
    if any(task_word((word,)) for word in left):
        raise Refused(OneTaskAtATime(name.typed, Typed(" ".join(left)[:40])))
    if left and (args.ref or not any(letter.isdigit() for letter in left[0])):
        if results and not result:
            raise Refused(NotAResult(Typed(left[0][:20]), tuple(map(_shown, results))))
        raise Refused(TooManyWords(Typed(" ".join(left)[:40]), COMMAND.usage))
    reference = args.ref or (own_reference(left, Context(turn=turn, case=state.case), COMMAND)[0] if left else None)
    decision = tasks.done(state, result, reference, asked(turn), counts)
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


def _counts(state: TaskInCase, words: tuple[str, ...], turn: Turn) -> tuple[Mapping[FieldName, Said], tuple[str, ...]]:
    """`met 12, adults 9`: the numbers that this task asks for, and the words that are left. Raises Refused."""
    row = state.case.template.task(state.task.code)
    found: dict[FieldName, Said] = {}
    left: list[str] = []
    at = 0
    while at < len(words):
        name = named(words[at], row.asks) if row is not None else None
        if name is None:
            left.append(words[at])
            at += 1
            continue
        typed = words[at + 1] if at + 1 < len(words) else "nothing"
        field = state.case.template.fields[name]
        reading = reading_for(state.case, field, asked(turn))
        about = f"!done {asked(turn).name(state.case, state.task).typed} {name}"
        found[name] = replace(reading, form=partial(_form, about)).read(field, [typed])
        at += 2
    return found, tuple(left)


def _form(about: str, value: str) -> str:
    return f"{about} {value}"


def _put_off(state: TaskInCase, result: str, words: tuple[str, ...], turn: Turn) -> Decision:
    name = asked(turn).name(state.case, state.task).typed
    if not words:
        raise Refused(PutOffUntil(f"!done {name} {result} 2d"))
    try:
        to, count = when(words, Context(turn=turn, case=state.case), COMMAND)
    except NotThis as no:
        raise Refused(no.notice) from None
    if count < len(words):
        raise Refused(TooManyWords(Typed(" ".join(words[count:])[:40]), f"done {name} {result} TIME"))
    return tasks.put_off(state, to, asked(turn), result)


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
    note="One task in each message. Counts that a task asks for stand behind their names: `met 12 adults 9`. "
    "A reference that is only a number needs the word ref before it.",
)
