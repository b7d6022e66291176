"""What somebody types to say for what a preview is made."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.builders import a_directory, a_row, a_template
from tests.cast import ENGLAND, JURISDICTIONS
from workflows.language.template import FieldKind, Template, TemplateField, ValuesOf
from workflows.review.planned import Ending, Setting
from workflows.review.supposing import BadSupposition, read_ending, read_local, read_setting, read_when
from workflows.time.calendar import calendar_of
from workflows.values.ids import FieldName

START = datetime(2026, 11, 27, 16, tzinfo=UTC)  # a Friday, in winter
CALENDAR = calendar_of(JURISDICTIONS[0])


def a_field(name: str, kind: FieldKind, *values: str, **more: object) -> TemplateField:
    return TemplateField(name=FieldName(name), label=name, kind=kind, values=values, **more)  # type: ignore[arg-type]


def the_template() -> Template:
    fields = (
        a_field("minor", FieldKind.CODE, "yes", "no"),
        a_field("countries", FieldKind.CODES, values_of=ValuesOf.JURISDICTIONS),
        a_field("spoken", FieldKind.CODES, values_of=ValuesOf.LANGUAGES),
        a_field("t0", FieldKind.MOMENT),
        a_field("sites", FieldKind.COUNT, least=1, most=9),
    )
    tasks = (a_row("N4", results=("yes", "no")), a_row("N5a"))
    return a_template(fields={field.name: field for field in fields}, tasks=tasks)


def setting(typed: str) -> Setting:
    return read_setting(typed, the_template(), a_directory(), START, CALENDAR)


def ending(typed: str) -> Ending:
    return read_ending(typed, the_template(), START, CALENDAR)


def test_a_code_is_recorded_at_the_start_or_later():
    assert setting("minor=yes") == Setting(field=FieldName("minor"), values=("yes",), since=START, at=START)
    later = datetime(2026, 11, 27, 19, tzinfo=UTC)
    assert setting("minor=no@+3h") == Setting(field=FieldName("minor"), values=("no",), since=later, at=later)


@pytest.mark.parametrize("typed", ["countries=GB,US", "countries=GB US", "countries= GB, US "])
def test_several_codes(typed):
    assert setting(typed).values == ("GB", "US")


def test_a_moment_may_be_a_local_time_or_so_long_before_or_after_the_start():
    assert setting("t0=2026-12-18 05:00").since == datetime(2026, 12, 18, 5, tzinfo=UTC)
    assert setting("t0=2026-07-01T05:00").since == datetime(2026, 7, 1, 4, tzinfo=UTC)  # summer time
    assert setting("t0=+3d").since == datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert setting("t0=-2h").since == datetime(2026, 11, 27, 14, tzinfo=UTC)
    assert setting("t0=+3d@+1h").at == datetime(2026, 11, 27, 17, tzinfo=UTC)
    assert setting("t0=+3d").values == ()


def test_a_number():
    assert setting("sites=3").values == ("3",)
    assert setting("sites=03").values == ("3",)


def test_when_a_task_ends_and_how():
    later = datetime(2026, 11, 27, 19, tzinfo=UTC)
    assert ending("N4=no@+3h") == Ending(code="N4", at=later, result="no")
    assert ending("n5A@+3h") == Ending(code="N5a", at=later)
    assert ending("N4:RO=no@+3h") == Ending(code="N4", at=later, result="no", instance="RO")
    assert ending("N4@2026-11-27T19:00") == Ending(code="N4", at=later)


@pytest.mark.parametrize(
    ("typed", "what", "form"),
    [
        ("mionr=yes", "`mionr` is no field of uk-nrm-adult", "its fields: minor, countries, spoken, t0, sites"),
        ("minor", "`minor` is no field of uk-nrm-adult", "its fields:"),
        ("minor=maybe", "`maybe` is no value of minor", "one of yes, no"),
        ("minor=yes,no", "minor has one value", "one of yes, no"),
        ("minor=", "minor has one value", "one of yes, no"),
        ("countries=FR", "`FR` is no value of countries", "one of GB, US, GB-ENG, US-NY"),
        ("sites=12", "`12` is no number for sites", "from 1 to 9"),
        ("sites=x", "`x` is no number for sites", "from 1 to 9"),
        ("t0=soon", "`soon` is no time", "write `+3h`, or `2026-12-18 05:00`"),
        ("t0=2026-13-18 05:00", "`2026-13-18 05:00` is no time", "write"),
        ("t0=2026-12-18 25:00", "`2026-12-18 25:00` is no time", "write"),
        ("t0=+3parsecs", "`+3parsecs` is no time", "write"),
        ("minor=yes@soon", "`soon` is no time", "write"),
    ],
)
def test_what_cannot_be_recorded(typed, what, form):
    with pytest.raises(BadSupposition) as bad:
        setting(typed)
    assert bad.value.what == what
    assert bad.value.form.startswith(form)


@pytest.mark.parametrize(
    ("typed", "what", "form"),
    [
        ("N9@+3h", "`N9` is no task of uk-nrm-adult", "its tasks: N4, N5a"),
        ("N4=yes", "it is not said when N4 ends", "write for example `N4@+3h`"),
        ("N4=maybe@+3h", "N4 does not end with `maybe`", "its results: yes, no"),
        ("N5a=yes@+3h", "N5a does not end with `yes`", "its results: none"),
        ("N4=yes@", "`` is no time", "write"),
    ],
)
def test_what_cannot_end_so(typed, what, form):
    with pytest.raises(BadSupposition) as bad:
        ending(typed)
    assert bad.value.what == what
    assert bad.value.form.startswith(form)


def test_a_local_time_is_read_in_the_zone_of_the_case():
    assert read_local("2026-11-27T16:00", CALENDAR) == START
    assert CALENDAR.zone == ZoneInfo("Europe/London")
    assert ENGLAND == "GB-ENG"
    with pytest.raises(ValueError, match="tomorrow"):
        read_local("tomorrow", CALENDAR)


def test_an_hour_that_the_clocks_leave_out_is_as_much_later():
    assert read_when("2027-03-28 01:30", START, CALENDAR) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
