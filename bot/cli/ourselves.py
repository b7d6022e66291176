"""How the command line is started here, as it is shown in what to type next."""

import os
import shlex
import sys
from pathlib import Path


def python_m_bot() -> str:
    """`.venv/bin/python -m bot`; the whole path where the interpreter is outside of this folder."""
    python = Path(sys.executable)
    inside = python.is_relative_to(Path.cwd())
    return f"{shlex.quote(os.path.relpath(python) if inside else str(python))} -m bot"
