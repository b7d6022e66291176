"""The demo's two task forces: their settings, laid out in a folder for one homeserver."""

from pathlib import Path

SETTINGS = Path(__file__).parent / "settings"
PLAYED, UNUSED = "harbour", "northern"  # the story's task force, and the one whose accounts nobody has logged in to


def lay_out(folder: Path, *, server: str, homeserver: str) -> Path:
    """Write the settings into `folder`, with the server's name in every user id, and its address. Returns `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for source in sorted(SETTINGS.glob("*.yaml")):
        text = source.read_text(encoding="utf-8").replace("HOMESERVER", homeserver).replace("SERVER", server)
        (folder / source.name).write_text(text, encoding="utf-8")
    return folder
