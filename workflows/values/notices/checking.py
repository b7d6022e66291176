"""What administrators read when they ask whether the templates can be used as they are."""

from dataclasses import dataclass

from workflows.values.notices.base import Notice


@dataclass(frozen=True, slots=True)
class TemplateFinding(Notice):
    """One thing about one template, and what to do. `waits`: about the version that waits, not the live one."""

    template: str
    what: str
    form: str
    waits: bool
    warning: bool


@dataclass(frozen=True, slots=True)
class TemplatesChecked(Notice):
    """`workflow check`: what was found in so many templates; `more` of it is not shown."""

    count: int
    findings: tuple[TemplateFinding, ...]
    more: int
