"""How a template goes live: always by two different administrators, by the code of what both of them saw."""

import re
from dataclasses import replace

import pytest

from tests.builders import a_moment, a_template
from tests.casework.saying import words_of
from tests.casework.shelving import ADULT, CHAT, SECOND, THIRD, Shelves, numbered, with_administrators
from tests.cast import ADMIN, DAY, HOUR, NOON, PAT
from workflows.casework import versions
from workflows.casework.history import history, overview
from workflows.casework.review_dates import reviews_due
from workflows.language.template import Loosened
from workflows.values.effects import Decision, Tell, TellPerson
from workflows.values.ids import WORDLESS, ContentHash, TemplateId
from workflows.values.versions import VersionId, VersionState


@pytest.fixture
def shelves() -> Shelves:
    made = Shelves()
    made.first_start(numbered(1))
    return made


def test_what_the_first_start_finds_is_live(shelves):
    assert shelves.live == 1
    assert [record.action for record in shelves.decision.audit] == ["workflow.live"]


def test_a_file_that_is_sent_goes_live_by_one_who_did_not_send_it(shelves):
    shown = shelves.sends(ADMIN, numbered(2))
    assert "uk-nrm-adult version 2, sent by Administrator" in shown
    assert "Checked: no mistakes." in shown
    assert f"!workflow confirm uk-nrm-adult {shelves.code}" in shown
    assert shelves.live == 1
    assert "is live, by Administrator and second" in shelves.confirms(SECOND)
    assert shelves.live == 2
    record = shelves.decision.audit[0]
    assert (record.action, record.fields["first"], record.fields["before"]) == ("workflow.live", ADMIN, "content-1")


def test_a_rule_that_is_made_looser_goes_into_the_audit_log_with_its_reason(shelves):
    looser = Loosened(task="N4", was="`24h`", now="`48h`", reason="Our own law")
    shelves.sends(ADMIN, replace(numbered(2), loosened=(looser,)))
    shelves.confirms(SECOND)
    assert shelves.decision.audit[0].fields["loosened"] == "N4 `24h` -> `48h`: Our own law"
    brought = Shelves()
    brought.first_start(replace(numbered(1), loosened=(looser,)))
    assert brought.decision.audit[0].fields["loosened"] == "N4 `24h` -> `48h`: Our own law"


def test_the_differences_stand_in_words(shelves):
    assert "N4" in shelves.sends(ADMIN, numbered(2))


def test_who_sent_it_does_not_confirm_it(shelves):
    shelves.sends(ADMIN, numbered(2))
    assert "nobody puts uk-nrm-adult live alone" in shelves.confirms(ADMIN)
    assert shelves.live == 1
    assert shelves.decision == Decision()


def test_where_there_is_no_second_administrator_it_says_so():
    alone = Shelves(directory=with_administrators(ADMIN))
    alone.first_start(numbered(1))
    alone.sends(ADMIN, numbered(2))
    assert "there is no other administrator" in alone.confirms(ADMIN)


def test_a_file_of_the_server_needs_two(shelves):
    assert shelves.finds(numbered(2)) == ((ADULT,), ())
    assert "from a file on the server" in shelves.told[0]
    assert "Two administrators confirm" in shelves.told[0]
    assert "One more administrator types" in shelves.confirms(ADMIN)
    assert shelves.live == 1
    assert "nobody puts" in shelves.confirms(ADMIN)
    shelves.confirms(SECOND)
    assert shelves.live == 2


def test_a_file_of_the_server_is_told_once(shelves):
    shelves.finds(numbered(2))
    assert shelves.finds(numbered(2)) == ((ADULT,), ())
    assert shelves.decision == Decision()
    assert shelves.finds(numbered(1)) == ((), ())


def test_what_was_withdrawn_is_not_proposed_again_by_itself(shelves):
    shelves.finds(numbered(2))
    assert "is withdrawn by second. What is live stays." in shelves.withdraws(SECOND)
    assert shelves.finds(numbered(2)) == ((), (ADULT,))
    assert shelves.decision == Decision()
    assert "No version of uk-nrm-adult waits." in shelves.confirms(ADMIN, "7Q4K")


def test_a_newer_proposal_takes_the_place_of_the_one_that_waits(shelves):
    shelves.finds(numbered(2))
    shelves.confirms(ADMIN)
    assert "The one that waited before is withdrawn." in shelves.sends(ADMIN, numbered(3))
    assert [row.state for row in shelves.shelf.versions] == ["live", "withdrawn", "pending"]
    assert "nobody puts" in shelves.confirms(ADMIN)
    shelves.confirms(SECOND)
    assert shelves.live == 3


def test_the_same_content_twice_is_one(shelves):
    shelves.sends(ADMIN, numbered(2))
    assert "This very content waits already." in shelves.sends(SECOND, numbered(2))
    assert len(shelves.shelf.versions) == 2
    shelves.confirms(THIRD)
    assert "version 2 is live already" in shelves.sends(ADMIN, numbered(2))


def test_a_code_that_is_wrong_changes_nothing(shelves):
    shelves.sends(ADMIN, numbered(2))
    wrong = "2222" if shelves.code != "2222" else "5555"
    assert "is not the code of what waits" in shelves.confirms(SECOND, wrong)
    assert shelves.live == 1


def test_when_another_version_went_live_the_differences_are_shown_anew(shelves):
    shelves.sends(ADMIN, numbered(3))
    seen = shelves.code
    live = shelves.shelf.live(ADULT)
    pending = shelves.shelf.pending(ADULT)
    assert live is not None
    assert pending is not None
    other = numbered(2)
    later = replace(live, id=VersionId("other"), number=2, hash=other.hash)
    shelves.keeps(Decision(save=(replace(live, state=VersionState.PAST), later)), other)
    assert "Another version went live since you saw this one" in shelves.confirms(SECOND, seen)
    assert f"confirm uk-nrm-adult {shelves.code}" in shelves.said
    assert shelves.code != seen
    assert shelves.live == 2
    shelves.confirms(SECOND)
    assert shelves.live == 3


def test_a_first_confirmation_counts_only_against_what_was_live_then(shelves):
    shelves.finds(numbered(3))
    shelves.confirms(ADMIN)
    live = shelves.shelf.live(ADULT)
    assert live is not None
    other = numbered(2)
    later = replace(live, id=VersionId("other"), number=2, hash=other.hash)
    shelves.keeps(Decision(save=(replace(live, state=VersionState.PAST), later)), other)
    assert "One more administrator" in shelves.confirms(SECOND)
    assert shelves.live == 2
    shelves.confirms(ADMIN)
    assert shelves.live == 3


@pytest.mark.parametrize("how", ["left", "frozen"])
def test_who_is_no_administrator_any_more_stands_up_for_nothing(shelves, how):
    shelves.sends(ADMIN, numbered(2))
    if how == "left":
        shelves.directory = with_administrators(SECOND, THIRD)
    else:
        shelves.frozen = frozenset({ADMIN})
    assert "One more administrator" in shelves.confirms(SECOND)
    assert shelves.live == 1
    shelves.confirms(THIRD)
    assert shelves.live == 2


def test_only_administrators_decide(shelves):
    shelves.sends(ADMIN, numbered(2))
    for said in (
        shelves.confirms(PAT),
        shelves.withdraws(PAT),
        shelves.rolls_back(PAT, "1"),
        shelves.sends(PAT, numbered(3)),
    ):
        assert said == "Only an administrator can do that."
    assert shelves.live == 1


def test_an_older_version_comes_back_by_two_as_well(shelves):
    shelves.sends(ADMIN, numbered(2))
    shelves.confirms(SECOND)
    assert "asked for again by second" in shelves.rolls_back(SECOND, "1")
    assert "nobody puts" in shelves.confirms(SECOND)
    shelves.confirms(ADMIN)
    assert shelves.live == 1
    assert [row.state for row in shelves.shelf.versions] == ["past", "past", "live"]
    assert "version 1 is live already" in shelves.rolls_back(SECOND, "1")


def test_going_back_names_what_there_was(shelves):
    shelves.sends(ADMIN, numbered(2))
    shelves.confirms(SECOND)
    assert "never had a version 7. Before the live one there were 1." in shelves.rolls_back(ADMIN, "7")


def test_two_contents_of_one_number_are_told_apart_by_their_marks(shelves):
    other = numbered(1, hash=ContentHash("content-1b"), title="Another title")
    assert "has the same number" in shelves.sends(ADMIN, other)
    shelves.confirms(SECOND)
    shelves.sends(ADMIN, numbered(2))
    shelves.confirms(SECOND)
    asked = shelves.rolls_back(ADMIN, "1")
    mark = versions.mark_of(ContentHash("content-1b"))
    assert mark in asked
    shelves.rolls_back(ADMIN, mark)
    shelves.confirms(SECOND)
    row = shelves.shelf.live(ADULT)
    assert row is not None
    assert row.hash == "content-1b"


def test_the_administrators_room_hears_what_was_typed_elsewhere(shelves):
    shelves.sends(ADMIN, numbered(2))
    assert shelves.told == []
    shelves.confirms(SECOND, room=CHAT)
    assert "is live, by" in shelves.told[0]


def test_codes_are_short_and_of_letters_that_cannot_be_misread(shelves):
    shelves.sends(ADMIN, numbered(2))
    assert re.fullmatch(f"[{WORDLESS}]{{4}}", shelves.code)
    first = shelves.code
    shelves.withdraws(ADMIN)
    shelves.sends(ADMIN, numbered(2))
    assert shelves.code != first  # nobody can look for two contents with one code


def test_the_history_has_the_newest_first(shelves):
    shelves.now += DAY
    shelves.sends(ADMIN, numbered(2))
    shelves.confirms(SECOND)
    shelves.now += HOUR
    shelves.sends(ADMIN, numbered(3))
    lines = words_of(history(ADULT, shelves.shelf, shelves.moment), shelves.directory, shelves.now).splitlines()
    assert lines[1].startswith("3 · waits since Sat 28 Nov 13:00")
    assert lines[2].startswith("2 · live since Sat 28 Nov 12:00")
    assert "Administrator and second" in lines[2]
    assert lines[3].startswith("1 · was live from Fri 27 Nov 12:00")
    assert "2 live since Sat 28 Nov 12:00 · 3 waits" in words_of(
        overview(shelves.shelf), shelves.directory, shelves.now
    )


OLD = a_template(review_by=NOON.date() - DAY)


def test_an_overdue_review_is_said_once_a_month_to_its_owner():
    directory = with_administrators(ADMIN, SECOND)
    for owner, room in ((None, True), (SECOND, False), (PAT, True)):
        decision = reviews_due([replace(OLD, owner=owner)], a_moment(directory=directory))
        (effect,) = decision.effects
        assert isinstance(effect, Tell) is room
        assert isinstance(effect, Tell | TellPerson)
        assert (effect.key or "").startswith("review:uk-nrm-adult:1:2026-11")
        assert "was due" in words_of(effect.notice, directory)


def test_a_review_that_is_not_due_or_of_no_use_is_not_spoken_of():
    moment = a_moment(directory=with_administrators(ADMIN))
    assert reviews_due([replace(OLD, review_by=NOON.date())], moment).effects == ()
    assert reviews_due([replace(OLD, id=TemplateId("unused"))], moment).effects == ()
