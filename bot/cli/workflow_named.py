"""Which template a word of the command line means: a file, an id, or `live:ID`, what the running bot opens cases by."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import config
from bot.cli.identity import WRONG_MASTER_KEY
from bot.cli.kept import kept
from bot.service.going_live import live_templates
from commands.words import distance
from config.load import SETTINGS, Configuration, load, load_settings, load_template
from config.mistakes import Mistakes
from config.settings import SecretMissing, Settings
from storage.errors import SchemaMismatch, WrongMasterKey
from workflows.language.template import Template
from workflows.values.ids import TemplateId

LIVE = "live:"
HERE = Path("settings")
LETTERS = 3  # of so many, one may be wrong: a guess that is further away is none
NO_SECRETS: Mapping[str, str] = {}


class NotFound(ValueError):
    """There is no such template, or it cannot be read. `lines` say why."""

    def __init__(self, *lines: str) -> None:
        super().__init__(lines[0])
        self.lines = lines


def example_folder() -> Path:
    """The settings that come with the bot."""
    return Path(config.__path__[0]) / "example"


def folder_in_use(folder: Path | None) -> Path | None:
    """The one that was named, else `settings` where this was typed, if it is there."""
    if folder is not None and (folder != Path() or (folder / SETTINGS).is_file()):  # an empty variable names none
        return folder
    return HERE if (HERE / SETTINGS).is_file() else None


def configuration_in(folder: Path | None, now: datetime) -> Configuration:
    """The settings of the folder, or those that come with the bot; no secrets are read. Raises NotFound."""
    try:
        return load(folder_in_use(folder) or example_folder(), now, NO_SECRETS)
    except Mistakes as mistakes:
        raise NotFound(*(str(mistake) for mistake in mistakes.found)) from None


def template_named(named: str, configuration: Configuration, folder: Path | None) -> Template:
    """Raises NotFound."""
    if named.startswith(LIVE):
        return _of(named.removeprefix(LIVE), _live(folder), LIVE)
    if named.endswith((".yaml", ".yml")):
        return _file(Path(named))
    return _of(named, configuration.templates, "")


def _of(named: str, known: Mapping[TemplateId, Template], prefix: str) -> Template:
    found = known.get(TemplateId(named))
    if found is not None:
        return found
    near = min(((distance(named, name), name) for name in known), default=None)
    hint = f"; did you mean `{prefix}{near[1]}`?" if near and near[0] <= len(named) // LETTERS else ""
    raise NotFound(f"there is no template `{prefix}{named}`{hint}")


def _file(path: Path) -> Template:
    if not path.is_file():
        raise NotFound(f"there is no file {path}")
    try:
        return load_template(path)
    except Mistakes as mistakes:
        raise NotFound(*(str(mistake) for mistake in mistakes.found)) from None


def _live(named: Path | None) -> Mapping[TemplateId, Template]:
    folder = folder_in_use(named)
    if folder is None:
        raise NotFound("say where the bot's settings are: --settings")
    try:
        return asyncio.run(_read_live(load_settings(folder)))
    except Mistakes as mistakes:
        raise NotFound(*(str(mistake) for mistake in mistakes.found)) from None
    except SecretMissing as missing:
        raise NotFound(str(missing)) from None
    except WrongMasterKey:
        raise NotFound(WRONG_MASTER_KEY) from None
    except SchemaMismatch:
        raise NotFound("there is no database of this version; start the bot once") from None


async def _read_live(settings: Settings) -> Mapping[TemplateId, Template]:
    async with kept(settings) as store, store.read() as uow:
        return await live_templates(uow)
