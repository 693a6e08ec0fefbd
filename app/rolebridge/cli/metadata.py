"""`rolebridge metadata`: the documents that the two sides introduce themselves with."""

from pathlib import Path

import click

from rolebridge.cli.root_keys import opened_workplace

_output = click.option(
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write to this file instead of standard output.",
)


@click.group()
def metadata() -> None:
    """Print SAML metadata, without a running server.

    It is what /saml/metadata and /aws/saml-metadata.xml answer, good for thirty days.
    """


@metadata.command()
@_output
def idp(*, output: Path | None) -> None:
    """The identity provider's metadata, signed.

    For AWS: `aws iam create-saml-provider --saml-metadata-document file://FILE`; for other
    service providers: whatever takes an identity provider's metadata. It names the key in use and,
    during a rollover, the next and the previous one.
    """
    with opened_workplace() as workplace:
        _write(workplace.describe_self().build_metadata(), output)


@metadata.command()
@_output
def aws(*, output: Path | None) -> None:
    """The AWS side's metadata, entity id urn:amazon:webservices.

    For other identity providers that are to sign people in to this server's AWS side.
    """
    with opened_workplace() as workplace:
        _write(workplace.describe_self().build_aws_metadata(), output)


def _write(document: bytes, output: Path | None) -> None:
    if output is None:
        click.echo(document, nl=False)
    else:
        output.write_bytes(document)
