"""Reads the settings in a process of its own, so that no reply waits for it: checking many files is a lot of work.

    python -m bot.service.reading_process FOLDER NOW

prints what it found as JSON. Templates that are live already are named by their hash alone.
"""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import bot
from bot.service.beginning import configuration, live_of
from config.load import Configuration, load_settings
from config.mistakes import Mistake, Mistakes
from config.snapshots import decode_directory, decode_template, encode_directory, encode_template
from workflows.language.template import Template
from workflows.values.ids import TemplateId

ROOT: Final = Path(bot.__file__).parent.parent
KINDNESS: Final = 5  # so much lower is its priority than that of the bot itself
Found = Configuration | tuple[Mistake, ...]


class LiveMeanwhile(Exception):
    """Another template went live while the files were read: they have to be looked at once more."""


async def read(folder: Path, now: datetime, environ: Mapping[str, str], live: Mapping[TemplateId, Template]) -> Found:
    """What the files of `folder` say; `live` are the templates that count now. Raises LiveMeanwhile, RuntimeError."""
    command = (sys.executable, "-m", __name__, str(folder), now.isoformat())
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=dict(environ), stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE
    )
    try:
        said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode != 0:
        raise RuntimeError(f"reading ended with {process.returncode}")
    return await asyncio.to_thread(_unpacked, said, folder, environ, live)


def _unpacked(said: bytes, folder: Path, environ: Mapping[str, str], live: Mapping[TemplateId, Template]) -> Found:
    answer: dict[str, Any] = json.loads(said)
    if "mistakes" in answer:
        return tuple(Mistake(**mistake) for mistake in answer["mistakes"])
    templates = {}
    for name, (content_hash, content) in answer["templates"].items():
        known = live.get(name)
        if content is not None:
            templates[TemplateId(name)] = decode_template(content.encode())
        elif known is not None and known.hash == content_hash:
            templates[TemplateId(name)] = known
        else:
            raise LiveMeanwhile
    try:
        settings = load_settings(folder, environ)
    except Mistakes as mistakes:  # edited this very moment
        return mistakes.found
    return Configuration(
        settings=settings,
        directory=decode_directory(answer["directory"].encode()),
        templates=templates,
        sources={TemplateId(name): text.encode() for name, text in answer["sources"].items()},
        misfits=tuple(Mistake(**misfit) for misfit in answer["misfits"]),
    )


def packed(found: Configuration, live: Mapping[TemplateId, Template]) -> dict[str, Any]:
    """What the other process needs to know."""
    same = {name for name, one in found.templates.items() if name in live and live[name].hash == one.hash}
    return {
        "directory": encode_directory(found.directory).decode(),
        "templates": {
            name: (one.hash, None if name in same else encode_template(one).decode())
            for name, one in found.templates.items()
        },
        "sources": {name: text.decode() for name, text in found.sources.items() if name not in same},
        "misfits": [asdict(misfit) for misfit in found.misfits],
    }


async def _main(folder: Path, now: datetime) -> dict[str, Any]:
    try:
        found = await configuration(folder, now)
        return packed(found, await live_of(found.settings))
    except Mistakes as mistakes:
        return {"mistakes": [asdict(mistake) for mistake in mistakes.found]}


if __name__ == "__main__":
    os.nice(KINDNESS)
    sys.stdout.write(json.dumps(asyncio.run(_main(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])))))
