"""Pictures read back as what they are made of."""

import re
from html import unescape
from xml.parsers.expat import ParserCreate


def texts(drawing: str) -> list[str]:
    return _inside("text", drawing)


def titles(drawing: str) -> list[str]:
    return _inside("title", drawing)


def _inside(name: str, drawing: str) -> list[str]:
    """What stands in these elements. Raises ExpatError where the picture is not well formed."""
    ParserCreate().Parse(drawing, True)
    return [unescape(found) for found in re.findall(rf"<{name}(?: [^>]*)?>([^<]*)</{name}>", drawing)]
