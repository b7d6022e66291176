"""Answers to questions: which function reads the answer to each kind of question that waits."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from commands import confirm
from commands.arguments import Context, Unclear
from commands.case import open as case_open
from commands.naming import find_case, find_task, spoken_of
from commands.spec import Scope, Turn
from commands.table import ask, carry_out, hear
from commands.words import Line, fold
from workflows.casework.protecting import Attempted
from workflows.casework.snapshots import CaseSnapshot, DeskSnapshot, TaskInCase
from workflows.values.effects import Decision
from workflows.values.model import Dialogue
from workflows.values.notices.base import Refused, Said
from workflows.values.notices.words import NotAnOption

Answer = Callable[[Dialogue, str, DeskSnapshot, Turn], Decision]


def choose(dialogue: Dialogue, text: str, desk: DeskSnapshot, turn: Turn) -> Decision:
    """One of the lines that were offered, carried out as if it had been typed. Raises Refused."""
    line = dialogue.data.get(fold(text))
    if line is None:
        raise Refused(NotAnOption(Said(text[:20]), sum(key.isdigit() for key in dialogue.data)))
    decision = say(Line(words=tuple(line.split()), prefixed=True), desk, turn)
    asked_again = any(isinstance(row, Dialogue) for row in decision.save)
    return decision if asked_again else Decision(save=(replace(dialogue, over=True),)) + decision


def say(line: Line, desk: DeskSnapshot, turn: Turn) -> Decision:
    """Carry out a whole line on what is at the desk of its asker. Raises Refused."""
    desk = spoken_of(desk, turn)
    room_case = next((case for case in desk.cases if case.case.id == turn.case), None)
    context = Context(turn=turn, case=room_case)
    heard = hear(line, context)
    if heard is None:
        raise ValueError("a line with a mark is a command or refused")
    state: CaseSnapshot | TaskInCase | DeskSnapshot = desk
    case = room_case
    if heard.command.scope is Scope.TASK and heard.task is not None:
        state, handle = find_task(heard.task, turn, desk.cases)
        turn, case = replace(turn, handle=handle), state.case
    elif heard.command.scope is Scope.CASE:
        try:
            state = case = find_case(heard.ref, turn, desk.cases, heard.command.usage)
        except Unclear as unclear:
            return ask(heard, unclear, context)
    try:
        return carry_out(heard, state, Context(turn=turn, case=case))
    except Attempted as no:  # the leads hear that it was tried
        return no.decision


ANSWERS: Mapping[str, Answer] = {"choose": choose, "confirm": confirm.read_answer, "open": case_open.read_answer}
