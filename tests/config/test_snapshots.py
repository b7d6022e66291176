"""What is kept can be read back: directories, templates and ladders, equal and under the same hash."""

import re
from dataclasses import fields
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.ladders import DEFAULTS
from config.load import load_template, shipped_templates
from config.snapshots import (
    content_hash,
    decode_directory,
    decode_ladders,
    decode_template,
    encode_directory,
    encode_ladders,
    encode_template,
    hashed,
    hashed_template,
)
from tests.config.folders import example, loaded
from workflows.language.conditions import KEYWORDS, All, Any, Is, IsSet, Not
from workflows.language.template import (
    Anchor,
    Banner,
    Basis,
    Event,
    FieldKind,
    Loosened,
    Offset,
    Recurrence,
    Remind,
    Renewals,
    RoleAsked,
    Template,
    TemplateField,
    TemplateRole,
    TemplateTask,
    ValuesOf,
)
from workflows.values.directory import (
    Absence,
    Agency,
    AgencySeat,
    Directory,
    Hours,
    Jurisdiction,
    Ladder,
    Level,
    Person,
    Priority,
    SeatRole,
    Span,
    SpanUnit,
    TargetKind,
    TaskForce,
)
from workflows.values.ids import ContentHash
from workflows.values.model import ClockKind, Lane, Where

WORDS = st.text(max_size=8)
DAYS = st.dates()
MOMENTS = st.integers(0, 2**32).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
SPANS = st.builds(Span, st.integers(0, 10**6), st.sampled_from(SpanUnit))
TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
NONE = st.none()


def tuples(values: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(values, max_size=3).map(tuple)


def by(key: str, values: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(values, max_size=3).map(lambda found: {getattr(value, key): value for value in found})


HOURS = st.builds(
    Hours,
    always=st.booleans(),
    days=st.frozensets(st.integers(0, 6)),
    opens=TIMES,
    closes=TIMES,
    cut_off=NONE | TIMES,
)
LADDERS = st.dictionaries(
    st.sampled_from(Priority),
    st.builds(
        Ladder,
        levels=tuples(st.builds(Level, after=SPANS, tell=tuples(st.sampled_from(TargetKind)))),
        remind_at=tuples(st.integers(1, 99)),
        remind_before=tuples(SPANS),
        working_time=st.booleans(),
        repeat=st.integers(0, 10**7).map(lambda seconds: timedelta(seconds=seconds)),
    ),
)
JURISDICTIONS = st.builds(
    Jurisdiction,
    id=WORDS,
    name=WORDS,
    zone=WORDS,
    hours=HOURS,
    holidays=st.frozensets(DAYS, max_size=4),
    holidays_until=DAYS,
    day_zero=st.booleans(),
)
AGENCIES = st.builds(
    Agency,
    id=WORDS,
    name=WORDS,
    type=WORDS,
    jurisdictions=tuples(WORDS),
    capabilities=st.frozensets(WORDS),
    languages=st.frozensets(WORDS),
    hours=HOURS,
    phone=NONE | WORDS,
    synonyms=tuples(WORDS),
)
PEOPLE = st.builds(
    Person,
    user=WORDS,
    name=WORDS,
    seats=tuples(st.builds(AgencySeat, agency=WORDS, roles=st.frozensets(st.sampled_from(SeatRole)))),
    languages=st.frozensets(WORDS),
    zone=NONE | WORDS,
    absences=tuples(st.builds(Absence, start=MOMENTS, end=MOMENTS)),
)
TASK_FORCES = st.builds(
    TaskForce,
    id=WORDS,
    name=WORDS,
    jurisdictions=tuples(WORDS),
    templates=tuples(WORDS),
    agencies=tuples(WORDS),
    leads=tuples(WORDS),
    deputies=tuples(WORDS),
    on_call=tuples(WORDS),
    committee=tuples(WORDS),
    room=NONE | WORDS,
    networked=st.booleans(),
)
DIRECTORIES = st.builds(
    Directory,
    hash=st.just(ContentHash("")),
    jurisdictions=by("id", JURISDICTIONS),
    agencies=by("id", AGENCIES),
    people=by("user", PEOPLE),
    task_forces=by("id", TASK_FORCES),
    administrators=tuples(WORDS),
    ladders=LADDERS,
    ladders_hash=st.just(ContentHash("")),
    admins_room=NONE | WORDS,
    default_zone=WORDS,
    extra=st.dictionaries(WORDS, WORDS, max_size=3),
).map(hashed)
ANCHORS = st.builds(Anchor, WORDS, NONE | WORDS)
REMINDS = st.builds(Remind, share=NONE | st.integers(1, 99), before=NONE | SPANS)
NAMES = st.from_regex(r"[a-z]{1,5}", fullmatch=True).filter(lambda name: name not in KEYWORDS)
CONDITIONS = st.recursive(
    st.builds(Is, NAMES, tuples(NAMES)) | st.builds(IsSet, NAMES),
    lambda inner: st.builds(Not, inner) | st.builds(All, tuples(inner)) | st.builds(Any, tuples(inner)),
    max_leaves=4,
)
FIELDS = st.builds(
    TemplateField,
    name=WORDS,
    label=WORDS,
    kind=st.sampled_from(FieldKind),
    values=tuples(WORDS),
    values_of=NONE | st.sampled_from(ValuesOf),
    least=st.integers(0, 9),
    most=st.integers(0, 999),
    set_by=tuples(WORDS),
)
RENEWALS = st.builds(Renewals, most=NONE | st.integers(0, 9), by=NONE | SPANS)
RECURRENCES = st.builds(Recurrence, every=SPANS, then=NONE | SPANS, after=NONE | SPANS)
EVENTS = st.builds(
    Event,
    when=CONDITIONS,
    sets=st.dictionaries(WORDS, WORDS, max_size=2),
    stages=st.dictionaries(st.sampled_from(Lane), WORDS, max_size=2),
    tell_lead=st.booleans(),
    offers=tuples(WORDS),
)
TASKS = st.builds(
    TemplateTask,
    id=WORDS,
    title=WORDS,
    owner=WORDS,
    kind=WORDS,
    clock=st.sampled_from(ClockKind),
    due=NONE | SPANS,
    least=NONE | SPANS,
    blocks=tuples(WORDS),
    lasts=NONE | SPANS,
    until=NONE | WORDS,
    renewals=NONE | RENEWALS,
    offset=NONE | st.builds(Offset, SPANS, st.booleans()),
    recurs=NONE | RECURRENCES,
    anchors=tuples(ANCHORS),
    depends=tuples(WORDS),
    when=NONE | CONDITIONS,
    gate=st.booleans() | CONDITIONS,
    remind=NONE | tuples(REMINDS),
    results=tuples(WORDS),
    green=tuples(WORDS),
    again=tuples(WORDS),
    asks=tuples(WORDS),
    duty=NONE | st.sampled_from(Basis),
    contributes=tuples(WORDS),
    per=NONE | WORDS,
    banner=NONE | WORDS,
    by_owner=st.booleans(),
    chase_every=NONE | SPANS,
    basis=st.sampled_from(Basis),
    rule_text=NONE | WORDS,
    sources=tuples(WORDS),
    where=st.sampled_from(Where),
    ladder=NONE | st.sampled_from(Priority),
)
ROLES = st.builds(
    TemplateRole,
    name=WORDS,
    types=tuples(WORDS),
    capability=NONE | WORDS,
    where=st.sampled_from(Where),
    opener=st.booleans(),
    lead=st.booleans(),
    optional=st.booleans(),
    asked=st.sampled_from(RoleAsked),
    per=NONE | WORDS,
)
TEMPLATES = st.builds(
    Template,
    id=WORDS,
    version=st.integers(0, 99),
    title=WORDS,
    review_by=DAYS,
    jurisdictions=tuples(WORDS),
    priority=st.sampled_from(Priority),
    roles=by("name", ROLES),
    tasks=tuples(TASKS),
    hash=st.just(ContentHash("")),
    owner=NONE | WORDS,
    extends=NONE | WORDS,
    abstract=st.booleans(),
    person=WORDS,
    support=st.booleans(),
    networked=NONE | st.booleans(),
    stages=st.dictionaries(st.sampled_from(Lane), tuples(WORDS), max_size=2),
    banners=tuples(st.builds(Banner, WORDS, tuples(WORDS))),
    loosened=tuples(st.builds(Loosened, task=WORDS, was=WORDS, now=WORDS, reason=WORDS)),
    fields=by("name", FIELDS),
    ask=tuples(WORDS),
    events=tuples(EVENTS),
    ladders=LADDERS,
    sources=st.dictionaries(WORDS, WORDS, max_size=3),
).map(hashed_template)


@given(DIRECTORIES)
def test_a_directory_comes_back_as_it_was(directory):
    content = encode_directory(directory)
    found = decode_directory(content)
    assert found == directory
    assert list(found.people) == list(directory.people)
    assert found.hash == content_hash(content)
    assert encode_directory(found) == content


@given(TEMPLATES)
def test_a_template_comes_back_as_it_was(template):
    content = encode_template(template)
    assert decode_template(content) == template
    assert template.hash == content_hash(content)


def test_every_part_of_a_template_is_made_up_here():
    """So that nothing that is added to the language is forgotten by what is kept."""
    for kind, made in ((Template, TEMPLATES), (TemplateTask, TASKS), (TemplateRole, ROLES), (TemplateField, FIELDS)):
        found = {field.name for field in fields(kind)}
        assert found <= {*re.findall(r"\w+", repr(made)), "hash"}, kind


@given(LADDERS)
def test_ladders_come_back_as_they_were(ladders):
    assert decode_ladders(encode_ladders(ladders)) == ladders
    assert encode_ladders(dict(reversed(ladders.items()))) == encode_ladders(ladders)


def test_the_example_and_what_is_shipped_come_back_as_they_were(tmp_path):
    directory = loaded(example(tmp_path)).directory
    assert decode_directory(encode_directory(directory)) == directory
    assert directory.ladders_hash == content_hash(encode_ladders(DEFAULTS))
    for path in shipped_templates().glob("*.yaml"):
        template = load_template(path)
        assert decode_template(encode_template(template)) == template


def test_the_hash_says_what_is_in_it_and_not_in_which_order_sets_were_built(tmp_path):
    directory = loaded(example(tmp_path)).directory
    edit = ("directory.yaml", "languages: [en, ro, vi]", "languages: [vi, ro, en]")
    assert loaded(example(tmp_path / "other", edit)).directory.hash == directory.hash
    edit = ("directory.yaml", "name: Health East", "name: Health West")
    assert loaded(example(tmp_path / "third", edit)).directory.hash != directory.hash


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"id": 3}', b"null"])
def test_what_is_no_snapshot_is_refused(content):
    for decode in (decode_directory, decode_template):
        with pytest.raises(ValueError):  # noqa: PT011
            decode(content)


def test_a_date_is_written_so_that_people_can_read_it(tmp_path):
    content = encode_directory(loaded(example(tmp_path)).directory).decode()
    assert date(2026, 12, 25).isoformat() in content
    assert '"opens":"09:00:00"' in content
