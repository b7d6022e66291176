"""Whole dialogues without Matrix or database: what one person types, one line after the other, and who hears what."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.text.render import Reader, render
from commands.arguments import Context
from commands.dialogues import ANSWERS, say
from commands.spec import Place, Turn
from commands.table import find, hear
from commands.words import Line, read
from tests.builders import a_directory, a_moment, a_standing, a_template, chat_of
from tests.cast import ADMINS_ROOM, CASE, JOINT_ROOM, LEADS_ROOM, NOON, PAT
from tests.commands.talk import BOT, BOT_NAME
from workflows.casework.snapshots import CaseSnapshot, DeskSnapshot, Moment, PersonSnapshot, Standing
from workflows.language.template import Template
from workflows.values.directory import Directory
from workflows.values.effects import NOTHING, Decision, Reply, Tell, TellPerson
from workflows.values.ids import CaseRef, UserId
from workflows.values.model import Case, Dialogue, Member, Room, RoomKind, Seat, Task
from workflows.values.notices.base import Notice, Refused

ROOMS = {Place.LEADS: LEADS_ROOM, Place.ADMINS: ADMINS_ROOM, Place.CASE: JOINT_ROOM}
KINDS = {Place.LEADS: RoomKind.LEADS, Place.ADMINS: RoomKind.ADMINS, Place.CASE: RoomKind.JOINT}


def words_of(notice: Notice, directory: Directory, now: datetime = NOON, *, chat: bool = True) -> str:
    """The plain words of a notice, without the marks that keep the direction of what people typed."""
    reader = Reader(now=now, directory=directory, zone="Europe/London", chat=chat)
    return render(notice, reader).body.replace("\u2068", "").replace("\u2069", "")


@dataclass
class Talk:
    """One person in one room: `talk.says("case open")` is the answer; `decision` what was decided last."""

    user: UserId = PAT
    place: Place = Place.CHAT
    directory: Directory = field(default_factory=a_directory)
    standing: Standing | None = None
    templates: tuple[Template, ...] = field(default_factory=lambda: (a_template(),))
    cases: tuple[CaseSnapshot, ...] = ()
    about: dict[UserId, PersonSnapshot] = field(default_factory=dict)
    taken: frozenset[CaseRef] = frozenset()
    now: datetime = NOON
    dialogue: Dialogue | None = None
    decision: Decision = NOTHING
    lines: int = 0

    def says(self, text: str, *mentions: UserId) -> str:
        """Type one line as the decider would hear it; refusals are answers too, and leave the question waiting."""
        self.lines += 1
        line = read(text, BOT, BOT_NAME, self.place)
        assert line is not None, "not for the bot"
        turn, desk = self._turn(text, mentions), self._desk()
        try:
            if self.dialogue is not None and find(line.words) is None:
                self.decision = ANSWERS[self.dialogue.kind](self.dialogue, line.rest, desk, turn)
            else:
                case = self.cases[0] if self.place is Place.CASE else None
                assert hear(line, Context(turn=turn, case=case)) is not None
                self.decision = say(Line(words=line.words, prefixed=True), desk, turn)
        except Refused as no:
            self.decision = NOTHING
            return words_of(no.notice, self.directory, self.now, chat=self.place is Place.CHAT)
        for row in self.decision.save:
            if isinstance(row, Dialogue):
                self.dialogue = None if row.over else row
        replies = [effect for effect in self.decision.effects if isinstance(effect, Reply)]
        assert len(replies) == 1, "every line is answered once"
        return words_of(replies[0].notice, self.directory, self.now, chat=self.place is Place.CHAT)

    def told(self, user: UserId) -> str:
        """What somebody else was told in their chat by the last line."""
        return told(self.decision, user, self.directory)

    @property
    def announced(self) -> str:
        return announced(self.decision, self.directory)

    @property
    def moment(self) -> Moment:
        seed = f"{self.user}:{self.lines}".encode()
        standing = self.standing or a_standing(self.directory)
        return a_moment(self.now, directory=self.directory, standing=standing, seed=seed)

    def _turn(self, text: str, mentions: tuple[UserId, ...]) -> Turn:
        return Turn(
            actor=self.directory.people[self.user],
            place=self.place,
            room=ROOMS.get(self.place, chat_of(self.user)),
            kind=KINDS.get(self.place, RoomKind.DIRECT),
            moment=self.moment,
            mentions=mentions,
            typed=text,
            case=CASE if self.place is Place.CASE else None,
        )

    def _desk(self) -> DeskSnapshot:
        return DeskSnapshot(
            cases=self.cases,
            dialogue=self.dialogue,
            templates={template.id: template for template in self.templates},
            taken_refs=self.taken,
            about=self.about,
        )


def told(decision: Decision, user: UserId, directory: Directory) -> str:
    """What `user` is told in their chat, line by line."""
    heard = [effect for effect in decision.effects if isinstance(effect, TellPerson) and effect.user == user]
    return "\n".join(words_of(effect.notice, directory) for effect in heard)


def announced(decision: Decision, directory: Directory) -> str:
    """What is said in rooms."""
    heard = [effect for effect in decision.effects if isinstance(effect, Tell)]
    return "\n".join(words_of(effect.notice, directory, chat=False) for effect in heard)


def applied(case: CaseSnapshot, decision: Decision) -> CaseSnapshot:
    """The case as it stands after the decision, each row with its new version, as storage would give it back."""
    for row in decision.save:
        match row:
            case Case():
                case = replace(case, case=replace(row, version=row.version + 1))
            case Room():
                case = replace(case, rooms=_with(case.rooms, row, "id"))
            case Member():
                case = replace(case, members=_with(case.members, row, "room", "user"))
            case Seat():
                case = replace(case, seats=_with(case.seats, row, "agency", "user", "role"))
            case Task():
                case = replace(case, tasks=_with(case.tasks, row, "id"))
            case _:
                continue
    return case


def the_case_of(decision: Decision, template: Template, directory: Directory) -> CaseSnapshot:
    """The snapshot of a case that was just opened."""
    made = next(row for row in decision.save if isinstance(row, Case))
    empty = CaseSnapshot(
        case=made, template=template, ladders=directory.ladders, rooms=(), members=(), seats=(), tasks=()
    )
    return applied(empty, decision)


def _with(rows: tuple[Any, ...], row: Any, *key: str) -> tuple[Any, ...]:
    """The rows with one of them saved: a row that was there must have been saved over the version that was there."""
    saved = replace(row, version=row.version + 1)
    for number, old in enumerate(rows):
        if all(getattr(old, name) == getattr(row, name) for name in key):
            assert old.version == row.version, "saved over a version that was not seen"
            return (*rows[:number], saved, *rows[number + 1 :])
    assert row.version == 0, "a row that is not there has no version yet"
    return (*rows, saved)
