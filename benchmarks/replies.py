"""How long a person waits for an answer, and how a hundred commands at once are taken: our bot beside the echo bot."""

import asyncio
import os
import secrets
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Final
from urllib.parse import quote

from benchmarks.figures import Bound, Section, median, percentile
from benchmarks.ground import PATIENCE, Ground
from demo.people import Person

WARM_UP: Final = 6
ASKS: Final = 40  # of each kind
BREATH: Final = 0.15  # seconds between an answer and the next question: nobody types faster
BURST: Final = 100
RUSHES: Final = 3
RELOAD_EVERY: Final = 2.0  # seconds
HALVES: Final = 2  # with reloads, and without, in turn
BESIDE: Final = 12  # asks in each
WIDE: Final = "500"
QUIET: Final = 4.0  # seconds without any answer after which no more is expected

READING: Final = ("!list", "!show 3")
CHANGING: Final = ("!done 3 found", "!undo")


@dataclass(frozen=True, slots=True)
class Rush:
    """A burst: how many of the commands were answered, and how many answers came in a second."""

    answered: int
    rate: float


@dataclass(frozen=True, slots=True)
class Asked:
    """Milliseconds of each kind of answer."""

    echoed: list[float]
    read: list[float]
    changed: list[float]


async def _asks(ground: Ground, echo_room: str, case_room: str, times: int) -> Asked:
    """Ask the echo bot and ours in turn. Times are from before sending until the answer is decrypted."""
    echoed: list[float] = []
    read: list[float] = []
    changed: list[float] = []
    reading, changing = cycle(READING), cycle(CHANGING)
    for turn in range(-WARM_UP, times):
        for room, text, samples in (
            (echo_room, next(reading), echoed),
            (case_room, next(reading), read),
            (echo_room, next(reading), echoed),
            (case_room, next(changing), changed),
        ):
            took = await _ask(ground.asker, room, text)
            if turn >= 0:
                samples.append(took * 1000)
            await asyncio.sleep(BREATH)
    return Asked(echoed, read, changed)


async def latency(ground: Ground, echo_room: str, case_room: str) -> Section:
    """Replies with nothing else to do."""
    asked = await _asks(ground, echo_room, case_room, ASKS)
    echoed, read, changed = asked.echoed, asked.read, asked.changed
    both = [*read, *changed]
    rows = (
        _row("least echo bot (matrix-nio)", echoed, echoed),
        _row("Caseroom, reading (`list`, `show`)", read, echoed),
        _row("Caseroom, changing (`done`, `undo`)", changed, echoed),
        _row("Caseroom, all of them", both, echoed),
    )
    return Section(
        "Reply latency in an encrypted room",
        f"One person asks both bots in turn on the same Synapse, {2 * ASKS} times each after a warm-up, in encrypted "
        "rooms of two. The clock runs from before the question is sent until the answer is decrypted. The echo bot "
        "keeps nothing; Caseroom stores the question, decides, writes the audit log and stores the answer before it "
        "sends it, with the durability that a power cut needs.",
        ("", "median", "p95", "median ratio", "p95 ratio"),
        rows,
        (
            Bound("reply median", median(both) / median(echoed), 1.3),
            Bound("reply p95", percentile(both, 95) / percentile(echoed, 95), 1.5),
        ),
    )


async def while_reloading(ground: Ground, echo_room: str, case_room: str) -> Section:
    """The same in turn with and without reloads of all settings."""
    still, busy = Asked([], [], []), Asked([], [], [])
    for asked, every in ((still, None), (busy, RELOAD_EVERY)) * HALVES:
        reloads = asyncio.create_task(_reload(ground, every)) if every else None
        found = await _asks(ground, echo_room, case_room, BESIDE)
        if reloads:
            reloads.cancel()
        for samples, new in ((asked.echoed, found.echoed), (asked.read, found.read), (asked.changed, found.changed)):
            samples.extend(new)
    rest, meanwhile = [*still.read, *still.changed], [*busy.read, *busy.changed]
    ratios = [median(ours) / median(floor) for ours, floor in ((rest, still.echoed), (meanwhile, busy.echoed))]
    return Section(
        "Replies of a running case while the settings are reloaded",
        f"As above; every other half with a SIGHUP to Caseroom each {RELOAD_EVERY:g} s, upon which it reads and checks "
        "all settings anew. The ratios are to the echo bot in the same half.",
        ("", "median", "p95", "median ratio", "p95 ratio"),
        (
            _row("Caseroom, at rest", rest, still.echoed),
            _row("Caseroom, reloading", meanwhile, busy.echoed),
        ),
        (Bound("median ratio, reloading beside at rest", ratios[1] / ratios[0], 1.1),),
    )


async def _reload(ground: Ground, every: float) -> None:
    while True:
        os.kill(ground.bot.id, signal.SIGHUP)
        await asyncio.sleep(every)


async def burst(ground: Ground, echo_room: str, case_room: str, wide_room: str) -> Section:
    """A hundred commands sent at once; the widened echo bot gives the rate, the plain one shows what it loses."""
    wide, ours = [], []
    for _ in range(RUSHES):  # in turn
        wide.append(await _rush(ground.asker, wide_room, ["!list"] * BURST))
        ours.append(await _rush(ground.asker, case_room, ["!list"] * BURST))
    changing = await _rush(ground.asker, case_room, [*CHANGING] * (BURST // 2))
    plain = await _rush(ground.asker, echo_room, ["!list"] * BURST)
    floor, rate = median([rush.rate for rush in wide]), median([rush.rate for rush in ours])
    lost = sum(BURST - rush.answered for rush in (*ours, changing))
    rows = (
        ("echo bot, its filter widened to 500", _answered(wide), f"{floor:.1f}", ""),
        ("Caseroom, reading (`list`)", _answered(ours), f"{rate:.1f}", f"{rate / floor:.2f} x"),
        (
            "Caseroom, changing (`done`, `undo`)",
            _answered([changing]),
            f"{changing.rate:.1f}",
            f"{changing.rate / floor:.2f} x",
        ),
        ("echo bot as it comes", _answered([plain]), "", ""),
    )
    return Section(
        f"A burst of {BURST} commands by one person",
        "Encrypted beforehand and sent in one go. The rate is from the first one sent to the last answer read.",
        ("", "answered", "answers per second", "ratio"),
        rows,
        (
            Bound("commands lost", float(lost), 0.0, unit=f"of {BURST * (RUSHES + 1)}"),
            Bound("rate", rate / floor, 0.8, at_most=False),
        ),
    )


async def _ask(person: Person, room: str, text: str) -> float:
    """Seconds until the answer to this very message."""
    seen, began = len(person.heard), time.perf_counter()
    event = await person.say(room, text)
    await person.wait_for(room, lambda heard: heard.reply_to == event, PATIENCE, since=seen)
    return time.perf_counter() - began


async def _rush(person: Person, room: str, texts: Sequence[str]) -> Rush:
    await _ask(person, room, "!list")
    person.client.invalidate_outbound_session(room)  # a session lasts a hundred messages: begin a new one
    await person.client.share_group_session(room)
    bodies = [person.client.encrypt(room, "m.room.message", {"msgtype": "m.text", "body": text}) for text in texts]
    seen, began, last = len(person.heard), time.perf_counter(), time.perf_counter()

    async def put(kind: str, content: dict[str, object]) -> str:
        path = f"/_matrix/client/v3/rooms/{quote(room)}/send/{kind}/{secrets.token_hex(8)}"
        return str((await person.must("PUT", path, content))["event_id"])

    events = set(await asyncio.gather(*(put(kind, content) for kind, content in bodies)))
    answered: set[str] = set()
    while answered != events and time.perf_counter() - last < QUIET:
        found = {heard.reply_to for heard in person.heard[seen:] if heard.reply_to in events}
        if len(found) > len(answered):
            answered, last = {str(one) for one in found}, time.perf_counter()
        await asyncio.sleep(0.005)
    return Rush(len(answered), len(answered) / (last - began))


def _answered(rushes: Sequence[Rush]) -> str:
    return f"{sum(rush.answered for rush in rushes)} of {BURST * len(rushes)}"


def _row(name: str, samples: Sequence[float], floor: Sequence[float]) -> tuple[str, ...]:
    middle, late = median(samples), percentile(samples, 95)
    return (
        name,
        f"{middle:.1f} ms",
        f"{late:.1f} ms",
        f"{middle / median(floor):.2f} x",
        f"{late / percentile(floor, 95):.2f} x",
    )
