"""`python -m bot workflow …`: what can be done with templates beside a running bot."""

import typer

from bot.cli import (
    workflow_check,
    workflow_diff,
    workflow_new,
    workflow_preview,
    workflow_schema,
    workflow_simulate,
    workflow_versions,
)

workflow = typer.Typer(no_args_is_help=True, help="Check, show and try out workflow templates.")


@workflow.callback()
def about() -> None:
    """Check, show and try out workflow templates."""


workflow_check.register(workflow)
workflow_diff.register(workflow)
workflow_new.register(workflow)
workflow_preview.register(workflow)
workflow_schema.register(workflow)
workflow_simulate.register(workflow)
workflow_versions.register(workflow)
