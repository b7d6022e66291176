"""A joint operation as it stands: which gates are red, T-0 by all clocks, the counts."""

from dataclasses import replace

import pytest

from tests.builders import (
    a_case_snapshot,
    a_directory,
    a_moment,
)
from tests.casework.operating import T0, an_operation, red, value
from tests.casework.saying import words_of
from tests.cast import (
    HOUR,
    MORGAN,
    NEW_YORK,
    OPENED,
)
from tests.commands.talk import typed
from workflows.casework.gates import board_line
from workflows.casework.holding import GO
from workflows.values.ids import JurisdictionId
from workflows.values.model import TaskStatus

# gates


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [2, 3, 10, 15]),
        ({"green": (2, 3, 10, 15)}, []),
        ({"green": (2, 10, 15)}, [3]),
        ({"green": (2, 3, 15), "minors": value("no")}, []),
        ({"green": (2, 3, 15), "minors": value("yes")}, [10]),
        ({"green": (2, 3, 10, 15), "countries": value("GB", "US", "RO")}, ["RO"]),
    ],
)
def test_which_gates_are_red(changes, expected):
    assert red(an_operation(**changes)) == expected


def test_a_gate_of_each_country_is_red_before_anybody_says_which():
    case = an_operation(green=(10, 15))
    fields = {name: one for name, one in case.case.fields.items() if name != "countries"}
    case = replace(case, case=replace(case.case, fields=fields), tasks=case.tasks[2:])
    assert red(case) == ["countries"]
    assert "? Check the legal base · `!set countries …` is missing" in typed("!operation ready", case).said


@pytest.mark.parametrize(
    ("changes", "green"),
    [
        ({"status": TaskStatus.DONE, "result": "go"}, True),
        ({"status": TaskStatus.DONE, "result": "no_go"}, False),
        ({"status": TaskStatus.DROPPED, "result": None}, False),
    ],
)
def test_what_counts_as_green(changes, green):
    case = an_operation(green=(2, 3, 10))
    tasks = tuple(replace(task, done_at=OPENED, **changes) if task.code == "J15" else task for task in case.tasks)
    case = replace(case, tasks=tasks)
    assert (red(case) == []) is green
    if "no_go" in changes.values():
        assert "15 Vote · City Police · no go" in typed("!operation ready", case).said


# how it stands


def test_the_status_in_times_gates_and_counts():
    counts = {"met": value("18"), "adults": value("12")}
    case = an_operation(green=(2, 3), countries=value("GB", "US", "RO"), **counts)
    assert typed("!operation status", case).said == (
        "C-7F3K2 · not yet go · gates 2 of 5 green\n"
        "T-0: Tue 1 Dec 05:00 (UTC+0), in 3 d 17 h\n"
        "United Kingdom Tue 1 Dec 05:00 (UTC+0), United States Tue 1 Dec 00:00 (UTC-5), "
        "Romania (zone not in the directory)\n"
        "Not green:\n"
        "? Check the legal base (RO) · not done\n"
        "10 Have child services on call · Harbour Support · not done\n"
        "15 Vote · City Police · not done\n"
        "Counts: met 18, adults 12 (as of Fri 27 Nov 10:00)."
    )
    assert typed("!operation", case).said == typed("!operation status", case).said
    started = typed("!operation status", replace(case, case=replace(case.case, operation=GO)), now=T0 + HOUR).said
    assert started.startswith("C-7F3K2 · go · gates 2 of 5 green\nT-0: Tue 1 Dec 05:00 (UTC+0), 1 h ago")


def test_a_country_with_several_clocks_is_named_by_place():
    directory = a_directory()
    other = replace(
        directory.jurisdictions[NEW_YORK], id=JurisdictionId("US-CA"), name="California", zone="America/Los_Angeles"
    )
    case = an_operation()
    moment = a_moment(directory=replace(directory, jurisdictions={**directory.jurisdictions, other.id: other}))
    assert "New York Tue 1 Dec 00:00 (UTC-5), California Mon 30 Nov 21:00 (UTC-8)" in (
        typed("!operation status", case, moment=moment).said
    )


def test_without_t0_it_says_so():
    case = an_operation()
    case = replace(case, case=replace(case.case, fields={}))
    assert "T-0: not set yet" in typed("!operation status", case).said
    assert typed("!operation go", case, user=MORGAN).said.startswith("T-0 is not set yet.")


def test_what_is_ready():
    assert typed("!operation ready", an_operation(green=(2, 3, 10, 15))).said == (
        "C-7F3K2 · All 4 gates are green. A lead says: `!operation go`"
    )
    assert typed("!operation ready", an_operation(green=(2, 3))).said.splitlines()[0] == (
        "C-7F3K2 · 2 of 4 gates are green. Not green:"
    )


@pytest.mark.parametrize("line", ["!operation status", "!operation ready", "!operation abort because safety"])
def test_any_other_case_is_no_operation(line):
    assert typed(line, a_case_snapshot()).said == "C-7F3K2 is no joint operation. Nothing changed."


def test_the_board_has_a_line_for_it():
    case = an_operation(green=(2, 3))
    line = board_line(case, a_moment())
    assert line is not None
    assert words_of(line, a_directory()) == ("T-0 Tue 1 Dec 05:00, in 3 d 17 h from this board on · gates 2 of 4 green")
    assert board_line(a_case_snapshot(), a_moment()) is None
