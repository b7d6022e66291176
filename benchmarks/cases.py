"""Made-up cases, stored as the bot stores them: for what depends on how many there are."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from bot.service.clock import real_time
from config.load import Configuration, load
from config.snapshots import decode_ladders, decode_template, encode_directory, encode_ladders, encode_template
from storage.engine import make_engine
from storage.schema import migrate
from storage.tables import case_
from storage.templates import DIRECTORY, LADDERS, TEMPLATE
from storage.unit_of_work import Store, UnitOfWork
from storage.vault import Vault
from workflows.casework.snapshots import CaseSnapshot
from workflows.escalation.ladders import next_check
from workflows.time.calendar import calendar_of
from workflows.values.directory import Priority
from workflows.values.ids import CROCKFORD, AgencyId, CaseId, CaseRef, RoleName, TaskId, TaskNumber, TemplateId, UserId
from workflows.values.model import Case, CaseState, ClockKind, Seat, Task, TaskStatus, Where

TEMPLATE_ID: Final = TemplateId("uk-nrm-adult")
LIAISONS: Final = {"city-police": "reyes", "harbour-support": "ferreira", "health-east": "brandt"}
ROUND_THE_CLOCK: Final = (None, Priority.P1, Priority.P2)  # others wait for working hours
SIZES: Final = (20, 25, 30, 35, 40)  # tasks of one case
AT_ONCE: Final = 20  # cases stored in one transaction
EARLIER: Final = timedelta(days=30)


class Archive:
    """A database with as many cases as are wanted, in an installation whose settings lie in a folder."""

    def __init__(self, settings: Path) -> None:
        self.configuration: Configuration = load(settings, real_time())

    async def open(self) -> None:
        settings = self.configuration.settings
        settings.data.mkdir(mode=0o700, exist_ok=True)
        engine = make_engine(settings.database_url({}))
        await migrate(engine)
        vault = Vault(settings.master_key_bytes({}))
        self.store = Store(engine, vault, decode_template=decode_template, decode_ladders=decode_ladders)
        await self.store.open()

    async def close(self) -> None:
        await self.store.close()

    async def add(self, dues: Iterable[datetime]) -> int:
        """Store open tasks with these due times, 20 to 40 of them in a case; how many cases they make."""
        async with self.store.read() as uow:
            first = (await uow.db.run(select(func.count()).select_from(case_))).scalar() or 0
        making, count = self._cases(iter(dues), first), 0
        while made := list(islice(making, AT_ONCE)):
            async with self.store.work() as uow:
                await self._save(uow, made)
                await uow.commit()
            count += len(made)
        return count

    async def _save(self, uow: UnitOfWork, made: list[CaseSnapshot]) -> None:
        directory, template = self.configuration.directory, self.configuration.templates[TEMPLATE_ID]
        await uow.blobs.put(TEMPLATE, template.hash, encode_template(template))
        await uow.blobs.put(DIRECTORY, directory.hash, encode_directory(directory))
        await uow.blobs.put(LADDERS, directory.ladders_hash, encode_ladders(directory.ladders))
        await uow.cases.save([one.case for one in made])
        await uow.seats.save([seat for one in made for seat in one.seats])
        calendar = calendar_of(directory.jurisdictions[made[0].case.jurisdiction])
        await uow.tasks.save([(task, next_check(task, one, calendar)) for one in made for task in one.tasks])

    def _cases(self, dues: Iterator[datetime], first: int) -> Iterator[CaseSnapshot]:
        for number, size in enumerate(cycle(SIZES), first):
            if not (times := list(islice(dues, size))):
                return
            yield self._case(number, times)

    def _case(self, number: int, dues: list[datetime]) -> CaseSnapshot:
        directory, template = self.configuration.directory, self.configuration.templates[TEMPLATE_ID]
        force = next(iter(directory.task_forces.values()))
        began, server = real_time() - EARLIER, self.configuration.settings.user.partition(":")[2]
        by = UserId(f"@reyes:{server}")
        case = Case(
            id=CaseId(f"bench-case-{number:05}"),
            ref=_reference(number),
            codeword="HERON",
            task_force=force.id,
            jurisdiction=template.jurisdictions[0],
            template=template.id,
            template_hash=template.hash,
            ladders_hash=directory.ladders_hash,
            directory_hash=directory.hash,
            priority=Priority.P2,
            lead_agency=AgencyId("city-police"),
            state=CaseState.OPEN,
            opened_at=began,
            opened_by=by,
            next_number=len(dues) + 1,
        )
        seats = tuple(
            Seat(
                case=case.id,
                agency=AgencyId(agency),
                user=UserId(f"@{user}:{server}"),
                role=RoleName("first_responder"),
                added_by=by,
                added_at=began,
            )
            for agency, user in LIAISONS.items()
        )
        urgent = [row for row in template.tasks if row.ladder in ROUND_THE_CLOCK]
        rows, owners = cycle(urgent), cycle(seats)
        tasks = tuple(
            Task(
                id=TaskId(f"{case.id}-task-{place:02}"),
                case=case.id,
                number=TaskNumber(place),
                code=row.id,
                title=row.title,
                owner=owner.agency,
                role=None,
                kind=row.kind,
                clock=ClockKind.DEADLINE,
                where=Where.JOINT,
                status=TaskStatus.OPEN,
                created_at=began,
                created_by=by,
                started_at=began,
                due=due,
                original_due=due,
                reminded=99,
            )
            for place, (due, row, owner) in enumerate(zip(dues, rows, owners, strict=False), 1)
        )
        ladders = directory.ladders
        return CaseSnapshot(
            case=case, template=template, ladders=ladders, rooms=(), members=(), seats=seats, tasks=tasks
        )


def _reference(number: int) -> CaseRef:
    text = ""
    for _ in range(5):
        number, place = divmod(number, len(CROCKFORD))
        text = CROCKFORD[place] + text
    return CaseRef("C-" + text)
