"""Builds every object once, and runs what awaits in one group: whichever of them stops, stops them all."""

import asyncio
import os
from collections.abc import Collection, Mapping

import structlog

from bot.gateway import Batch
from bot.matrix import identity
from bot.matrix.client import Client
from bot.matrix.credentials import DataFolder
from bot.matrix.gateway import MatrixGateway
from bot.matrix.keeping import IdentityFile
from bot.matrix.login import LoginSettings
from bot.matrix.session import MatrixSession
from bot.matrix.trust import Trust
from bot.service import faults
from bot.service.addressed import Addressed
from bot.service.answering import Answering
from bot.service.clock import AlarmClock, Clocks
from bot.service.commit import Stored
from bot.service.converge import Converge
from bot.service.decider import Decider
from bot.service.fetching import Fetching
from bot.service.going_live import at_start
from bot.service.health import Health
from bot.service.intake import Intake
from bot.service.known import Known
from bot.service.looking import Looking
from bot.service.observing import Observing
from bot.service.outbox import Outbox
from bot.service.pager import Pager
from bot.service.passing_on import after_commit, after_sync
from bot.service.proposing import Proposing
from bot.service.questions import Look, Reload
from bot.service.reading_settings import ReadingSettings, in_a_process
from bot.service.recalling import begin, recall
from bot.service.refusing import Refusing
from bot.service.reloading import Reloading
from bot.service.rereading import read_again
from bot.service.sending import Sending
from config.load import Configuration
from config.settings import SecretMissing, Settings
from config.snapshots import decode_ladders, decode_template
from storage.engine import make_engine
from storage.schema import migrate
from storage.unit_of_work import Store
from storage.vault import Vault
from workflows.values.ids import MatrixRoomId

BOT_NAME = "caseroom"
UNREACHABLE = "unreachable"
VOUCH_AGAIN = 5.0  # seconds

log = structlog.get_logger()


class App:
    """One running bot. `start` once, then `run` until it is cancelled, then `close`."""

    def __init__(
        self, configuration: Configuration, *, clocks: Clocks | None = None, environ: Mapping[str, str] | None = None
    ) -> None:
        self.settings: Settings = configuration.settings
        self.clocks = clocks or Clocks()
        self._environ = os.environ if environ is None else environ
        self._configuration = configuration
        self.vault = Vault(self.settings.master_key_bytes(self._environ))
        self.folder = DataFolder(self.settings.data)
        self.known = Known(
            directory=configuration.directory,
            templates=configuration.templates,
            monotonic=self.clocks.monotonic,
            empty_after=self.settings.empty_rooms_after,
        )
        self.alarm: AlarmClock | None = None
        self._vouched = False

    async def start(self) -> None:
        """Open what is kept, then log in. Raises SessionRefused, IdentityProblem, SecretMissing."""
        self.settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        engine = make_engine(self.settings.database_url(self._environ))
        await migrate(engine)
        self.store = Store(engine, self.vault, decode_template=decode_template, decode_ladders=decode_ladders)
        await self.store.open()
        found = self._configuration
        await at_start(self.store, found.directory, found.templates, found.sources, self.clocks.now())
        await begin(self.known, self.store, self.clocks.now())
        self._build()
        await self.session.start()
        if self.session.client.olm is not None:
            await self._vouch_for_ourselves()

    async def run(self) -> None:
        """Listen, decide, send, converge and look at the clock, until cancelled."""
        if self.alarm is None:
            raise RuntimeError("not started")
        self.alarm.start()
        self.decider.ask(Reload(id="start", found=self._configuration, starting=True))
        await self.decider.recall()
        async with asyncio.TaskGroup() as group:
            group.create_task(self.decider.run(), name="decider")
            group.create_task(self.session.run(), name="session")
            group.create_task(self._send(), name="outbox")
            group.create_task(self.converge.run(), name="converge")
            group.create_task(self._ring(), name="alarm")
            group.create_task(self.health.run(), name="health")
            group.create_task(self._vouch_later(), name="identity")
            if self.settings.pager_command:
                pager = Pager(self.settings.pager_command, lambda: self.outbox.oldest_page, self.clocks.monotonic)
                group.create_task(pager.run(), name="pager")
            group.create_task(self._read_again(), name="reading again")
            group.create_task(self.reading.run(), name="reading settings")
            group.create_task(self.fetching.run(), name="fetching files")

    def reread(self) -> None:
        """An operator's signal: a new token may be in its file, and the settings may say something else."""
        self.session.reread()
        self.reading.wanted()

    async def close(self) -> None:
        if self.alarm is not None:
            self.alarm.stop()
            await self.session.close()
        await self.store.close()

    # building

    def _build(self) -> None:
        observing = Observing(self.known, self.settings.user)
        refusing = Refusing(self.known, observing)
        self.alarm = AlarmClock(self.clocks)
        looking = Looking(self.store, self.known, self.clocks, self.alarm, refusing)
        self.decider = Decider(
            store=self.store,
            known=self.known,
            clocks=self.clocks,
            answering=Answering(self.known, self.settings.user, BOT_NAME),
            observing=observing,
            refusing=refusing,
            looking=looking,
            reloading=Reloading(self.known, self.settings, lambda: self.converge.wake.set()),
            proposing=Proposing(self.known, lambda row, file: self.fetching.wanted(row, file)),
            stored=self._stored,
            reread=self._reread,
        )
        read = in_a_process(self.settings.folder, self.clocks.now, self._environ)
        self.reading = ReadingSettings(read, self.store, self.known, self.decider.ask)
        addressed = Addressed(self.known, self.settings.user, BOT_NAME)
        self.intake = Intake(self.store, self.known, self.clocks, self.decider.ask, addressed, self._synced)
        self.session = MatrixSession(self._login(), self.folder, self.intake, self._trust)
        self.gateway = MatrixGateway(self.session, self.trust)
        self.fetching = Fetching(self.gateway, self.store, self.decider.ask, self.clocks.monotonic)
        sending = Sending(self.store, self.known, self.clocks, self.gateway, federate=self.settings.federate)
        self.outbox = Outbox(
            store=self.store,
            known=self.known,
            clocks=self.clocks,
            gateway=self.gateway,
            sending=sending,
            ask=self.decider.ask,
        )
        self.converge = Converge(
            self.gateway, self.known, self.decider.ask, self.clocks.monotonic, self.clocks.now, refusing.unwanted
        )
        self.health = Health(self.settings.health_file, self.session, self.decider, self.outbox, self.clocks)

    def _trust(self, client: Client) -> Trust:
        self.trust = Trust(client, self.known, self.intake)
        return self.trust

    def _login(self) -> LoginSettings:
        """A token file goes first; a password is read only where there is no token file."""
        token = self.settings.token
        try:
            password = None if token else self.settings.password.read(self._environ)
        except SecretMissing:
            password = None  # a token may be kept from an earlier login
        return LoginSettings(
            homeserver=self.settings.homeserver,
            user=self.settings.user,
            token=self._environ.get(token.variable, "").strip() or None if token else None,
            token_file=token.file if token else None,
            password=password,
            device_name=self.settings.device_name,
        )

    async def _vouch_later(self) -> None:
        """After a start while the homeserver was away: as soon as it accepts us. Raises IdentityProblem."""
        while not self._vouched:
            await self.session.accepted()
            await self._vouch_for_ourselves()
            if not self._vouched:
                await asyncio.sleep(VOUCH_AGAIN)

    async def _vouch_for_ourselves(self) -> None:
        """Cross-signed before the first room. Raises IdentityProblem where an operator has to act."""
        try:
            password = self.settings.password.read(self._environ)
        except SecretMissing:
            password = None
        file = IdentityFile(self.settings.data, self.vault.derive("identity"))
        device = identity.own_device(self.session.client)
        try:
            standing = await identity.ensure(self.session.client, device, file, password=password)
        except identity.IdentityProblem as problem:
            if problem.code != UNREACHABLE:
                raise
            return
        self._vouched = True
        self.trust.we_are(standing.identity)
        log.info("identity", created=standing.created, signed=standing.signed, recovery=standing.recovery_waiting)

    async def _reread(self) -> None:
        """Memory follows the database again."""
        await recall(self.known, self.store, self.clocks.now())
        await self.outbox.recall()

    # while running

    async def _send(self) -> None:
        """Not before it is known what is late by now: whoever is to hear of it hears of all of it at once."""
        await self.decider.caught_up.wait()
        await self.outbox.run()

    async def _read_again(self) -> None:
        try:
            await read_again(self.store, self.gateway, self.intake)
        except Exception as fault:  # noqa: BLE001 - what they were is said after a minute all the same
            faults.note("reading again", fault)

    async def _ring(self) -> None:
        if self.alarm is None:
            raise RuntimeError("not started")
        while True:
            await self.alarm.rung()
            self.decider.ask(Look())

    def _synced(self, moved: Collection[MatrixRoomId], batch: Batch) -> None:
        after_sync(self.outbox, self.converge, moved, batch)

    def _stored(self, stored: Stored) -> None:
        after_commit(self.outbox, self.converge, self.reading, stored)
