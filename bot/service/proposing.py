"""What comes of a file that an administrator sends: a template that waits for a second one, or its mistakes."""

from collections.abc import Callable

from bot.gateway import FileSent, Message
from bot.service.commit import Origin
from bot.service.fetching import FAULT, TOO_LARGE
from bot.service.going_live import put_contents
from bot.service.hearing import Heard, hear
from bot.service.intake import message_of
from bot.service.known import Known
from bot.service.questions import FileRead
from bot.service.reloading import SHOWN
from commands.spec import Place
from config.template_files import LARGEST_UPLOAD
from storage.posts import InboxItem, InboxState
from storage.unit_of_work import UnitOfWork
from workflows.casework.access import require
from workflows.casework.snapshots import Moment
from workflows.casework.versions import offer
from workflows.language.template import Template
from workflows.review.differing import differences
from workflows.review.fitting import refuse_misfits
from workflows.review.linting import findings
from workflows.values.effects import NOTHING, Decision, Record, Reply
from workflows.values.notices.base import Notice, Refused, Said
from workflows.values.notices.service import Broken
from workflows.values.notices.versions import FileRefused, FileUnusable, MistakeLine
from workflows.values.versions import Version

KB = 1024
LARGEST = LARGEST_UPLOAD // KB


class Proposing:
    """`fetch` is told of each file that is worth fetching, together with its row of the inbox, which waits for it."""

    def __init__(self, known: Known, fetch: Callable[[InboxItem, FileSent], None]) -> None:
        self._known, self._fetch = known, fetch

    def look_at(self, row: InboxItem, message: Message, file: FileSent, heard: Heard, moment: Moment) -> None:
        """Have it fetched, if it may be one. Raises Refused."""
        require("workflow", None, message.sender, moment=moment)
        if heard.place is not Place.ADMINS:
            raise Refused(FileUnusable("not-here"))
        if not file.key:
            raise Refused(FileUnusable("in-clear"))
        if file.size is not None and file.size > LARGEST_UPLOAD:
            raise Refused(FileUnusable(TOO_LARGE, LARGEST))
        self._fetch(row, file)

    async def decide(self, uow: UnitOfWork, question: FileRead, moment: Moment) -> tuple[Decision, Origin, InboxState]:
        """The end of the row that waited. Who sent it may have lost their authority meanwhile."""
        message = message_of(question.row)
        heard = hear(message, self._known)
        origin = Origin(actor=message.sender, event=message.event, inbox=question.row.id, thread=message.thread)
        if not isinstance(heard, Heard):
            return NOTHING, origin, InboxState.REFUSED
        origin = Origin(
            actor=message.sender,
            event=message.event,
            room=heard.room.id,
            thread=message.thread,
            inbox=question.row.id,
        )
        if not isinstance(question.found, Template):
            return _unusable(question.found), origin, InboxState.DONE
        try:
            decision = await self._offered(uow, question.found, question.raw, heard, moment)
        except Refused as no:
            return _refused(no.notice), origin, InboxState.DONE
        return decision, origin, InboxState.DONE

    async def _offered(self, uow: UnitOfWork, template: Template, raw: bytes, heard: Heard, moment: Moment) -> Decision:
        shelf = await uow.versions.shelf([template.id])
        self._refuse_misfits(template, moment)
        decision = offer(template, shelf, heard.person, heard.room.id, differences, moment)
        if any(isinstance(row, Version) and row.hash == template.hash for row in decision.save):
            await put_contents(uow, [template], {template.id: raw})
        return decision

    def _refuse_misfits(self, template: Template, moment: Moment) -> None:
        """What could not be done with it among these agencies and other templates, as for a file of the server.

        Raises Refused.
        """
        refuse_misfits(template, moment.directory)
        used = {name for force in moment.directory.task_forces.values() for name in force.templates}
        if template.id in used:
            others = {**self._known.written, template.id: template}
            found = findings(template, moment.directory, others, moment.now.date())
            wrong = tuple(Said(f"{one.what}; {one.form}") for one in found if not one.warning)
            if wrong:
                raise Refused(_in_lines(wrong))


def _in_lines(wrong: tuple[Said, ...]) -> FileRefused:
    return FileRefused(len(wrong), tuple(map(MistakeLine, wrong[:SHOWN])), max(len(wrong) - SHOWN, 0))


def _unusable(found: object) -> Decision:
    if isinstance(found, tuple):
        return _refused(_in_lines(tuple(Said(str(mistake)) for mistake in found)))
    code = str(found)
    if code.startswith(FAULT):
        return _refused(Broken(code.removeprefix(FAULT).strip()))
    return _refused(FileUnusable(code, LARGEST))


def _refused(notice: Notice) -> Decision:
    record = Record(action="workflow.refused", object="file", decision="deny", fields={"notice": type(notice).__name__})
    return Decision(effects=(Reply(notice=notice),), audit=(record,))
