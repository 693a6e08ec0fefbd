"""`rolebridge schema`: the JSON Schema of a file format, for editors and for reviewers."""

import json

import click

from rolebridge.federation.schema.file import build_json_schema

_SCHEMAS = {"federation": build_json_schema}


@click.command()
@click.argument("kind", type=click.Choice(sorted(_SCHEMAS)))
def schema(kind: str) -> None:
    """Print the JSON Schema (draft 2020-12) of a file format.

    Save it beside the file and name it in the file's first line, and editors complete the keys:
    `# yaml-language-server: $schema=federation.schema.json`.
    """
    click.echo(json.dumps(_SCHEMAS[kind](), indent=2, ensure_ascii=False))
