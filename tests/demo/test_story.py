"""The whole story on a real homeserver: what `make demo` plays comes true, and its page shows it."""

from pathlib import Path

import pytest

from demo.__main__ import main, wishes


@pytest.mark.synapse
async def test_every_step_comes_true(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "demo"
    assert await main(folder, speed=2.0) == 0, capsys.readouterr().out
    last = capsys.readouterr().out.splitlines()[-1].split()
    assert last[0] == "story:"
    assert last[1] == last[3]
    page = (folder / "story.html").read_text(encoding="utf-8")
    assert page.count("<section") == 8
    assert "<script" not in page
    assert "http" not in page.replace("https://matrix.to", "")


@pytest.mark.parametrize("wish", [{"PORT": "99999"}, {"PORT": "x"}, {"SPEED": "0"}, {"SPEED": "fast"}])
def test_a_wish_that_cannot_be_is_refused_with_its_form(wish: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="for example: make demo"):
        wishes(wish)


def test_wishes() -> None:
    assert wishes({"KEEP": "1", "PORT": "8008", "SPEED": "2"}) == {"keep": True, "port": 8008, "speed": 2.0}
    assert wishes({}) == {"keep": False, "port": None, "speed": 1.0}
