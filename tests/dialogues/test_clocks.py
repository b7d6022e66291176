"""The five clocks in one case of the whole bot: what protects, what is watched, what lapses, what comes again."""

from collections.abc import AsyncIterator

import pytest

from tests.builders import a_directory, a_row, a_template
from tests.cast import ACCOMMODATION, DAY, HANA, HOUR, MINUTE, MORGAN, PAT, RESPONDER, hours, working_days
from tests.dialogues.conftest import CAST
from tests.world import World, a_world
from workflows.language.template import FieldKind, Recurrence, Remind, Renewals, TemplateField
from workflows.values.directory import Priority, Span, SpanUnit
from workflows.values.ids import ContentHash, FieldName, MatrixRoomId
from workflows.values.model import ClockKind, RoomKind

RG = FieldName("rg")
THIRTY_DAYS = Span(30, SpanUnit.DAYS)
TEMPLATE = a_template(
    priority=Priority.P3,
    hash=ContentHash("clocks"),
    fields={RG: TemplateField(name=RG, label="RG decision", kind=FieldKind.CODE, values=("positive", "negative"))},
    tasks=(
        a_row("N4", kind="consent", due=hours(6)),
        a_row("N10", title="Recovery period", owner=ACCOMMODATION, clock=ClockKind.PROTECTED, due=None,
              least=THIRTY_DAYS, anchor="rg=positive", kind="protected_period", blocks=("statement", "removal")),
        a_row("N13", title="Ask for a statement", kind="statement", due=hours(48)),
        a_row("N8", title="Wait for the decision", owner=RESPONDER, clock=ClockKind.WATCH, due=working_days(5),
              chase_every=working_days(2), kind="authority_decision"),
        a_row("M5", title="Letter", clock=ClockKind.EXPIRY, due=None, lasts=THIRTY_DAYS, kind="benefit_letter",
              renewals=Renewals(most=1, by=THIRTY_DAYS), remind=(Remind(before=Span(7, SpanUnit.DAYS)),)),
        a_row("X9", title="Check in", due=hours(4), recurs=Recurrence(every=hours(4)), kind="check_in"),
    ),
)  # fmt: skip
CONSENT, PERIOD, STATEMENT, DECISION, LETTER, CHECK_IN = range(1, 7)


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    async with a_world(database_url, (TEMPLATE,), a_directory()) as world:
        await world.greets(*CAST)
        yield world


@pytest.fixture
async def case(world: World) -> MatrixRoomId:
    await world.says(PAT, "case open uk-nrm-adult england P3")
    opened = await world.says(PAT, "1")
    assert any("Opened." in line for line in opened), opened
    room = world.room(RoomKind.JOINT)
    for line in (f"!done {CONSENT}", f"!drop {CHECK_IN} not needed"):
        await world.says(PAT, line, room=room)
    world.heard_everything()
    return room


async def test_a_period_protects_from_its_beginning_over_a_restart_to_its_end(world: World, case: MatrixRoomId) -> None:
    await world.says(PAT, "!set rg positive", room=case)
    board = world.board(case).body
    assert "Recovery period until Sun 27 Dec: no statement or removal may be asked for (task 2)" in board
    assert "3 Ask for a statement · City Police · may not be asked for now" in board
    world.heard_everything()

    refused = (await world.says(PAT, "!add statement about the flat", room=case))[0]
    assert refused == (
        "Not added: no statement may be asked for before Sun 27 Dec (recovery period). Only the person can choose "
        "otherwise, through their support provider; please do not ask them to. The lead has been told."
    )
    for line in (f"!done {STATEMENT}", f"!take {STATEMENT} 1h", f"!done {STATEMENT}"):
        assert "no statement may be asked for before Sun 27 Dec" in (await world.says(PAT, line, room=case))[0]
    heard = world.pages(MORGAN)
    assert len(heard) == 2, "one line for each person, task and day"
    assert heard[0].endswith("tried to add a task of this kind: statement. I did not do it. Please remind them why.")
    assert "lift" not in refused + board + "".join(heard)

    await world.restart()
    world.heard_everything()
    await world.passes(29 * DAY)
    assert not [page for page in world.pages(PAT) if "task 3" in page], "nobody is pushed to ask"
    await world.passes(DAY + HOUR)
    assert "Recovery period over since Sun 27 Dec" in world.board(case).body
    assert (await world.says(PAT, f"!done {STATEMENT}", room=case))[0].startswith("Task 3 done")


async def test_the_support_provider_lifts_it_and_takes_that_back(world: World, case: MatrixRoomId) -> None:
    await world.says(PAT, "!set rg positive", room=case)
    no = (await world.says(PAT, f"!lift {PERIOD}", room=case))[0]
    assert no == "Only the person's support provider can do that. Nothing changed."
    lifted = (await world.says(HANA, f"!lift {PERIOD}", room=case))[0]
    assert "These may go on, at the person's pace: 3." in lifted
    assert "as the person wished" in world.board(case).body
    await world.passes(MINUTE)
    await world.says(HANA, "!undo", room=case)
    assert "Recovery period until Sun 27 Dec" in world.board(case).body
    assert (await world.says(PAT, f"!take {STATEMENT} 1h", room=case))[0].startswith("Not taken")


async def test_what_is_watched_is_chased_and_then_the_lead_hears(world: World, case: MatrixRoomId) -> None:
    await world.says(PAT, f"!drop {STATEMENT} not needed", room=case)
    world.heard_everything()
    await world.passes(8 * DAY)
    asked = [page for page in world.pages(PAT) if "waits for an outside decision" in page]
    assert len(asked) == 3, "after two and four working days, and at its time"
    assert world.pages(MORGAN) == []
    chased = (await world.says(PAT, f"!chase {DECISION}", room=case))[0]
    assert chased.startswith(f"Task {DECISION}: chase 1 recorded. Next one Wed 9 Dec")
    await world.passes(4 * DAY)
    (told,) = [page for page in world.pages(MORGAN) if f"task {DECISION}" in page]
    assert "An outside decision was expected by" in told
    assert "late" not in told
    assert world.board(case).body.startswith("Nothing late")


async def test_what_lapsed_says_so_and_is_renewed_once(world: World, case: MatrixRoomId) -> None:
    for number in (STATEMENT, DECISION):
        await world.says(PAT, f"!drop {number} not needed", room=case)
    world.heard_everything()
    await world.passes(30 * DAY + MINUTE)
    assert "lapsed since Sun 27 Dec" in world.board(case).body
    await world.passes(3 * DAY)  # over the weekend and a holiday: what is normal waits for working hours
    pages = world.pages(PAT)
    assert [page.splitlines()[0].split(" · ")[-1].split(" ")[0] for page in pages] == ["lapses", "lapsed", "lapsed"], (
        "as the owner, and as the lead agency"
    )
    renewed = (await world.says(PAT, f"!renew {LETTER}", room=case))[0]
    assert "(renewal 1 of 1). It had lapsed since Sun 27 Dec" in renewed
    assert "lapsed" not in world.board(case).body
    no = (await world.says(PAT, f"!renew {LETTER}", room=case))[0]
    assert no == f"Task {LETTER} can be renewed once only, and was. Nothing changed."


async def test_what_comes_again_keeps_its_number(world: World, case: MatrixRoomId) -> None:
    await world.says(PAT, f"!reopen {CHECK_IN} needed after all", room=case)
    done = (await world.says(PAT, f"!done {CHECK_IN}", room=case))[0]
    assert f"Task {CHECK_IN} comes again: due Fri 27 Nov 18:00" in done
    await world.restart()
    shown = (await world.says(PAT, f"!show {CHECK_IN}", room=case))[0]
    assert "this is round 2." in shown
    undone = (await world.says(PAT, "!undo", room=case))[0]
    assert "It is open again, due Fri 27 Nov 14:00" in undone
