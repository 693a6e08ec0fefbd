"""`rolebridge metadata`: the documents that the two sides introduce themselves with."""

from datetime import timedelta
from pathlib import Path

import click

from rolebridge.cli.root_keys import opened_workplace

_output = click.option(
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write to this file instead of standard output.",
)
_days = click.option(
    "--days",
    type=click.IntRange(1, 36500),
    default=3650,
    show_default=True,
    help="How long it is valid; AWS keeps what it is given and never asks again.",
)


@click.group()
def metadata() -> None:
    """Print SAML metadata, without a running server.

    It is what /saml/metadata and /aws/saml-metadata.xml answer, but good for longer: those are
    for receivers that fetch it again, this is for those that are handed a file.
    """


@metadata.command()
@_output
@_days
def idp(*, output: Path | None, days: int) -> None:
    """The identity provider's metadata, signed.

    For AWS: `aws iam create-saml-provider --saml-metadata-document file://FILE`; for other
    service providers: whatever takes an identity provider's metadata. It names the key in use and,
    during a rollover, the next and the previous one.
    """
    with opened_workplace() as workplace:
        _write(workplace.describe_self().build_metadata(timedelta(days=days)), output)


@metadata.command()
@_output
@_days
def aws(*, output: Path | None, days: int) -> None:
    """The AWS side's metadata, entity id urn:amazon:webservices.

    For other identity providers that are to sign people in to this server's AWS side.
    """
    with opened_workplace() as workplace:
        _write(workplace.describe_self().build_aws_metadata(timedelta(days=days)), output)


def _write(document: bytes, output: Path | None) -> None:
    if output is None:
        click.echo(document, nl=False)
    else:
        output.write_bytes(document)
