"""How a template goes live: it is proposed, two different administrators stand up for it, and it can be taken back."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace

from workflows.casework import telling
from workflows.casework.access import require
from workflows.casework.snapshots import Moment
from workflows.language.shelf import Shelf
from workflows.language.template import Template
from workflows.values.directory import Person
from workflows.values.effects import NOTHING, Decision, Effect, Record, Reply
from workflows.values.ids import WORDLESS, ContentHash, RoomId, TemplateId, UserId
from workflows.values.notices.base import Absolute, Notice, PersonName, Refused, Said
from workflows.values.notices.versions import (
    AnotherHasTo,
    ConfirmedOnce,
    LiveAlready,
    LookAgain,
    NoSuchVersion,
    NothingWaits,
    VersionLine,
    VersionLive,
    VersionWaits,
    VersionWithdrawn,
    WaitsAlready,
    WhichVersion,
    WrongVersionCode,
)
from workflows.values.versions import Version, VersionId, VersionSource, VersionState

CODE_LENGTH = 4
SHOWN = 12  # differences in one message

Differences = Callable[[Template | None, Template], tuple[Notice, ...]]
"""What is different for new cases, in words."""


def code_of(row: Version, live: ContentHash | None) -> str:
    """What confirms this proposal while `live` is live: four characters, other ones as soon as either changes.

    Part of it is the id that was drawn for the proposal, so that nobody can look for two contents with one code.
    """
    return _short("\0".join((row.id, row.hash, live or "")).encode())


def mark_of(content: ContentHash) -> str:
    """A short name of a content, by which a history tells two of the same number apart."""
    return _short(content.encode())


def _short(content: bytes) -> str:
    number = int.from_bytes(hashlib.sha256(content).digest()[:8], "big")
    letters = []
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(WORDLESS))
        letters.append(WORDLESS[place])
    return "".join(letters)


def first_of(row: Version, live: ContentHash | None, moment: Moment) -> UserId | None:
    """Who stands up for a proposal already, so that one more has to: an administrator who is one now, and not frozen.

    Whoever confirmed a file of the server saw how it differs from what was live then, and from nothing else.
    """
    user = row.proposed_by
    if user is None or not moment.directory.is_administrator(user) or user in moment.standing.frozen:
        return None
    return None if row.source is VersionSource.SERVER and row.against != live else user


def waits(row: Version, shelf: Shelf, differences: Differences, moment: Moment) -> VersionWaits:
    """A proposal as administrators see it, against what is live now."""
    return _waits(row, shelf, shelf.contents[row.hash], differences, moment)


def _waits(
    row: Version,
    shelf: Shelf,
    content: Template,
    differences: Differences,
    moment: Moment,
    *,
    replaced: bool = False,
) -> VersionWaits:
    live = shelf.live(row.template)
    before = live.hash if live else None
    found = differences(shelf.content(live), content)
    first = first_of(row, before, moment)
    was_there = any(other.hash == row.hash and other.id != row.id for other in shelf.of(row.template))
    return VersionWaits(
        template=row.template,
        number=row.number,
        source="back" if was_there else row.source.value,
        by=PersonName(first) if first else None,
        at=Absolute(row.proposed_at),
        needs=1 if first else 2,
        code=code_of(row, before),
        changes=found[:SHOWN],
        more=max(len(found) - SHOWN, 0),
        is_new=live is None,
        replaced=replaced,
        same_number=live is not None and live.number == row.number,
    )


# proposing


def offer(
    template: Template, shelf: Shelf, actor: Person, room: RoomId, differences: Differences, moment: Moment
) -> Decision:
    """An administrator proposes a content: a file that they sent. Raises Refused where it is live, or waits already."""
    require("workflow", None, actor.user, moment=moment)
    _refuse_known(template, shelf, differences, moment)
    row, decision, notice = _proposed(template, shelf, VersionSource.CHAT, actor.user, differences, moment)
    return decision + Decision(effects=(Reply(notice=notice), *_others(notice, row, room, moment)))


def found_on_server(
    templates: Iterable[Template], shelf: Shelf, differences: Differences, moment: Moment
) -> tuple[Decision, tuple[TemplateId, ...], tuple[TemplateId, ...]]:
    """What the files say now becomes pending, unless it was decided on before. The administrators read each once.

    Also the templates that wait with it, and those of which the file says what was withdrawn or replaced.
    """
    decision, waiting, known = NOTHING, list[TemplateId](), list[TemplateId]()
    for template in templates:
        rows = [row for row in shelf.of(template.id) if shelf.says(row, template)]
        if any(row.state is VersionState.LIVE for row in rows):
            continue
        if any(row.state is VersionState.PENDING for row in rows):
            waiting.append(template.id)
        elif rows:
            known.append(template.id)
        else:
            row, proposed, notice = _proposed(template, shelf, VersionSource.SERVER, None, differences, moment)
            told = telling.administrators(notice, moment, key=f"version:{row.id}")
            decision += proposed + Decision(effects=told)
            waiting.append(template.id)
    return decision, tuple(waiting), tuple(known)


def roll_back(
    template: TemplateId,
    typed: str,
    shelf: Shelf,
    actor: Person,
    room: RoomId,
    differences: Differences,
    moment: Moment,
) -> Decision:
    """An administrator proposes what was live or proposed before, by its number or its mark. Raises Refused."""
    require("workflow", None, actor.user, moment=moment)
    live = shelf.live(template)
    older = {row.hash: row for row in shelf.of(template) if row.hash != shelf.live_hash(template)}
    named = [row for row in older.values() if typed in (str(row.number), mark_of(row.hash).casefold())]
    if live is not None and not named and typed in (str(live.number), mark_of(live.hash).casefold()):
        raise Refused(LiveAlready(template, live.number))
    if not named:
        known = tuple(sorted({row.number for row in older.values()}))
        raise Refused(NoSuchVersion(template, Said(typed[:20]), known[-SHOWN:]))
    if len(named) > 1:
        named = [row for row in named if row.state is VersionState.PAST] or named
    if len(named) > 1:
        raise Refused(WhichVersion(template, tuple(line_of(row, shelf, moment) for row in named[-SHOWN:])))
    content = replace(shelf.contents[named[0].hash], hash=named[0].hash)
    _refuse_known(content, shelf, differences, moment)
    row, decision, notice = _proposed(content, shelf, VersionSource.CHAT, actor.user, differences, moment)
    return decision + Decision(effects=(Reply(notice=notice), *_others(notice, row, room, moment)))


def _refuse_known(template: Template, shelf: Shelf, differences: Differences, moment: Moment) -> None:
    live, pending = shelf.live(template.id), shelf.pending(template.id)
    if live is not None and shelf.says(live, template):
        raise Refused(LiveAlready(template.id, live.number))
    if pending is not None and shelf.says(pending, template):
        raise Refused(WaitsAlready(_waits(pending, shelf, template, differences, moment)))


def _proposed(
    template: Template,
    shelf: Shelf,
    source: VersionSource,
    by: UserId | None,
    differences: Differences,
    moment: Moment,
) -> tuple[Version, Decision, VersionWaits]:
    """The row, what to save, and how it is shown. A proposal of the same template that waits is withdrawn by it."""
    before, live = shelf.pending(template.id), shelf.live_hash(template.id)
    row = Version(
        id=VersionId(moment.draw.uuid(f"version-{template.id}")),
        template=template.id,
        number=template.version,
        hash=template.hash,
        state=VersionState.PENDING,
        source=source,
        proposed_at=moment.now,
        proposed_by=by,
        against=live if by else None,
    )
    gone = (replace(before, state=VersionState.WITHDRAWN, decided_at=moment.now),) if before else ()
    record = _record(
        "workflow.proposed", row, source=source.value, live=live or "", replaced=before.id if before else ""
    )
    notice = _waits(row, shelf, template, differences, moment, replaced=before is not None)
    return row, Decision(save=(*gone, row), audit=(record,)), notice


# deciding


def confirm(
    template: TemplateId,
    typed: str,
    shelf: Shelf,
    actor: Person,
    room: RoomId,
    differences: Differences,
    moment: Moment,
) -> Decision:
    """An administrator stands up for what waits; with the second, different one it is live. Raises Refused."""
    require("workflow", None, actor.user, moment=moment)
    row, live = _pending(template, shelf), shelf.live_hash(template)
    code = code_of(row, live)
    if typed != code.casefold():
        if row.against != live and typed == code_of(row, row.against).casefold():
            raise Refused(LookAgain(waits(row, shelf, differences, moment)))
        raise Refused(WrongVersionCode(template, Said(typed[:20])))
    first = first_of(row, live, moment)
    if first == actor.user:
        others = [user for user in moment.directory.administrators if user != first and user in moment.directory.people]
        raise Refused(AnotherHasTo(template, not others))
    if first is None:
        confirmed = replace(row, proposed_by=actor.user, against=live)
        once = ConfirmedOnce(template, row.number, PersonName(actor.user), code)
        record = _record("workflow.confirmed", row, live=live or "")
        return Decision(
            save=(confirmed,), effects=(Reply(notice=once), *_others(once, row, room, moment)), audit=(record,)
        )
    return _live(row, shelf, first, actor, room, moment)


def _live(row: Version, shelf: Shelf, first: UserId, actor: Person, room: RoomId, moment: Moment) -> Decision:
    before = shelf.live(row.template)
    now = replace(row, state=VersionState.LIVE, proposed_by=first, confirmed_by=actor.user, decided_at=moment.now)
    past = (replace(before, state=VersionState.PAST),) if before else ()
    notice = VersionLive(row.template, row.number, PersonName(first), PersonName(actor.user))
    looser = _looser(shelf.content(row))
    record = _record("workflow.live", row, first=first, before=before.hash if before else "", **looser)
    effects = (Reply(notice=notice), *_others(notice, row, room, moment))
    return Decision(save=(*past, now), effects=effects, audit=(record,))


def withdraw(template: TemplateId, shelf: Shelf, actor: Person, room: RoomId, moment: Moment) -> Decision:
    """An administrator takes what waits away; what is live stays. Raises Refused."""
    require("workflow", None, actor.user, moment=moment)
    row = _pending(template, shelf)
    notice = VersionWithdrawn(template, row.number, PersonName(actor.user))
    return Decision(
        save=(replace(row, state=VersionState.WITHDRAWN, decided_at=moment.now),),
        effects=(Reply(notice=notice), *_others(notice, row, room, moment)),
        audit=(_record("workflow.withdrawn", row),),
    )


def _pending(template: TemplateId, shelf: Shelf) -> Version:
    row = shelf.pending(template)
    if row is None:
        raise Refused(NothingWaits(template, tuple(row.template for row in shelf.waiting[:SHOWN])))
    return row


def line_of(row: Version, shelf: Shelf, moment: Moment) -> VersionLine:
    """A version as a history shows it."""
    live = shelf.live_hash(row.template)
    pending = row.state is VersionState.PENDING
    first = first_of(row, live, moment) if pending else row.proposed_by
    return VersionLine(
        number=row.number,
        state=row.state.value,
        at=Absolute(row.proposed_at if pending else row.decided_at or row.proposed_at),
        first=PersonName(first) if first else None,
        second=PersonName(row.confirmed_by) if row.confirmed_by else None,
        mark=mark_of(row.hash),
    )


# the first start


def from_the_first_start(templates: Iterable[Template], moment: Moment) -> Decision:
    """What the folder and the bot brought along is live, since nobody was there to be asked."""
    brought = tuple(templates)
    rows = tuple(
        Version(
            id=VersionId(moment.draw.uuid(f"version-{template.id}")),
            template=template.id,
            number=template.version,
            hash=template.hash,
            state=VersionState.LIVE,
            source=VersionSource.SERVER,
            proposed_at=moment.now,
            decided_at=moment.now,
        )
        for template in brought
    )
    records = (
        _record("workflow.live", row, first="", before="", **_looser(template))
        for row, template in zip(rows, brought, strict=True)
    )
    return Decision(save=rows, audit=tuple(records))


def _looser(template: Template | None) -> dict[str, str]:
    """The numbers of rules that it makes looser, with the reason that was given; nothing where there is none."""
    said = [f"{one.task} {one.was} -> {one.now}: {one.reason}" for one in template.loosened] if template else []
    return {"loosened": "; ".join(said)} if said else {}


def _others(notice: Notice, row: Version, room: RoomId, moment: Moment) -> tuple[Effect, ...]:
    """The administrators' room hears of what was typed elsewhere."""
    if room == moment.standing.admins_room:
        return ()
    key = f"{type(notice).__name__}:{row.id}:{row.version}"
    return telling.administrators(notice, moment, key=key)


def _record(action: str, row: Version, **fields: str) -> Record:
    said = {"version": row.id, "number": str(row.number), "content": row.hash, **fields}
    return Record(action=action, object=row.template, fields=said)
