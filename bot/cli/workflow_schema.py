"""`python -m bot workflow schema`: what may stand in a template, for editors."""

import typer

from config.schema import schema_page


def register(workflow: typer.Typer) -> None:
    """Add `schema` to the sub-commands of `workflow`."""
    workflow.command()(schema)


def schema() -> None:
    """Print the JSON Schema of a template. Editors complete and check by it."""
    typer.echo(schema_page(), nl=False)
