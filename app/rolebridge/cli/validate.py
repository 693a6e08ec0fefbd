"""`rolebridge validate`: the validating half, open to scripts."""

from typing import BinaryIO

import click

from rolebridge.saml.cases import judge_line


@click.command()
@click.option(
    "--cases",
    required=True,
    type=click.File("rb"),
    metavar="FILE.jsonl",
    help="One case a line; - reads standard input.",
)
def validate(cases: BinaryIO) -> None:
    """Validate SAML responses, one JSON object a line, and print one verdict a line.

    A case names the response (base64), the profile (aws or sp), certificates (PEM), now (ISO
    8601), acs, audience and issuer, and where wanted decryption_key (PEM), request_id, skew
    (seconds, 60 by default) and allow: sha1, inclusive-c14n, cbc, rsa15, rsa1024.

    The exit status is 0 when all lines were read, whatever the verdicts.
    """
    for line in cases:
        if line.strip():
            click.echo(judge_line(line).to_json())
