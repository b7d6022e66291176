"""The JSON Schema of templates says what the reader says: keys, examples, and which files are good."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.cli.template_keys import KEYS_PAGE, SCHEMA_FILE, keys_page
from config.load import shipped_templates
from config.located import read
from config.schema import schema_page, template_schema

ROOT = Path(__file__).parents[2]
BROKEN = Path(__file__).parent / "broken"
SCHEMA = template_schema()
CHECK = Draft202012Validator(SCHEMA)
GOOD: Any = read(BROKEN / "good.yaml").data


def test_it_is_a_schema_and_the_kept_ones_are_fresh():
    Draft202012Validator.check_schema(SCHEMA)
    assert (ROOT / SCHEMA_FILE).read_text(encoding="utf-8") == schema_page(), "run: make docs"
    assert (ROOT / KEYS_PAGE).read_text(encoding="utf-8") == keys_page(), "run: make docs"


@pytest.mark.parametrize(
    "path", [*sorted(shipped_templates().glob("*.yaml")), *BROKEN.glob("[gv]*.yaml")], ids=lambda path: path.stem
)
def test_good_templates_are_good_by_the_schema(path):
    assert [error.message for error in CHECK.iter_errors(read(path).data)] == []


def parts() -> list[tuple[str, str, Any]]:
    return [
        (name, key, prop)
        for name, part in {**SCHEMA["$defs"], "template": SCHEMA}.items()
        for key, prop in part.get("properties", {}).items()
    ]


@pytest.mark.parametrize(("name", "key", "prop"), parts(), ids=lambda part: part if isinstance(part, str) else "")
def test_every_key_says_what_it_is_for_with_an_example_that_fits(name, key, prop):
    assert prop["description"].endswith(".")
    for one in prop["examples"]:
        Draft202012Validator({**prop, "$defs": SCHEMA["$defs"]}).validate(one)


@pytest.mark.parametrize(
    "change",
    [
        {"reveiw_by": "2027-06-30"},
        {"version": 0},
        {"priority": "P5"},
        {"person": "nobody"},
        {"jurisdictions": []},
        {"tasks": [{**GOOD["tasks"][0], "clock": "wait"}]},
        {"tasks": [{**GOOD["tasks"][0], "due": "soon"}]},
        {"tasks": [{"id": "T1"}]},
        {"roles": {"x": {"types": ["wizard"]}}},
        {"on": [{"set": {"rg": "positive"}}]},
        {"ladders": {"P1": {"levels": []}}},
        {"review_by": None},
    ],
    ids=str,
)
def test_what_the_reader_refuses_by_its_shape_the_schema_refuses(change):
    assert not CHECK.is_valid({**GOOD, **change})


def test_a_template_that_extends_another_needs_little(tmp_path):
    assert CHECK.is_valid({"id": "x", "version": 1, "extends": "good", "tasks": [{"id": "T1", "due": None}]})
    assert not CHECK.is_valid({"id": "x", "version": 1, "tasks": [{"id": "T1"}]})


def test_the_schema_is_plain_json():
    assert json.loads(schema_page()) == SCHEMA
