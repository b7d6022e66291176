"""Templates that are broken in one place each: the one line that comes of it, at that place, with a correct form."""

from pathlib import Path
from typing import Any

import pytest

from config.checking import check_files
from config.lint.safety import AUTHORITY_DECISION, PROTECTING_A_CHILD, SUPPORT_KINDS
from config.load import shipped_templates
from config.located import read
from config.mistakes import Mistake
from tests.config.folders import NOW, pointed_at
from workflows.language.kinds import COOPERATION, FORBIDDEN, KINDS, PROTECTION, SUPPORT

HERE = Path(__file__).parent / "broken"
EDITS: Any = read(HERE / "edits.yaml").data["edits"]


def broken(folder: Path, edit: dict[str, Any]) -> tuple[Mistake, ...]:
    """What is found in the file of this edit, which stands beside the good one."""
    name = edit.get("file", "good")
    for one in ("good", "variant"):
        text = (HERE / f"{one}.yaml").read_text(encoding="utf-8")
        if one == name:
            for old, new in (("old", "new"), ("old2", "new2")):
                if old in edit:
                    assert edit[old] in text, f"{one} has no {edit[old]!r}"
                    text = text.replace(edit[old], edit[new], 1)
        (folder / f"{one}.yaml").write_text(text, encoding="utf-8")
    return check_files([folder / f"{name}.yaml"], None, NOW)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit["what"][:60] or "fine")
def test_one_mistake_is_one_line_at_its_place_with_a_correct_form(tmp_path, edit):
    found = broken(tmp_path, edit)
    (mistake,) = [one for one in found if one.what.startswith(edit["what"])]
    assert mistake.form.startswith(edit["form"])
    assert pointed_at(mistake).startswith(edit["at"])
    assert mistake.warning is edit.get("warning", False)
    assert sorted(one.what for one in found if one is not mistake) == edit.get("also", [])


def edited(folder: Path, old: str, new: str) -> list[str]:
    return [one.what for one in broken(folder, {"old": old, "new": new})]


@pytest.mark.parametrize(("rows", "fits"), [(7, True), (8, False)])
def test_a_case_has_no_more_tasks_than_can_be_compared_with_each_other(tmp_path, rows, fits):
    text = (HERE / "good.yaml").read_text(encoding="utf-8").replace("most: 99", "most: 50")
    before, _, rest = text.partition("  - id: T6\n")
    row = "  - id: T5{}\n    title: Settle {}\n    owner: support\n"
    row += "    kind: record\n    clock: deadline\n    due: 24h\n    per: adults\n\n"
    more = "".join(row.format(letter, letter) for letter in "abcdefgh"[:rows])
    path = tmp_path / "good.yaml"
    path.write_text(f"{before}{more}  - id: T6\n{rest}", encoding="utf-8")
    found = [str(one.what) for one in check_files([path], None, NOW)]
    assert found == ([] if fits else ["with one for each of a count there are more than 400 tasks"])


@pytest.mark.parametrize("kind", ["statement", "interview", "arrest", "charge"])
def test_support_never_waits_for_cooperation_not_even_through_other_tasks(tmp_path, kind):
    text = (HERE / "good.yaml").read_text(encoding="utf-8").replace("kind: statement", f"kind: {kind}")
    path = tmp_path / "good.yaml"
    path.write_text(text.replace("    due: 4h\n\n", "    due: 4h\n    depends: [T13]\n\n", 1), encoding="utf-8")
    found = [one.what for one in check_files([path], None, NOW)]
    assert f"support task `T4` waits for {kind}" in found


@pytest.mark.parametrize(
    ("kind", "offer"),
    [
        ("safety", "safety"),
        ("medical_offer", "a medical offer"),
        ("interpreter", "an interpreter"),
        ("accommodation", "accommodation"),
        ("legal_advice", "legal advice"),
        ("compensation_information", "information on compensation"),
    ],
)
def test_a_support_template_offers_all_that_a_person_needs(tmp_path, kind, offer):
    assert edited(tmp_path, f"kind: {kind}", "kind: record") == [f"the template offers no task for {offer}"]


def test_every_shipped_kind_and_every_one_that_a_rule_asks_for_is_known():
    files: Any = [read(path).data for path in shipped_templates().glob("*.yaml")]
    written = [row for file in files for row in file.get("tasks", [])]
    assert len(written) > 100
    assert {row["kind"] for row in written if "kind" in row} <= KINDS.keys()
    assert {kind for row in written for kind in row.get("blocks", [])} <= COOPERATION.keys() | FORBIDDEN.keys()
    assert SUPPORT.keys() == SUPPORT_KINDS
    assert PROTECTING_A_CHILD | {AUTHORITY_DECISION} <= PROTECTION.keys()


def test_two_hundred_warnings_hide_no_mistake(tmp_path):
    """What is told of one file is cut off somewhere, and whether it may go live is not."""
    letters = "bdfghjklmnpqvwz"
    own = "".join(
        f"  - {{id: O{n}, title: Do it, owner: support, kind: {letters[n % 15] * 9}{letters[n // 15] * 9}{n}, "
        "clock: deadline, due: 1d}\n"
        for n in range(220)
    )
    text = (HERE / "good.yaml").read_text(encoding="utf-8").replace("\nladders:", f"{own}\nladders:")
    path = tmp_path / "good.yaml"
    path.write_text(text.replace("blocks: [statement,", "blocks: [statment,"), encoding="utf-8")
    found = check_files([path], None, NOW)
    assert [one.what for one in found if not one.warning] == ["there is no kind `statment` to forbid"]
    assert len(found) == 200


def test_an_adult_is_asked_and_told_of_rights(tmp_path):
    assert set(edited(tmp_path, "kind: consent", "kind: record")) == {
        "the template offers no task for information on rights",
        "the template never asks for the adult's consent",
    }


@pytest.mark.parametrize(
    ("old", "new", "at", "what"),
    [
        ("Offer medical help", "Offer the rescued medical help", "rescued", "`rescued` is a word to avoid in titles"),
        ("Offer medical help", "Look at the target", "target", "`target` is a word to avoid in titles"),
        ("Offer medical help", "The runaway", "runaway", "`runaway` is a word to avoid in titles"),
        ("A person met", "A person saved after a raid", "raid", "`raid` is a word to avoid in titles"),
        ("Adults decide themselves", "The person may confess", "confess", "`confess` is a word to avoid in rules"),
        ("Nobody is asked for more", "After the raid no more", "raid", "`raid` is a word to avoid in banners"),
        ("text: Age is presumed", "text: A hostile person", "hostile", "`hostile` is a word to avoid in banners"),
        ("label: Adults met", "label: Targets met", "Targets", "`Targets` is a word to avoid in labels"),
        ("Offer medical help", "Offer {name} medical help", "Offer {name}", "the title has a place for a name"),
    ],
)
def test_no_text_that_people_read_has_a_word_that_hurts(tmp_path, old, new, at, what):
    (mistake,) = broken(tmp_path, {"old": old, "new": new})
    assert mistake.what == what
    assert mistake.form.startswith("say ")
    assert pointed_at(mistake).startswith(at)


def test_what_is_broken_here_is_whole_otherwise():
    assert check_files([HERE / "good.yaml", HERE / "variant.yaml"], None, NOW) == ()


def test_there_are_more_than_sixty_of_them():
    assert len({edit["what"] for edit in EDITS}) > 60
