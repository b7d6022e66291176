"""`python -m bot workflow new`: what it writes passes check, also with each of its examples; nothing is overwritten."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import answers
from bot.cli.main import app
from bot.cli.ourselves import python_m_bot
from config.load import load_template, template_from
from config.new_template import Wanted, template_text
from tests.config.folders import NOW, example
from workflows.language.template import Template

TYPED = (
    "Adult met at sea|uk-nrm-adult|adult-met-at-sea|england|gb-eng gb-wls|cross-border||adler|@adler:example.org"
    "|soon|2027-06-30|grown-up|adult|maybe|yes|P9|p1"
).split("|")


def typed(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["workflow", "new", *words])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return example(tmp_path / "settings")


def test_flags_alone_write_a_file_that_passes_check(folder):
    code, said, _ = typed("--settings", str(folder), "--title", "Adult met at sea")
    path = folder / "templates" / "adult-met-at-sea.yaml"
    assert code == 0
    assert f"{path} is written, and check finds no mistake in it." in said
    assert f"{python_m_bot()} workflow preview {path}" in said
    template = load_template(path)
    assert (template.id, template.version, template.jurisdictions) == ("adult-met-at-sea", 1, ("*",))
    checked = CliRunner().invoke(app, ["workflow", "check", str(path)])
    assert (checked.exit_code, checked.stdout.strip()) == (0, "ok: nothing to mend")
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_each_answer_is_checked_as_it_is_typed(folder):
    code, said, _ = asked(folder, TYPED)
    assert code == 0, said
    for refusal in (
        "`uk-nrm-adult` is a shipped template; choose another name",
        "`england` is not a jurisdiction's id; did you mean `GB-ENG`?",
        "there is no shipped template `cross-border`; did you mean `cross-border-request`?",
        'write "@name:example.org"',
        "`soon` is not a date; write for example `2026-11-27`",
        "`grown-up` is not known here; known: adult, any, child, none",
        "write `yes` or `no`",
        "`P9` is not known here",
    ):
        assert refusal in said
    template = load_template(folder / "templates" / "adult-met-at-sea.yaml")
    assert (template.priority, template.owner, template.support) == ("P1", "@adler:example.org", True)
    assert template.jurisdictions == ("GB-ENG", "GB-WLS")
    assert template.review_by.isoformat() == "2027-06-30"


def asked(folder: Path, lines: list[str]) -> tuple[int, str, str]:
    done = CliRunner(env={"CASEROOM_SETTINGS": str(folder)}).invoke(
        app, ["workflow", "new"], input="".join(f"{line}\n" for line in lines)
    )
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.parametrize("count", [0, 2, 6, len(TYPED) - 1])
def test_who_stops_in_the_middle_leaves_nothing_behind(folder, count):
    assert asked(folder, TYPED[:count])[0] == 1
    assert not (folder / "templates").exists()


def test_a_variant_of_a_shipped_one(folder):
    lines = ["Request by letter", "", "gb-eng", "cross-border-request-mla", "", ""]
    code, said, _ = asked(folder, lines)
    assert code == 0, said
    template = load_template(folder / "templates" / "request-by-letter.yaml")
    base = next(one for one in answers.shipped() if one.id == "cross-border-request-mla")
    assert template.extends == base.id
    assert template.tasks == base.tasks


def test_what_is_there_is_kept(folder):
    (folder / "templates").mkdir()
    path = folder / "templates" / "ours.yaml"
    path.write_text("ours\n")
    code, _, why = typed("--settings", str(folder), "--title", "Ours")
    assert (code, why) == (2, f"{path} is there already, and is kept; choose another name\n")
    assert path.read_text() == "ours\n"


REFUSED = [
    (["--id", "ours"], 'still to be given: --title "…"; without any option, new asks'),
    (["--title", "Ours", "--person", "pupil"], "`pupil` is not known here; known: adult, any, child, none"),
    (["--title", "Ours", "--extends", "uk-nrm"], "there is no shipped template `uk-nrm`; did you mean"),
    (["--title", "Ours", "--jurisdiction", "England"], "did you mean `GB-ENG`?"),
    (["--title", "警察"], "is not an id"),
    (["--title", "Rescue at sea"], "Nothing was written."),
]


@pytest.mark.parametrize(("flags", "why"), REFUSED)
def test_a_flag_that_cannot_be_used_is_refused(folder, flags, why):
    code, said, error = typed("--settings", str(folder), *flags)
    assert (code, said) == (2, "")
    assert why in error
    assert not (folder / "templates").exists()


def test_without_a_folder_of_settings_it_says_how_to_make_one(tmp_path):
    code, _, why = typed("--settings", str(tmp_path / "none"), "--title", "Ours")
    assert code == 2
    assert f"make one with `{python_m_bot()} init`" in why


# what it writes


def wanted(**changes: object) -> Wanted:
    plain: dict[str, object] = {
        "id": "ours", "title": "Ours", "jurisdictions": ("GB-ENG",), "review_by": NOW.date().replace(year=2027),
    }  # fmt: skip
    return Wanted(**{**plain, **changes})  # type: ignore[arg-type]


KINDS = [
    *({"person": person, "support": True} for person in ("adult", "child", "any")),
    *({"person": person, "support": False} for person in ("adult", "child", "any", "none")),
]


def examples_of(text: str) -> str:
    """The same file with the marks of its examples taken away, each part where it belongs."""
    body, _, more = text.partition("# More that a template may say")
    parts = re.findall(r"^# (fields|tasks|on):.*\n((?:# {3}.*\n)+)", more, re.MULTILINE)
    assert [name for name, _ in parts] == ["fields", "tasks", "on"]
    plain = {name: re.sub(r"^# ", "", lines, flags=re.MULTILINE) for name, lines in parts}
    return f"{body.rstrip()}\n{plain['tasks']}fields:\n{plain['fields']}on:\n{plain['on']}"


@pytest.mark.parametrize("priority", ["P1", "P4"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind['person']}-{kind['support']}")
def test_every_kind_passes_check_as_it_is_and_with_its_examples(kind, priority):
    text = template_text(wanted(**kind, priority=priority))
    template = template_from(text.encode(), "ours.yaml", {})
    assert (template.person, template.support) == (kind["person"], kind["support"])
    more = template_from(examples_of(text).encode(), "ours.yaml", {})
    assert [row.id for row in more.tasks] == [*(row.id for row in template.tasks), "D1", "D2", "D3"]
    assert all(len(line) <= 120 for line in text.splitlines())


@pytest.mark.parametrize("base", answers.shipped(abstract=True), ids=lambda base: base.id)
def test_every_shipped_template_can_be_varied_by_the_example(base: Template):
    text = template_text(wanted(extends=base, jurisdictions=base.jurisdictions))
    assert template_from(text.encode(), "ours.yaml", {}).tasks == base.tasks
    plain = re.sub(r"^# (tasks:| {2,4}(?:- )?[a-z]+: )", r"\1", text, flags=re.MULTILINE)
    added = template_from(plain.encode(), "ours.yaml", {})
    assert [row.id for row in added.tasks][:2] == [base.tasks[0].id, "OWN1"]


def test_a_variant_says_how_a_rule_is_made_looser_in_words_that_the_reader_knows():
    base = next(one for one in answers.shipped() if one.id == "us-foreign-minor-24h")
    text = template_text(wanted(extends=base, jurisdictions=base.jurisdictions))
    (reason,) = re.findall(r"^# `(\w+: \".+\")`\.$", text, re.MULTILINE)
    made = template_from(f"{text}\ntasks: [{{id: M2, due: 48h, {reason}}}]\n".encode(), "ours.yaml", {})
    assert [one.task for one in made.loosened] == ["M2"]
