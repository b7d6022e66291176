"""Pictures as text: SVG elements with everything escaped, and titles broken into lines that fit."""

from html import escape

ELLIPSIS = "…"


def tag(name: str, *inside: str, **attributes: object) -> str:
    """One element. `class_` is `class`, `stroke_width` is `stroke-width`; None leaves an attribute out.

    `inside` is markup already: text goes in by `written` or `title`.
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_plain(value), quote=True)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{given}>{''.join(inside)}</{name}>" if inside else f"<{name}{given}/>"


def written(said: str, x: float, y: float, **attributes: object) -> str:
    """A line of text at its baseline."""
    return tag("text", escape(said), x=x, y=y, **attributes)


def title(said: str) -> str:
    """What a reader hears, and sees when pointing at it."""
    return tag("title", escape(said))


def _plain(value: object) -> str:
    """Numbers with one digit at most behind the point, so that a picture is the same everywhere."""
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return str(value)


def shortened(said: str, most: int) -> str:
    """At most so many characters, cut at a word where one ends late enough."""
    if len(said) <= most:
        return said
    cut = said[: most - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > most // 2 else cut).rstrip(" ,;:") + ELLIPSIS


def wrapped(said: str, width: int, most: int) -> list[str]:
    """At most `most` lines of at most `width` characters; what does not fit is left out at the end."""
    lines: list[str] = []
    words = said.split()
    while words and len(lines) < most:
        line = words.pop(0)
        while words and len(line) + 1 + len(words[0]) <= width:
            line += " " + words.pop(0)
        lines.append(line)
    if words:
        lines[-1] = shortened(f"{lines[-1]} {words[0]}", max(width - 1, 2)).removesuffix(ELLIPSIS) + ELLIPSIS
    return [shortened(line, width) for line in lines]
