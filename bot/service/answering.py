"""From a message that counts to a decision: what was typed, about which case, and the rule that answers it."""

from dataclasses import replace

from bot.gateway import Message
from bot.service.hearing import Heard
from bot.service.known import Known
from bot.service.weekly import signs_of
from commands.arguments import Context
from commands.dialogues import ANSWERS, say
from commands.person_words import named_in
from commands.spec import Place, Turn
from commands.table import Heard as Command
from commands.table import find, hear, nearest
from commands.waiting import Waiting, nothing_changed, taken_for_a_command, waiting_for, with_example
from commands.words import Line, read
from storage.unit_of_work import UnitOfWork
from workflows.casework.cases import CONFIRM_KIND
from workflows.casework.snapshots import CaseSnapshot, DeskSnapshot, Moment, PersonSnapshot
from workflows.language.shelf import Shelf
from workflows.values.effects import NOTHING, Decision, Tell
from workflows.values.ids import EventId, TaskForceId, UserId
from workflows.values.model import Dialogue
from workflows.values.notices.base import Refused
from workflows.values.notices.service import NotUnderstood, SlashHint
from workflows.values.notices.words import NeedsTask, NotAnOption, NotATaskNumber

QUIET_FOR = 600.0  # seconds: "I did not understand" at most once


class Answering:
    """Answers one person's line. Raises Refused with what to tell them."""

    def __init__(self, known: Known, bot_user: UserId, bot_name: str) -> None:
        self._known = known
        self._bot_user, self._bot_name = bot_user, bot_name
        # when, what waited for them then, and by which message: decided again, it is answered again
        self._puzzled: dict[UserId, tuple[float, frozenset[object], EventId | None]] = {}

    async def answer(self, uow: UnitOfWork, message: Message, heard: Heard, moment: Moment) -> Decision | None:
        """None: it was not meant for the bot."""
        room = heard.room
        turn = Turn(
            actor=heard.person,
            place=heard.place,
            room=room.id,
            kind=room.kind,
            moment=moment,
            mentions=tuple(user for user in message.mentions if user != self._bot_user),
            typed=message.body,
            case=room.case,
            ourselves=self._bot_user,
        )
        line = read(message.body, self._bot_user, self._bot_name, heard.place)
        dialogue = self._known.dialogue(heard.person.user, room.id)
        if line is None and dialogue is not None and message.body.strip().isdecimal():
            line = Line(words=(message.body.strip(),), prefixed=False)  # the number that a question in a room asks for
        if line is None:
            await self._not_understood(uow, turn, None, message.event)
            return None
        if dialogue is not None and find(line.words) is None:
            desk = await self._desk(uow, turn, dialogue, opening=dialogue.kind == "open")
            try:
                return ANSWERS[dialogue.kind](dialogue, line.rest, desk, turn)
            except Refused as no:
                if line.prefixed and isinstance(no.notice, NotAnOption) and nearest(line.words[0]) is not None:
                    await self._hear(uow, turn, line)  # says which word was meant
                raise
        command = await self._hear(uow, turn, line)
        if command is None:
            await self._not_understood(uow, turn, line, message.event)
            return None
        name = command.command.name
        desk = await self._desk(
            uow,
            turn,
            dialogue,
            fresh=command.command.fresh_told,
            opening=name == "case open",
            about=name.startswith("person "),
            shelf=name.startswith("workflow "),
            signs=name == "config report",
        )
        decision = _answered(say(Line(words=line.words, prefixed=True, slash=line.slash), desk, turn), dialogue, name)
        return decision + _hint(line, turn) if line.slash else decision

    def question_ended(self, message: Message, heard: Heard) -> Decision:
        """The end of a question that waited, where the next command word was typed and refused."""
        dialogue = self._known.dialogue(heard.person.user, heard.room.id)
        try:
            line = read(message.body, self._bot_user, self._bot_name, heard.place)
        except Refused:
            return NOTHING
        found = find(line.words) if line is not None else None
        return _ended(dialogue, found[0].name) if found is not None else NOTHING

    async def _not_understood(self, uow: UnitOfWork, turn: Turn, line: Line | None, event: EventId) -> None:
        """In a direct chat every text is answered, but a sentence after the first is left alone for a while.

        Never left alone is one that its writer may take for done: it begins as a command does, or is the first since
        they were paged. Raises Refused.
        """
        if turn.place is not Place.CHAT:
            return
        user, now = turn.actor.user, self._known.monotonic()
        waiting = await self._waiting(uow, turn)
        then, before, by = self._puzzled.get(user, (-QUIET_FOR, frozenset(), None))
        asked = frozenset(one.asked_by for one in waiting if not one.taken)
        believed = taken_for_a_command(line, waiting) or not asked <= before
        if now - then < QUIET_FOR and not believed and by != event:
            return
        self._puzzled[user] = now, asked, event
        raise Refused(nothing_changed(line, waiting) if believed or waiting else NotUnderstood())

    async def _waiting(self, uow: UnitOfWork, turn: Turn) -> tuple[Waiting, ...]:
        return waiting_for((await self._desk(uow, turn, None)).cases, turn)

    async def _hear(self, uow: UnitOfWork, turn: Turn, line: Line) -> Command | None:
        """Which command was typed. Raises Refused; where the task is missing, the example names one that waits."""
        try:
            return hear(line, Context(turn=turn, case=await self._case(uow, turn)))
        except Refused as no:
            if turn.place is Place.CHAT and isinstance(no.notice, NeedsTask | NotATaskNumber):
                raise Refused(with_example(no.notice, line, await self._waiting(uow, turn))) from None
            raise

    async def _case(self, uow: UnitOfWork, turn: Turn) -> CaseSnapshot | None:
        return await uow.snapshots.case(turn.case) if turn.case else None

    async def _desk(
        self,
        uow: UnitOfWork,
        turn: Turn,
        dialogue: Dialogue | None,
        *,
        fresh: bool = False,
        opening: bool = False,
        about: bool = False,
        shelf: bool = False,
        signs: bool = False,
    ) -> DeskSnapshot:
        """In a case room its case; elsewhere every case where they hold a seat, that they lead or were paged about."""
        cases_for, user = uow.snapshots.cases_for, turn.actor.user
        ids = [turn.case] if turn.case else await cases_for(user, self._leads(turn), closed=True, paged=True)
        return DeskSnapshot(
            cases=await uow.snapshots.cases(ids, told=fresh),
            dialogue=dialogue,
            templates=self._known.templates,
            taken_refs=await uow.cases.refs() if opening else frozenset(),
            about={user: await self._about(uow, user) for user in _asked_about(turn, dialogue, about=about)},
            shelf=await uow.versions.shelf() if shelf else Shelf(),
            signs=await signs_of(uow, self._known) if signs else None,
        )

    async def _about(self, uow: UnitOfWork, user: UserId) -> PersonSnapshot:
        code = await uow.codes.latest(user)
        return PersonSnapshot(
            pin=self._known.pins.get(user),
            codes=(code,) if code else (),
            members=tuple(
                row for members in self._known.members.values() for row in members.values() if row.user == user
            ),
            cases=await uow.snapshots.cases(await uow.snapshots.cases_for(user)),
            changes=tuple(change for change in self._known.changes.values() if change.user == user),
        )

    def _leads(self, turn: Turn) -> tuple[TaskForceId, ...]:
        directory = turn.moment.directory
        return tuple(force for force in directory.task_forces if directory.is_lead(turn.actor.user, force))


def _asked_about(turn: Turn, dialogue: Dialogue | None, *, about: bool) -> frozenset[UserId]:
    """The people whom a line, or the question that it answers, is about."""
    waits = dialogue.data.get("user") if dialogue is not None and dialogue.kind == CONFIRM_KIND else None
    return (named_in(turn) if about else frozenset()) | ({UserId(waits)} if waits else frozenset())


def _answered(decision: Decision, dialogue: Dialogue | None, name: str) -> Decision:
    asked_again = any(isinstance(row, Dialogue) for row in decision.save)
    return decision if asked_again else decision + _ended(dialogue, name)


def _ended(dialogue: Dialogue | None, name: str) -> Decision:
    """The next command ends a question, so that a number typed later answers nothing; a code goes on waiting."""
    if dialogue is None or dialogue.kind == "confirm" or name == "help":
        return NOTHING
    return Decision(save=(replace(dialogue, over=True),))


def _hint(line: Line, turn: Turn) -> Decision:
    """Clients keep `/` for themselves: said once to each person, ever."""
    key = f"slash:{turn.actor.user}"
    return Decision(effects=(Tell(room=turn.room, notice=SlashHint(" ".join(line.words[:2])), key=key),))
