"""A conversation without Matrix: one line typed by somebody somewhere, and what is decided and answered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.text.render import Reader, render
from commands.arguments import Context
from commands.dialogues import ANSWERS, say
from commands.spec import Place, Turn
from commands.table import find, hear
from commands.words import Line, read
from tests.builders import a_moment, chat_of
from tests.cast import CASE, JOINT_ROOM, LEADS_ROOM, NOON, PAT, SUPPORT_ROOM
from workflows.casework.snapshots import CaseSnapshot, DeskSnapshot
from workflows.casework.snapshots import Moment as At
from workflows.language.template import Template
from workflows.values.effects import Reply
from workflows.values.ids import TemplateId, UserId
from workflows.values.model import Dialogue, RoomKind, Task
from workflows.values.notices.base import Notice, Refused

BOT, BOT_NAME = UserId("@caseroom:hs"), "Caseroom"


@dataclass(frozen=True)
class Answer:
    """What came of one line."""

    decision: Any  # a Decision; None: refused, or not for the bot
    notice: Any
    said: str

    def task(self, number: int) -> Task:
        """A task as it is after the decision."""
        assert self.decision is not None, self.said
        saved = [row for row in self.decision.save if isinstance(row, Task) and row.number == number]
        assert saved, f"task {number} did not change: {self.said}"
        return saved[-1]

    @property
    def dialogue(self) -> Any:
        rows = [row for row in self.decision.save if isinstance(row, Dialogue)] if self.decision else []
        return rows[-1] if rows else None

    def kinds(self, kind: type[Any]) -> list[Any]:
        return [effect for effect in self.decision.effects if isinstance(effect, kind)] if self.decision else []


def after(case: CaseSnapshot, answer: Answer) -> CaseSnapshot:
    """The case with what was decided in it."""
    assert answer.decision is not None, answer.said
    saved = {row.id: row for row in answer.decision.save if isinstance(row, Task)}
    known = {task.id for task in case.tasks}
    tasks = tuple(saved.get(task.id, task) for task in case.tasks)
    return replace(case, tasks=tasks + tuple(row for id, row in saved.items() if id not in known))


def typed(
    text: str,
    *cases: CaseSnapshot,
    user: UserId = PAT,
    place: Place = Place.CASE,
    kind: RoomKind = RoomKind.JOINT,
    now: datetime = NOON,
    moment: At | None = None,
    mentions: tuple[UserId, ...] = (),
    dialogue: Dialogue | None = None,
    templates: Mapping[TemplateId, Template] | None = None,
) -> Answer:
    """What one line comes to: as the decider does it, from the message's body to the sentence."""
    at = moment or a_moment(now)
    in_room = place is Place.CASE
    room = {Place.LEADS: LEADS_ROOM, Place.CASE: SUPPORT_ROOM if kind is RoomKind.SUPPORT else JOINT_ROOM}
    turn = Turn(
        actor=at.directory.people[user],
        place=place,
        room=room.get(place, chat_of(user)),
        kind=kind if in_room else RoomKind.LEADS if place is Place.LEADS else RoomKind.DIRECT,
        moment=at,
        mentions=mentions,
        typed=text,
        case=CASE if in_room else None,
    )
    desk = DeskSnapshot(cases=cases, dialogue=dialogue, templates=templates or {})
    try:
        line = read(text, BOT, BOT_NAME, place)
        if line is None:
            return Answer(None, None, "")
        if dialogue is not None and find(line.words) is None:
            decision = ANSWERS[dialogue.kind](dialogue, line.rest, desk, turn)
        else:
            heard = hear(line, Context(turn=turn, case=cases[0] if in_room else None))
            if heard is None:
                return Answer(None, None, "")
            decision = say(Line(words=line.words, prefixed=True, slash=line.slash), desk, turn)
    except Refused as no:
        return Answer(None, no.notice, _said(no.notice, turn))
    notices = [effect.notice for effect in decision.effects if isinstance(effect, Reply)]
    assert len(notices) == 1, "every line is answered once"
    return Answer(decision, notices[0], _said(notices[0], turn))


def _said(notice: Notice, turn: Turn) -> str:
    """The words of an answer, without the marks that keep the direction of what people typed."""
    chat = turn.place is Place.CHAT
    reader = Reader(now=turn.moment.now, directory=turn.moment.directory, zone="Europe/London", chat=chat)
    return render(notice, reader).body.replace("\u2068", "").replace("\u2069", "")
