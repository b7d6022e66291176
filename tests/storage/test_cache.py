"""Memory holds so many cases and no more, and each number and room for the case that has it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from storage.cache import Erasure, SnapshotCache, after
from tests.storage.samples import ANA, NOW, THE_LADDERS, THE_TEMPLATE, a_case, a_room, a_task
from workflows.casework.snapshots import CaseSnapshot
from workflows.values.ids import CaseId, Handle
from workflows.values.model import HandleRow, Member


def a_snapshot(name: str) -> CaseSnapshot:
    case = a_case(name)
    handle = HandleRow(
        number=Handle(int(name)), task=a_task(case).id, case=case.id, shown_to=frozenset({ANA}), last_shown=NOW
    )
    return CaseSnapshot(
        case=case,
        template=THE_TEMPLATE,
        ladders=THE_LADDERS,
        rooms=(a_room(case),),
        members=(),
        seats=(),
        tasks=(a_task(case),),
        handles=(handle,),
    )


def kept(cache: SnapshotCache, case: CaseId) -> CaseSnapshot:
    found = cache.get(case)
    assert found is not None
    return found


def test_the_case_used_longest_ago_is_forgotten_first():
    one, two, three = (a_snapshot(name) for name in "123")
    cache = SnapshotCache(most=2)
    cache.keep(one)
    cache.keep(two)
    assert cache.get(one.case.id) == one
    cache.keep(three)
    assert [cache.get(case.case.id) for case in (one, two, three)] == [one, None, three]
    cache.clear()
    assert cache.get(one.case.id) is None


def test_a_number_moves_from_case_to_case_and_stays_with_the_last():
    one, two, three = (a_snapshot(name) for name in "123")
    cache = SnapshotCache(most=2)
    cache.keep(one)
    cache.keep(two)
    moved = replace(one.handles[0], task=two.tasks[0].id, case=two.case.id)
    cache.committed([moved])
    assert kept(cache, one.case.id).handles == ()
    assert kept(cache, two.case.id).handles == (moved, *two.handles)
    cache.keep(three)  # the first case is forgotten; the number still is the second one's
    cache.committed([replace(moved, task=three.tasks[0].id, case=three.case.id)])
    assert kept(cache, two.case.id).handles == two.handles


def test_an_erased_case_is_forgotten():
    one, two = a_snapshot("1"), a_snapshot("2")
    cache = SnapshotCache()
    cache.keep(one)
    cache.keep(two)
    cache.committed([replace(one.case, operation="care"), Erasure(one.case.id)])
    assert (cache.get(one.case.id), cache.get(two.case.id)) == (None, two)
    assert after(two, [Erasure(one.case.id)]) == two


@given(st.permutations(range(5)))
def test_the_order_of_saving_changes_nothing(order):
    before = a_snapshot("1")
    support = a_room(before.case, "2")
    rows = (
        replace(before.case, operation="care"),
        support,
        Member(room=support.id, user=ANA, wanted=True),
        replace(before.tasks[0], level=2),
        a_task(before.case, 2),
    )
    cache = SnapshotCache()
    cache.keep(before)
    cache.committed([rows[place] for place in order])
    now = kept(cache, before.case.id)
    assert (now.case.operation, now.rooms, now.members) == ("care", (*before.rooms, support), (rows[2],))
    assert now.tasks == (rows[3], rows[4])
