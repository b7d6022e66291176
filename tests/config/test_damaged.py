"""Whatever is done to the files, they load or are refused with mistakes that point into them. Nothing else escapes."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from config.load import load_template, shipped_templates
from config.mistakes import Mistakes
from tests.config.folders import EXAMPLE, example, mistakes
from tests.profiles import searched

WORDS = st.sampled_from(
    ["", "~", "true", "3", "-1", "[]", "{}", "[[x]]", "{a: b}", "'", '"', "@x", "@a:b", "null", "2026-02-30", "99:99"]
)
REST = st.one_of(WORDS, st.text(max_size=12))


def damaged(text: str, where: int, how: str, new: str) -> str:
    """The text with one line taken out, doubled, moved in, or with its value replaced."""
    lines = text.splitlines()
    number = where % len(lines)
    line = lines[number]
    if how == "remove":
        lines[number : number + 1] = []
    elif how == "double":
        lines.insert(number, line)
    elif how == "indent":
        lines[number] = "  " + line
    elif how == "cut":
        lines[number] = line[: len(line) // 2]
    else:
        lines[number] = f"{line.partition(':')[0]}: {new}"
    return "\n".join(lines) + "\n"


HOWS = st.sampled_from(["remove", "double", "indent", "cut", "replace", "replace"])


@searched(test=75, chaos=2_000, one_fixture=True)
@given(name=st.sampled_from(["settings.yaml", "directory.yaml"]), where=st.integers(0, 500), how=HOWS, new=REST)
def test_a_damaged_file_is_refused_or_still_good(tmp_path, name, where, how, new):
    text = (EXAMPLE / name).read_text(encoding="utf-8")
    folder = example(tmp_path)
    (folder / name).write_text(damaged(text, where, how, new), encoding="utf-8", errors="replace")
    for mistake in mistakes(folder):
        assert mistake.path.startswith(str(tmp_path))
        assert mistake.line <= len(Path(mistake.path).read_text(encoding="utf-8").splitlines()) + 1
        assert str(mistake).isprintable()
        assert mistake.what
        assert mistake.form


@searched(test=75, chaos=2_000, one_fixture=True)
@given(name=st.sampled_from(["uk-nrm-adult", "missing-child"]), where=st.integers(0, 500), how=HOWS, new=REST)
def test_a_damaged_template_is_refused_or_still_good(tmp_path, name, where, how, new):
    path = tmp_path / f"{name}.yaml"
    text = (shipped_templates() / path.name).read_text(encoding="utf-8")
    path.write_text(damaged(text, where, how, new), encoding="utf-8", errors="replace")
    try:
        load_template(path)
    except Mistakes as refused:
        lines = str(refused).splitlines()
    else:
        lines = []
    assert all(line.startswith(str(path)) for line in lines)
