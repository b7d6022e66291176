"""The pages of docs/workflows/ say what the shipped templates say now, and nothing that was not read as law."""

import re
from pathlib import Path

import pytest

from bot.cli.workflow_pages import FOLDER, INDEX, purpose_of, workflow_pages, write_workflow_pages
from config.load import load_template, shipped_templates
from tests.house.places import ROOT
from tests.text.drawing import titles
from workflows.language.template import Template

TEMPLATES = {path.stem: load_template(path) for path in sorted(shipped_templates().glob("*.yaml"))}
PAGES = workflow_pages()
BINDING = re.compile(r", by law|, guidance|duty itself is (law|guidance)")


def section(template: Template, code: str) -> str:
    """What a page says of one task."""
    page = PAGES[FOLDER / f"{template.id}.md"]
    return page.split(f"\n### {code} ", 1)[1].split("\n##", 1)[0]


def test_they_are_fresh():
    there = {path.relative_to(ROOT) for path in (ROOT / FOLDER).iterdir()}
    assert there == set(PAGES), "run: make docs"
    assert [path for path in PAGES if (ROOT / path).read_text(encoding="utf-8") != PAGES[path]] == [], "run: make docs"


def test_every_shipped_template_has_its_page_and_the_index_leads_there():
    for name in TEMPLATES:
        assert FOLDER / f"{name}.md" in PAGES
        assert f"]({name}.md)" in PAGES[INDEX]


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES.keys())
def test_what_was_not_read_is_to_be_confirmed(template):
    for row in template.tasks:
        said = section(template, row.id)
        if row.sources and template.to_be_confirmed(row):
            assert not BINDING.search(said)
        elif row.basis == "default":
            assert ", by law" not in said


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES.keys())
def test_every_task_role_and_source_is_on_the_page(template):
    page = PAGES[FOLDER / f"{template.id}.md"]
    assert len(re.findall(r"^### ", page, re.MULTILINE)) == len(template.tasks)
    for name in template.sources:
        assert f"- **{name}** " in page
    for role in template.roles:
        assert f"| {role.replace('_', ' ')} | " in page


def test_the_pictures_are_well_formed_and_stand_alone():
    for path, text in PAGES.items():
        if path.suffix == ".svg":
            assert titles(text)[0].startswith("What hangs on what in ")
            assert "prefers-color-scheme" in text
            assert "<script" not in text


def test_what_a_file_begins_with_is_what_it_is_for():
    assert purpose_of("# One line,\n# and another.\n#\n# More.\n\nid: x\n") == "One line, and another."
    assert purpose_of("id: x\n") == ""
    assert all(purpose_of(path.read_text(encoding="utf-8")) for path in shipped_templates().glob("*.yaml"))


def test_a_page_of_a_template_that_is_gone_goes(tmp_path: Path):
    old = (tmp_path / FOLDER / "gone").with_suffix(".md")
    old.parent.mkdir(parents=True)
    old.write_text("old", encoding="utf-8")
    write_workflow_pages(tmp_path)
    assert not old.exists()
    assert {path.relative_to(tmp_path) for path in (tmp_path / FOLDER).iterdir()} == set(PAGES)
