"""What a reading of the settings comes to: all of it or nothing, decided in turn like everything else."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.service import live_directory
from bot.service.commit import Origin
from bot.service.going_live import directory_record, put_contents
from bot.service.known import Known, bumped
from bot.service.questions import Reload
from bot.service.reading_settings import ORDER, OUTCOME
from bot.text.render import FSI, PDI, Reader, render
from config.changes import directory_changes, listed, settings_changes
from config.load import Configuration
from config.mistakes import Mistake
from config.overlay import overlaid
from config.settings import Settings
from storage.unit_of_work import UnitOfWork
from workflows.casework import chats, telling
from workflows.casework.snapshots import Moment
from workflows.casework.versions import found_on_server
from workflows.review.differing import differences
from workflows.values.effects import NOTHING, Decision, Effect, Record, Reply
from workflows.values.ids import TemplateId
from workflows.values.notices.base import Notice, Said
from workflows.values.notices.directory import SettingChanged
from workflows.values.notices.versions import DirectoryMisfits, MistakeLine, Reloaded, ReloadRefused
from workflows.values.person_changes import PersonChange
from workflows.values.versions import Version

SHOWN = 12  # mistakes in one message
AT_ONCE = frozenset({"empty_rooms_after"})  # settings that count without a restart


class Reloading:
    """The directory counts at once, a template only when two administrators say so.

    `settings` are those with which the bot was started; `changed` is called once a new directory counts.
    """

    def __init__(self, known: Known, settings: Settings | None, changed: Callable[[], None]) -> None:
        self._known, self._settings, self._changed = known, settings, changed
        self._stepped: tuple[PersonChange, ...] = ()

    async def decide(self, uow: UnitOfWork, question: Reload, moment: Moment) -> tuple[Decision, Origin]:
        origin = question.asked or Origin()
        if isinstance(question.found, Configuration):
            decision, notice = await self._accepted(uow, question.found, moment, starting=question.starting)
        else:
            decision, notice = _refused(question.found)
        if question.order is not None:
            await uow.meta.set(*outcome_of(question.order, notice, moment))
            await uow.meta.forget(ORDER + question.order)
        said = _at_start(question.found, moment) if question.starting else _said(notice, question, origin, moment)
        return decision + Decision(effects=said), origin

    def stored(self, question: Reload) -> None:
        """What was decided is committed: from here on it counts."""
        found = question.found
        if not isinstance(found, Configuration):
            return
        self._known.learn(found.directory, self._known.written)
        self._known.remember(map(bumped, self._stepped))
        if not question.starting:
            self._known.empty_after = found.settings.empty_rooms_after
        self._changed()

    async def _accepted(
        self, uow: UnitOfWork, found: Configuration, moment: Moment, *, starting: bool
    ) -> tuple[Decision, Notice]:
        decision, before = await self._directory(uow, found, moment), self._known.filed
        changed = [one for one in found.templates.values() if not self._is_live(one.id, one.hash)]
        shelf = await uow.versions.shelf(one.id for one in changed)
        proposed, waiting, known = found_on_server(changed, shelf, differences, moment)
        fresh = {row.hash for row in proposed.save if isinstance(row, Version)}
        await put_contents(uow, (one for one in changed if one.hash in fresh), found.sources)
        changes = directory_changes(before, found.directory) if before.hash != found.directory.hash else ()
        notice = Reloaded(
            changes=(listed(changes),) if changes else (),
            waiting=waiting,
            known=known,
            restart=() if starting else tuple(self._after_restart(found.settings)),
            misfits=_misfits(found),
        )
        return decision + proposed, notice

    def _is_live(self, template: TemplateId, content: str) -> bool:
        live = self._known.written.get(template)
        return live is not None and live.hash == content

    async def _directory(self, uow: UnitOfWork, found: Configuration, moment: Moment) -> Decision:
        """The directory of the files, if it is another one; and the rooms that its people should be in."""
        before, now, self._stepped = self._known.filed, found.directory, ()
        if now.hash == before.hash:
            return NOTHING
        changes = self._known.changes.values()
        self._stepped = await live_directory.keep(uow, now, changes, moment.now)
        rooms, members = tuple(self._known.rooms.values()), self._known.members
        ensured = chats.ensure_rooms(rooms, members, replace(moment, directory=overlaid(now, changes)))
        return ensured + Decision(audit=(directory_record(now, before.hash),))

    def _after_restart(self, settings: Settings) -> Iterable[str]:
        """The settings that differ from those the bot was started with, and count only when it is started again."""
        if self._settings is not None:
            for change in settings_changes(self._settings, settings):
                if isinstance(change, SettingChanged) and change.field not in AT_ONCE:
                    yield change.field


def outcome_of(order: str, notice: Notice, moment: Moment) -> tuple[str, str]:
    """What an operator at the command line waits for: under which name it is kept, and what it says."""
    reader = Reader(now=moment.now, directory=moment.directory, zone=moment.directory.default_zone)
    outcome = {"accepted": isinstance(notice, Reloaded), "said": _plain(render(notice, reader).body)}
    return OUTCOME + order, json.dumps(outcome)


def _refused(found: tuple[Mistake, ...]) -> tuple[Decision, Notice]:
    wrong = [mistake for mistake in found if not mistake.warning]
    lines = tuple(MistakeLine(Said(str(mistake))) for mistake in wrong[:SHOWN])
    record = Record(action="config.refused", object="settings", decision="deny", fields={"mistakes": str(len(wrong))})
    return Decision(audit=(record,)), ReloadRefused(len(wrong), lines, max(len(wrong) - SHOWN, 0))


def _said(notice: Notice, question: Reload, origin: Origin, moment: Moment) -> tuple[Effect, ...]:
    """To who asked; and to the administrators, unless it was asked in their room or says that nothing is new."""
    answer = (Reply(notice=notice),) if origin.room else ()
    nothing = isinstance(notice, Reloaded) and not (notice.changes or notice.restart or notice.misfits)
    if (origin.room is not None and origin.room == moment.standing.admins_room) or nothing:
        return answer
    return (*answer, *telling.administrators(notice, moment, key=f"reload:{question.id}"))


def _at_start(found: Configuration | tuple[Mistake, ...], moment: Moment) -> tuple[Effect, ...]:
    """Only what somebody has to mend, once a day."""
    told = _misfits(found) if isinstance(found, Configuration) else ()
    key = f"misfits:{moment.now.date()}"
    return tuple(each for notice in told for each in telling.administrators(notice, moment, key=key))


def _misfits(found: Configuration) -> tuple[Notice, ...]:
    lines = tuple(MistakeLine(Said(str(misfit))) for misfit in found.misfits)
    return (DirectoryMisfits(lines[:SHOWN], max(len(lines) - SHOWN, 0)),) if lines else ()


def _plain(text: str) -> str:
    """For a terminal: without the marks that keep the direction of free text."""
    return text.replace(FSI, "").replace(PDI, "")
