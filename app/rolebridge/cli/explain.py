"""`rolebridge explain`: a policy and a question, the verdict and the reason."""

import sys
from collections.abc import Iterator
from typing import BinaryIO

import click

from rolebridge.lab.policy_cases import LONGEST_LINE, CaseVerdict, judge_line
from rolebridge.lab.two_files import judge_files

# Opened when it is read, so that a fault in another option leaves no open file behind.
_FILE = click.File("rb", lazy=True)
_ALLOWED, _DENIED, _MISUSE = 0, 1, 2


@click.command()
@click.option(
    "--policy",
    type=_FILE,
    metavar="FILE",
    help="A policy document, or an object of layers; - reads standard input.",
)
@click.option(
    "--request",
    type=_FILE,
    metavar="FILE",
    help="The request: principal, action, resource and context; - reads standard input.",
)
@click.option("--json", "as_json", is_flag=True, help="Print verdict and tree as one JSON object.")
@click.option(
    "--cases",
    type=_FILE,
    metavar="FILE.jsonl",
    help="Judge in bulk, one case a line; - reads standard input.",
)
@click.option("--explain", "explained", is_flag=True, help="With --cases: the tree in each line.")
def explain(
    policy: BinaryIO | None,
    request: BinaryIO | None,
    cases: BinaryIO | None,
    *,
    as_json: bool,
    explained: bool,
) -> None:
    """Say whether policies allow a request, and why. No set-up is needed.

    With --policy and --request: the sentence AWS would give, then every statement that was looked
    at. A lone policy document counts as the caller's identity policy; as the policy of the resource
    if it names a principal; as a trust policy if the request is to assume a role. An object of
    layers has any of identity, resource, session, boundary, scp and rcp. The exit status is 0 if
    the request is allowed, 1 if it is denied, 2 if a file cannot be used.

    With --cases: one JSON object a line in, one verdict a line out, exit status 0 when all lines
    were read. A case has an id, a request and policies.
    """
    if cases is not None and not (policy or request or as_json):
        for line in _read_lines(cases):
            click.echo(judge_line(line).to_json(explained=explained))
    elif cases is None and policy is not None and request is not None and not explained:
        if policy.name == request.name == "-":
            raise click.UsageError("standard input can be only one of the two files")
        verdict = judge_files(policy.read(LONGEST_LINE + 1), request.read(LONGEST_LINE + 1))
        sys.exit(_print(verdict, as_json=as_json))
    else:
        raise click.UsageError(
            "give --policy and --request, with --json if you like; "
            "or --cases, with --explain if you like"
        )


def _print(verdict: CaseVerdict, *, as_json: bool) -> int:
    """Print one verdict; the exit status that goes with it."""
    if as_json:
        click.echo(verdict.to_json(explained=True))
    elif verdict.decision is None:
        click.echo(f"rolebridge: {_escape(verdict.error or '')}", err=True)
    else:
        for line in verdict.decision.explain().lines():
            click.echo(_escape(line))
    if verdict.decision is None:
        return _MISUSE
    return _ALLOWED if verdict.decision.is_allowed else _DENIED


def _read_lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines that are not blank. Of one that is too long only the beginning is ever held."""
    while line := stream.readline(LONGEST_LINE + 1):
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST_LINE + 1)
        if line.strip():
            yield line


def _escape(line: str) -> str:
    """What a policy says is foreign text: it may not steer the terminal."""
    if line.isprintable():
        return line
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)
