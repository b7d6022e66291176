"""Each lint that guards a template, by one edit of a shipped protocol."""

from pathlib import Path
from typing import Any

import pytest

from config.load import load_template, shipped_templates
from config.located import read
from config.mistakes import Mistake, Mistakes
from tests.config.folders import pointed_at

UK, US = "uk-nrm-adult", "us-foreign-minor-24h"
LINTS: Any = read(Path(__file__).parent / "lints.yaml").data["edits"]


# each lint, by one edit of a shipped protocol


def edited(tmp_path: Path, *edits: tuple[str, str], name: str = UK) -> tuple[Mistake, ...]:
    path = tmp_path / f"{name}.yaml"
    text = (shipped_templates() / path.name).read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text, f"{name} has no {old!r}"
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    try:
        load_template(path)
    except Mistakes as mistakes:
        return mistakes.found
    return ()


@pytest.mark.parametrize("edit", LINTS, ids=lambda edit: edit["what"][:60])
def test_one_mistake_in_a_template_is_one_line_with_a_correct_form(tmp_path, edit):
    (mistake,) = edited(tmp_path, (edit["old"], edit["new"]), name=edit["file"])
    assert mistake.what.startswith(edit["what"])
    assert mistake.form.startswith(edit["form"])
    assert pointed_at(mistake).startswith(edit["at"])


def test_tasks_that_wait_for_each_other_are_named_in_a_circle(tmp_path):
    edits = [
        ("depends: [N1, N3]", "depends: [N1, N8]"),
        ("kind: medical_offer\n", "kind: medical_offer\n    depends: [N7]\n"),
    ]
    (mistake,) = edited(tmp_path, *edits)
    assert mistake.what == "tasks wait for each other: N4 -> N8 -> N5a -> N4"
    (alone,) = edited(tmp_path, ("depends: [N1, N3]", "depends: [N4]"))
    assert alone.what == "tasks wait for each other: N4 -> N4"


@pytest.mark.parametrize("kind", ["statement", "interview", "arrest", "charge"])
def test_support_never_waits_for_cooperation_not_even_through_other_tasks(tmp_path, kind):
    found = edited(tmp_path, ("kind: record", f"kind: {kind}"), ("depends: [N1]\n", "depends: [N9]\n"))
    assert [(mistake.what, mistake.form) for mistake in found] == [
        (f"support task `N6` waits for {kind}", "let support start by itself"),
        (f"support task `N7` waits for {kind}", "let support start by itself"),
    ]


def test_a_child_is_protected_without_waiting_for_consent(tmp_path):
    edits = [("kind: rights_information", "kind: consent"), ("due: 12h\n", "due: 12h\n    depends: [M13]\n")]
    (mistake,) = edited(tmp_path, *edits, name=US)
    assert mistake.what == "`M12` waits for a consent task"


@pytest.mark.parametrize(
    ("kind", "offer"),
    [
        ("safety", "safety"),
        ("medical_offer", "a medical offer"),
        ("interpreter", "an interpreter"),
        ("legal_advice", "legal advice"),
        ("compensation_information", "information on compensation"),
    ],
)
def test_a_support_template_offers_all_that_a_person_needs(tmp_path, kind, offer):
    (mistake,) = edited(tmp_path, (f"kind: {kind}", "kind: other"))
    assert mistake.what == f"the template offers no task for {offer}"


def test_an_adult_is_asked_and_told_of_rights(tmp_path):
    told = {mistake.what for mistake in edited(tmp_path, ("kind: consent", "kind: other"))}
    assert told == {
        "the template offers no task for information on rights",
        "the template never asks for the adult's consent",
    }


@pytest.mark.parametrize("title", ["Look at the target", "After the raid", "A rescued person", "The runaway"])
def test_a_title_with_a_word_that_hurts_is_refused_with_another(tmp_path, title):
    (mistake,) = edited(tmp_path, ("title: Offer urgent medical help", f"title: {title}"))
    assert mistake.what.endswith("is a word to avoid in titles")
    assert mistake.form.startswith("say ")


def test_one_agency_leads(tmp_path):
    (none,) = edited(tmp_path, (", lead: true", ""))
    assert none.what == "0 roles lead the case, it needs one"
    (two,) = edited(tmp_path, ("    opener: true", "    opener: true\n    lead: true"))
    assert two.what == "2 roles lead the case, it needs one"
    (openers,) = edited(tmp_path, ("{types: [police], lead: true}", "{types: [police], lead: true, opener: true}"))
    assert openers.what == "2 roles are the opener's"
