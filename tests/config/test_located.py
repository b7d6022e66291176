"""Files that are not the YAML we read: one clear line each, at the right place."""

import pytest

from config.located import read
from config.mistakes import Mistakes


def written(tmp_path, content):
    path = tmp_path / "directory.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def lines_for(tmp_path, content):
    with pytest.raises(Mistakes) as mistakes:
        read(written(tmp_path, content))
    return [str(mistake).removeprefix(f"{tmp_path}/") for mistake in mistakes.value.found]


PLAIN = "write lines of the form `key: value`"
NOT_YAML = "write `key: value`, indented with spaces, and quote text that holds `: ` or ` #`"

REFUSED = {
    "empty": ("", [f"directory.yaml:1:1 the file is empty; {PLAIN}"]),
    "only a comment": ("# soon\n", [f"directory.yaml:1:1 the file is empty; {PLAIN}"]),
    "a list": ("- a\n- b", [f"directory.yaml:1:1 the file is not a mapping; {PLAIN}"]),
    "a sentence": ("to do", [f"directory.yaml:1:1 the file is not a mapping; {PLAIN}"]),
    "twice": (
        "a: 1\nb:\n  c: 1\n  c: 2\na: 3",
        [
            "directory.yaml:4:3 `c` stands twice, first in line 3; keep one of them",
            "directory.yaml:5:1 `a` stands twice, first in line 1; keep one of them",
        ],
    ),
    "tab": ("a:\n\t- b", ["directory.yaml:2:1 there is a tab; indent with spaces"]),
    "at": ("user: @ana:x", ['directory.yaml:1:7 `@` cannot start plain text; write "..." around it']),
    "open quote": (
        "a: 'x",
        [f"directory.yaml:1:6 this is not YAML (found unexpected end of stream); {NOT_YAML}"],
    ),
    "colon": (
        "a: b: c",
        [f"directory.yaml:1:5 this is not YAML (mapping values are not allowed in this context); {NOT_YAML}"],
    ),
    "anchor": (
        "a: &x 1\nb: *x",
        [
            "directory.yaml:1:4 anchors (`&name`) are not used here; write the value out where it is needed",
            "directory.yaml:2:4 aliases (`*name`) are not used here; write the value out",
        ],
    ),
    "tag": (
        "a: !!python/object/apply:os.system [x]",
        ["directory.yaml:1:4 tags (`!name`) are not used here; write the plain value"],
    ),
    "two documents": (
        "---\na: 1\n---\nb: 2",
        ["directory.yaml:3:1 a second document starts here; keep one document in a file"],
    ),
    "a key that is a list": ("? [a]\n: b", ["directory.yaml:1:3 a key must be a word; write `key: value`"]),
    "deep": ("[" * 5000, ["directory.yaml:1:22 this is nested too deeply; use fewer levels"]),
    "latin-1": (b"a: 1\nb: caf\xe9", ["directory.yaml:2:7 the text is not UTF-8; save the file as UTF-8"]),
    "utf-16": ("a: 1".encode("utf-16"), ["directory.yaml:1:1 the text is not UTF-8; save the file as UTF-8"]),
    "a zero byte": (b"a: \x00", ["directory.yaml:1:1 a character is not allowed in YAML; use printable text"]),
    "large": (
        b"a: " + b"x" * 1_000_000,
        ["directory.yaml:1:1 the file is larger than 1 MB; split it or remove what is not needed"],
    ),
}


@pytest.mark.parametrize(("content", "lines"), REFUSED.values(), ids=list(REFUSED))
def test_a_file_that_cannot_be_read_gets_one_clear_line(tmp_path, content, lines):
    assert lines_for(tmp_path, content) == lines


def test_a_file_that_is_missing_or_a_folder_is_said(tmp_path):
    with pytest.raises(Mistakes) as missing:
        read(tmp_path / "directory.yaml")
    assert "the file is missing; start from the one in config/example" in str(missing.value)
    with pytest.raises(Mistakes, match="cannot be read"):
        read(tmp_path)


def test_an_alias_bomb_is_refused_before_it_grows(tmp_path):
    bomb = "\n".join(["a0: &a0 [x]"] + [f"a{n}: &a{n} [" + f"*a{n - 1}, " * 9 + "]" for n in range(1, 60)])
    assert lines_for(tmp_path, bomb) == [
        "directory.yaml:1:5 anchors (`&name`) are not used here, and there are 60;"
        " write the value out where it is needed",
        "directory.yaml:2:10 aliases (`*name`) are not used here, and there are 531; write the value out",
    ]


def test_only_what_must_be_is_anything_but_text(tmp_path):
    text = (
        "country: NO\nopens: 09:00\nat: 16:00\nday: 2026-11-27\nnumber: 12\n"
        "share: 1.5\nyes: yes\nflag: true\nnone: ~\nquoted: '12'"
    )
    assert read(written(tmp_path, text)).data == {
        "country": "NO",
        "opens": "09:00",
        "at": "16:00",
        "day": "2026-11-27",
        "number": 12,
        "share": "1.5",
        "yes": "yes",
        "flag": True,
        "none": None,
        "quoted": "12",
    }


def test_a_mark_of_byte_order_does_no_harm(tmp_path):
    assert read(written(tmp_path, b"\xef\xbb\xbfa: 1")).data == {"a": 1}


def test_every_key_and_value_remembers_its_place(tmp_path):
    document = read(written(tmp_path, "a:\n  - b: 1\n    c: [x, y]\n"))
    assert document.place(("a", 0, "c"), key=True)[1:] == (3, 5)
    assert document.place(("a", 0, "c", 1))[1:] == (3, 12)
    assert document.at(("a", 0, "c", 1)) == "y"
    assert document.at(("a", 7)) is None
    assert str(document.mistake(("a", 0, "d"), "it is missing", "add it")).endswith(":2:5 it is missing; add it")
