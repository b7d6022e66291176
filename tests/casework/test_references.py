"""What is drawn for people to read, type and say on the phone: it means nothing, and can spell nothing."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.service import faults
from commands.words import reference
from tests.builders import a_case_snapshot, a_moment, a_task
from tests.cast import JOINT_ROOM, MORGAN
from workflows.casework.cases import ask_to_close
from workflows.casework.draft import new_draft
from workflows.values.ids import CODEWORDS, CROCKFORD, WORDLESS, CaseRef, Draw
from workflows.values.model import Dialogue

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SEEDS = st.binary(min_size=1, max_size=32)
NAMES = frozenset("JAY MARTIN MERLIN PHOEBE RAVEN ROBIN WREN".split())
# Birds that are a case fact to somebody: a sentence, a thief, a client, a hotel, a payment, a police database, a minor,
# a weapon, a poison, a pregnancy, an illness, a flat taken over, an insult.
FACTS = frozenset(
    "BLACKCAP BOOBY CHICK CUCKOO DIPPER HEN HOBBY IBIS KITE MERLIN QUAIL RAZORBILL SERIN SHRIKE SNIPE STORK SWALLOW "
    "SWIFT THRUSH".split()
)


def test_nothing_that_is_a_vowel_or_reads_as_one_is_drawn():
    assert set(WORDLESS) <= set(CROCKFORD) - set("AEIOUY" + "0134")
    assert len(set(WORDLESS)) == len(WORDLESS)


@given(SEEDS)
def test_a_reference_spells_no_word_and_is_read_as_it_is_shown(seed):
    shown = Draw(seed, NOON).reference()
    assert re.fullmatch("C-[2-9BCDFGHJKMNPQRSTVWXZ]{5}", shown)
    assert not set(shown[2:]) & set("AEIOUY0134")
    assert reference(shown) == reference(shown.lower()) == shown


def test_a_reference_that_is_drawn_again_spells_no_word_either():
    taken: frozenset[CaseRef] = frozenset()
    for _ in range(200):
        taken |= {new_draft(a_moment(), taken).ref}
    assert len(taken) == 200
    assert set("".join(ref[2:] for ref in taken)) <= set(WORDLESS)


def test_the_reference_of_a_fault_spells_no_word():
    shown = [faults.note("test", ValueError()) for _ in range(200)]
    assert set("".join(one.removeprefix("R-") for one in shown)) <= set(WORDLESS)


@given(SEEDS)
def test_a_code_to_be_typed_spells_no_word(seed):
    case, moment = a_case_snapshot(a_task()), replace(a_moment(), draw=Draw(seed, NOON))
    asked = ask_to_close(case, moment.directory.people[MORGAN], JOINT_ROOM, moment).save[0]
    assert isinstance(asked, Dialogue)
    assert set(asked.data["code"]) <= set(WORDLESS)


@pytest.mark.parametrize("old", ["C-WAVED", "C-7F3K2", "C-A0E1Y"])
def test_references_drawn_before_stay_good(old):
    assert reference(old.lower()) == old


def test_codewords_name_no_person_and_no_case_fact():
    assert not set(CODEWORDS) & (NAMES | FACTS)
    assert all(re.fullmatch("[A-Z]{4,10}", word) for word in CODEWORDS)
    assert len(set(CODEWORDS)) == len(CODEWORDS) >= 48
