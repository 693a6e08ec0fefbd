"""`rolebridge lint`: what is odd about policies, before it does harm."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click

from rolebridge.arn import ACCOUNT_ID, Partition
from rolebridge.federation.documents import ReadFile
from rolebridge.federation.files import FolderReader, refuse_files
from rolebridge.iam import PolicyKind
from rolebridge.iam.lint import Severity
from rolebridge.lab.document_cases import LONGEST_LINE, judge_document_line
from rolebridge.lab.lint import LintOptions, LintReport, lint_file
from rolebridge.store.service_data import PackagedServiceData

_FOUND = 1
_STDIN = "-"


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in PolicyKind]),
    help="What the documents are; guessed if not given.",
)
@click.option("--account", metavar="ID", help="The account that the documents belong to.")
@click.option(
    "--partition",
    type=click.Choice([partition.value for partition in Partition]),
    help="The partition that the documents belong to.",
)
@click.option("--strict", is_flag=True, help="Let warnings count as errors.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as one JSON object.")
@click.option(
    "--policy-cases",
    "cases",
    type=click.File("rb"),
    metavar="FILE.jsonl",
    help="Judge whether AWS would store documents, one a line; - reads standard input.",
)
def lint(
    files: tuple[str, ...],
    *,
    kind: str | None,
    account: str | None,
    partition: str | None,
    strict: bool,
    as_json: bool,
    cases: BinaryIO | None,
) -> None:
    """Find what is wrong or odd in policies. No set-up is needed.

    A FILE is a policy document (JSON), or a federation file, whose policies are all looked at with
    the account, role and providers that they belong to; - reads standard input. A document with
    principals counts as a trust policy if it is about sts: only, else as the policy of a resource.

    The exit status is 0 if there is no error, 1 if there is one, 2 if a file cannot be used.

    With --policy-cases: one JSON object a line in (id, document, kind), one verdict a line out (id,
    valid, message with AWS's words where they are known), exit status 0 when all lines were read.
    """
    if account is not None and ACCOUNT_ID.fullmatch(account) is None:
        raise click.BadParameter("must have twelve digits", param_hint="--account")
    if cases is not None and not (files or kind or account or partition or strict or as_json):
        for line in _read_lines(cases):
            click.echo(judge_document_line(line).to_json())
        return
    if cases is not None or not files:
        raise click.UsageError("give one FILE or more, or --policy-cases and nothing else")
    options = LintOptions(PolicyKind(kind) if kind else None, account, partition)
    report = _lint_files(files, options)
    _print(report, as_json=as_json)
    if report.count(Severity.ERROR) or (strict and report.count(Severity.WARNING)):
        sys.exit(_FOUND)


def _lint_files(files: tuple[str, ...], options: LintOptions) -> LintReport:
    services = PackagedServiceData()
    contents = [_read_file(name) for name in files]
    return LintReport(
        tuple(
            placed
            for content, name, read_file in contents
            for placed in lint_file(content, name, services, options, read_file)
        )
    )


def _read_file(name: str) -> tuple[bytes, str, ReadFile]:
    """What a file holds, what findings call it, and the way to the files beside it."""
    if name == _STDIN:
        return sys.stdin.buffer.read(), "(stdin)", refuse_files
    path = Path(name)
    try:
        return path.read_bytes(), name, FolderReader(path.parent)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no file can have this name"
        raise click.UsageError(f"{name!r}: {reason}") from None


def _print(report: LintReport, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report.as_dict(), indent=2))
        return
    for placed in report.findings:
        click.echo(placed.text)
        click.echo(f"    {placed.fix}")
    counts = (_count(report.count(severity), severity.value) for severity in Severity)
    click.echo(", ".join(counts), err=True)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'s'[: number != 1]}"


def _read_lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines that are not blank. Of one that is too long only the beginning is ever held."""
    while line := stream.readline(LONGEST_LINE + 1):
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST_LINE + 1)
        if line.strip():
            yield line
