"""A running case takes up another version of its workflow: what stays, what goes, what comes."""

import re
from dataclasses import replace

import pytest

from tests.builders import a_moment, a_room, a_row, chat_of
from tests.casework.saying import Talk
from tests.casework.settling import FIELDS, RG, SITES, a_protocol, an_event, ends, knows, opened_by, stand
from tests.cast import CASE, DAY, HOUR, LEADS_ROOM, MORGAN, NOON, OPENED, PAT, hours
from workflows.casework.upgraded import upgraded
from workflows.language.template import TemplateRole
from workflows.values.effects import Settle, Tell
from workflows.values.ids import ContentHash, FieldName, RoleName, StageName
from workflows.values.model import ClockKind, Dialogue, Lane, RoomKind, TaskStatus, Where
from workflows.values.notices.upgrades import CaseUpgraded

BEFORE = (a_row("A"), a_row("B", depends=("A",)), a_row("C"))
SUPPORT, JUSTICE = Lane.SUPPORT, Lane.JUSTICE


def first(*rows, **changes):
    return opened_by(a_protocol(*rows, **changes))


def second(*rows, **changes):
    return a_protocol(*rows, version=2, hash=ContentHash("template-2"), **changes)


def after(case, *rows, at=NOON, **changes):
    return upgraded(case, second(*rows, **changes), a_moment(at), MORGAN)


def test_what_is_done_stays_what_is_gone_is_withdrawn_and_what_is_new_comes_behind():
    case = ends(first(*BEFORE), 1, at=NOON).case
    done = after(case, a_row("A"), a_row("N"), a_row("B", depends=("A",)), at=NOON + HOUR)
    assert stand(done.case) == ["A done", "B open", "C withdrawn", "N open"]
    assert [int(task.number) for task in done.new] == [4]
    assert [int(task.number) for task in done.withdrawn] == [3]
    assert done.case.case.next_number == 5
    assert done.case.case.template_hash == "template-2"
    assert done.case.tasks[0] is case.tasks[0]
    assert Settle(task=case.tasks[2].id, case=CASE, episode=1) in done.effects, "its pages are over"
    assert case.tasks[2] not in done.saved
    assert {row.number for row in done.saved if hasattr(row, "number")} == {3, 4}


def test_a_clock_that_runs_keeps_its_time_whatever_the_new_row_says_of_it():
    case = first(a_row("A"), a_row("B"))
    done = after(case, a_row("A", due=hours(1), title="In other words"), a_row("B", depends=("A",)))
    assert stand(done.case) == ["A open", "B open"]
    assert [task.due for task in done.case.tasks] == [task.due for task in case.tasks]
    assert [task.episode for task in done.case.tasks] == [1, 1]
    assert done.case.tasks[0].title == "In other words"


def test_what_has_not_begun_is_as_the_new_version_says():
    case = first(a_row("A"), a_row("B", anchor="A"), a_row("C", anchor="A", results=("yes",)))
    done = after(case, a_row("A"), a_row("B", anchor="A", due=hours(2)), a_row("C"))
    assert stand(done.case) == ["A open", "B waiting", "C open"]
    later = ends(done.case, 1, at=NOON + HOUR).case
    assert later.tasks[1].due == NOON + 3 * HOUR


def test_a_new_task_depends_on_the_old_ones():
    done = after(first(*BEFORE), *BEFORE, a_row("N", depends=("A", "C")))
    assert [int(number) for number in done.case.tasks[3].depends] == [1, 3]
    assert stand(done.case)[3] == "N waiting"
    both = ends(ends(done.case, 1).case, 3).case
    assert stand(both)[3] == "N open"


def test_a_condition_that_does_not_hold_any_more_withdraws_and_one_that_does_brings_back():
    case = knows(first(a_row("A", when="rg == positive"), a_row("B", when="rg == negative")), rg="positive").case
    assert stand(case) == ["A open", "B not-needed"]
    done = after(case, a_row("A", when="rg == negative"), a_row("B", when="rg == positive"))
    assert stand(done.case) == ["A withdrawn", "B open"]


def test_what_people_added_stays():
    case = first(a_row("A"))
    own = replace(case.tasks[0], id="own", number=2, code="own", role=None)
    with_it = replace(case, tasks=(*case.tasks, own), case=replace(case.case, next_number=3))
    done = after(with_it, a_row("N"))
    assert stand(done.case) == ["A withdrawn", "own open", "N open"]


def test_one_task_becomes_one_for_each_value():
    case = knows(first(a_row("A"), a_row("B", when="rg == negative")), countries="RO PL").case
    done = after(case, a_row("A", per=FieldName("countries")), a_row("B", per=FieldName("countries")))
    assert stand(done.case) == ["A withdrawn", "B not-needed", "A:RO open", "A:PL open", "B:RO open", "B:PL open"]
    settled = knows(done.case, rg="negative", at=NOON + HOUR).case
    assert stand(settled)[:2] == stand(done.case)[:2], "what others stand in for does not come back"


def test_fields_keep_what_can_still_be_said():
    case = knows(first(a_row("A")), rg="positive", sites="9", countries="RO PL").case
    fields = {
        **FIELDS,
        RG.name: replace(RG, values=("positive", "negative", "pending")),
        SITES.name: replace(SITES, most=5),
    }
    done = upgraded(case, replace(second(a_row("A")), fields=fields), a_moment(), MORGAN)
    assert set(done.case.case.fields) == {"rg", "countries"}
    assert done.again == ("Number of sites",)


def test_a_lane_goes_on_from_the_last_stage_that_is_still_there():
    before = {SUPPORT: tuple(map(StageName, ("intake", "triage", "recovery"))), JUSTICE: (StageName("open"),)}
    case = first(a_row("A"), stages=before)
    at = replace(case.case, stages={SUPPORT: StageName("triage"), JUSTICE: StageName("open")})
    now = {SUPPORT: tuple(map(StageName, ("intake", "recovery"))), JUSTICE: (StageName("inquiry"), StageName("open"))}
    done = after(replace(case, case=at), a_row("A"), stages=now)
    assert done.case.case.stages == {SUPPORT: "intake", JUSTICE: "open"}


def test_a_new_event_whose_condition_holds_already_happens():
    case = ends(first(a_row("N8", results=("positive",))), 1, "positive").case
    done = after(
        case, a_row("N8", results=("positive",)), events=(an_event("N8 == positive", sets={RG.name: "positive"}),)
    )
    assert done.case.case.fields[RG.name].values == ("positive",)
    again = after(done.case, a_row("N8"), events=(an_event("N8 == positive", sets={RG.name: "negative"}),))
    assert again.case.case.fields[RG.name].values == ("positive",), "what held before does not happen again"


def test_a_new_role_that_nobody_plays_is_named():
    roles = {**a_protocol().roles, RoleName("guardian"): TemplateRole(name=RoleName("guardian"), types=("guardian",))}
    done = after(first(a_row("A")), a_row("A"), a_row("N", owner=RoleName("guardian")), roles=roles)
    assert done.alone == ("guardian",)
    assert done.case.case.unfilled == ("guardian",)
    assert done.case.tasks[1].owner == done.case.case.lead_agency, "somebody answers for it"


def test_there_and_back_again_is_where_it_was():
    case = first(*BEFORE)
    there = after(case, a_row("A"), a_row("N")).case
    back = upgraded(there, replace(a_protocol(*BEFORE), hash=ContentHash("template-3")), a_moment(NOON + HOUR), MORGAN)
    assert stand(back.case) == ["A open", "B waiting", "C open", "N withdrawn"]


# what people read


def typed(case, *rows, user=MORGAN, **changes):
    talk = Talk(user=user, cases=(case,), templates=(second(*rows, **changes),))
    return talk, talk.says("case upgrade-workflow")


def test_a_lead_sees_what_changes_and_types_the_code():
    talk, said = typed(first(*BEFORE), a_row("A"), a_row("N", due=hours(1)), a_row("B", depends=("A",)))
    assert "works by uk-nrm-adult version 1; live is version 2" in said
    assert "new tasks 4, of which 4 are late at once; withdrawn 3" in said
    code = re.search(r"confirm (\w+)", said)
    assert code is not None
    assert talk.decision.effects
    assert not [row for row in talk.decision.save if not isinstance(row, Dialogue)], "nothing is done yet"
    assert "is not the code" in talk.says("confirm ZZZ")
    assert "New tasks: 4. Withdrawn: 3. What is done stays." in talk.says(code.group())
    (record,) = [record for record in talk.decision.audit if record.action == "case.upgrade"]
    assert record.fields == {"from": "template-1", "to": "template-2", "new": "4", "withdrawn": "3"}


def test_another_version_that_went_live_meanwhile_is_shown_first():
    talk, said = typed(first(*BEFORE), a_row("A"))
    code = re.search(r"confirm (\w+)", said)
    assert code is not None
    talk.templates = (replace(second(a_row("A"), a_row("N")), version=3, hash=ContentHash("template-3")),)
    again = talk.says(code.group())
    assert "Another version went live since you saw this one" in again
    assert "new tasks 4" in again
    assert not [record for record in talk.decision.audit if record.action == "case.upgrade"]


def test_each_room_hears_of_its_own_tasks_alone():
    roles = {
        **a_protocol().roles,
        RoleName("support"): TemplateRole(name=RoleName("support"), types=("ngo",), where=Where.SUPPORT, optional=True),
    }
    rows = (a_row("J"), a_row("S", owner=RoleName("support"), where=Where.SUPPORT))
    case = first(a_row("A"), roles=roles)
    case = replace(case, rooms=(*case.rooms, a_room(RoomKind.SUPPORT)))
    talk, said = typed(case, a_row("A"), *rows, roles=roles)
    assert "new tasks 2, 3" in said, "a lead hears of all"
    code = re.search(r"confirm (\w+)", said)
    assert code is not None
    talk.says(code.group())
    rooms = {room.id: room.kind for room in case.rooms}
    told = {
        rooms[effect.room]: effect.notice.new
        for effect in talk.decision.effects
        if isinstance(effect, Tell) and isinstance(effect.notice, CaseUpgraded)
    }
    assert told == {RoomKind.JOINT: (2,), RoomKind.SUPPORT: (3,)}


def refused(case, *rows, **changes):
    return typed(case, *rows, **changes)[1]


def test_what_is_refused():
    case = first(*BEFORE)
    same = Talk(user=MORGAN, cases=(case,), templates=(case.template,))
    assert "already, version 1. Nothing changed" in same.says("case upgrade-workflow")
    none = Talk(user=MORGAN, cases=(case,), templates=())
    assert "No version of uk-nrm-adult is live" in none.says("case upgrade-workflow")
    roles = {**a_protocol().roles, RoleName("s"): TemplateRole(name=RoleName("s"), types=("ngo",), where=Where.SUPPORT)}
    assert "has tasks for a support-only room" in refused(case, a_row("A"), roles=roles)
    assert "Only a lead can let a case take up another version" in typed(case, a_row("A"), user=PAT)[1]


@pytest.mark.parametrize(
    "row",
    [None, a_row("P"), a_row("P", clock=ClockKind.PROTECTED, due=None, least=hours(30 * 24), blocks=("removal",))],
    ids=["gone", "another clock", "forbids less"],
)
def test_a_period_that_protects_the_person_is_not_ended_by_it(row):
    period = a_row("P", clock=ClockKind.PROTECTED, due=None, least=hours(30 * 24), blocks=("statement", "removal"))
    case = first(a_row("A"), period)
    assert case.tasks[1].status is TaskStatus.OPEN
    said = refused(case, a_row("A"), *([row] if row else []))
    assert said.startswith("Not changed: task 2")
    assert "until Sun 27 Dec" in said
    over = ends(case, 2, at=OPENED + 31 * DAY).case
    assert "To go on, type" in refused(over, a_row("A"), *([row] if row else []))


def a_period(**changes):
    whole = {"due": None, "least": hours(30 * 24), "blocks": ("statement",), **changes}
    return a_row("P", clock=ClockKind.PROTECTED, **whole)


PERIOD = a_period()


def test_a_period_is_not_ended_by_a_condition_of_the_new_version():
    case = knows(first(PERIOD), rg="negative").case
    said = refused(case, a_period(when="rg == positive"))
    assert said.startswith("Not changed: task 1")
    assert "To go on, type" in refused(case, a_period(when="rg == negative"))


def test_a_period_without_an_end_gets_none_by_another_version():
    open_end = a_period(least=None, until=FieldName("met"))
    case = first(open_end)
    assert (case.tasks[0].status, case.tasks[0].due) == (TaskStatus.OPEN, None)
    said = refused(case, PERIOD)
    assert said.startswith("Not changed: task 1 of C-7F3K2 is a period that protects the person, and the live")


def test_what_a_period_holds_stays_held_whatever_kind_it_is_called():
    case = first(a_row("A", kind="statement"), PERIOD)
    said = refused(case, a_row("A", kind="interview"), PERIOD)
    assert said.startswith("Not changed: task 2")
    assert "To go on, type" in refused(case, a_row("A", kind="statement", title="In other words"), PERIOD)
    assert "To go on, type" in refused(case, PERIOD), "nobody asks for what is withdrawn"
    both = a_period(blocks=("statement", "interview"))
    assert "To go on, type" in refused(case, a_row("A", kind="interview"), both)


def test_the_reply_goes_where_it_was_typed():
    talk, _ = typed(first(*BEFORE), a_row("A"))
    assert chat_of(MORGAN) != LEADS_ROOM
    (row,) = talk.decision.save
    assert isinstance(row, Dialogue)
    assert row.room == chat_of(MORGAN)
