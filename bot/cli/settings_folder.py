"""The option that says where the settings are, the same for every command."""

from pathlib import Path
from typing import Annotated

import typer

SettingsFolder = Annotated[
    Path, typer.Option("--settings", envvar="CASEROOM_SETTINGS", help="The folder with settings.yaml.")
]
DEFAULT_FOLDER = Path("settings")
