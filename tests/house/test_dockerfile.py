"""The image is read, not built: what it must and must not do stands in its few lines."""

import json
import re
from collections.abc import Iterator

from tests.house.places import PACKAGES, ROOT


def instructions() -> Iterator[tuple[str, str]]:
    """Each instruction of the Dockerfile and what follows it, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            word, _, rest = line.partition(" ")
            yield word, " ".join(rest.split())


LINES = list(instructions())
LAST_STAGE = LINES[max(index for index, (word, _) in enumerate(LINES) if word == "FROM") :]


def said(word: str) -> list[str]:
    """What the final image says with one instruction."""
    return [rest for instruction, rest in LAST_STAGE if instruction == word]


def test_there_are_two_stages_on_the_same_python():
    bases = [rest.split()[0] for word, rest in LINES if word == "FROM"]
    assert bases == ["python:3.11-slim", "python:3.11-slim"]


def test_dependencies_come_from_the_lock_alone():
    runs = [rest for word, rest in LINES if word == "RUN" and "pip install" in rest]
    assert len(runs) == 1
    assert "--require-hashes --no-deps -r /requirements.txt" in runs[0]
    assert "pip" not in " ".join(said("RUN"))


def test_it_runs_the_five_folders_and_installs_nothing_of_ours():
    copied = [rest.split() for rest in said("COPY") if not rest.startswith("--from=")]
    assert dict(copied) == {name: f"./{name}" for name in PACKAGES}
    assert said("WORKDIR") == ["/app"]
    assert json.loads(said("ENTRYPOINT")[0]) == ["python", "-m", "bot"]
    assert json.loads(said("CMD")[0]) == ["run"]


def test_it_runs_as_nobody_in_particular():
    (user,) = said("USER")
    uid, _, gid = user.partition(":")
    assert int(uid) >= 10_000
    assert int(gid) >= 10_000
    assert any(f"--uid {uid}" in run for run in said("RUN"))
    words = [word for word, _ in LAST_STAGE]
    assert words.index("USER") > max(index for index, word in enumerate(words) if word in {"RUN", "COPY"})


def test_what_is_kept_is_on_a_volume_that_only_the_bot_reads():
    assert said("VOLUME") == ["/data"]
    assert re.search(r"install --directory --owner 10001 --group 10001 --mode 0700 /data", " ".join(said("RUN")))


def test_its_health_is_asked_of_the_bot():
    (check,) = said("HEALTHCHECK")
    assert json.loads(check.partition("CMD ")[2]) == ["python", "-m", "bot", "health"]


def test_only_what_is_copied_reaches_the_builder():
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    kept = {line[1:] for line in lines if line.startswith("!")}
    assert "*" in lines
    assert kept == {"requirements.txt", *PACKAGES}
