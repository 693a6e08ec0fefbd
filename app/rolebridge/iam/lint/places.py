"""Findings about partition, region and account of an ARN."""

import re

from rolebridge.iam.lint.codes import Code
from rolebridge.iam.lint.report import Report
from rolebridge.iam.lint.subject import Entry, Surroundings

_ACCOUNT = re.compile(r"[0-9]{12}")
_REGION = re.compile(r"[a-z]+(?:-[a-z]+)+-[0-9]+")
# How the regions of a partition begin; all others are of the partition `aws`.
_REGION_HEADS = {
    "cn-": "aws-cn",
    "us-gov-": "aws-us-gov",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
    "eu-isoe-": "aws-iso-e",
    "us-isof-": "aws-iso-f",
    "eusc-": "aws-eusc",
}
_PARTITION = re.compile(r"aws(?:-[a-z]+)*")


def check_place(entry: Entry, known: Surroundings, report: Report) -> None:
    """Notes a resource that stands in another partition or account, or in no region at all."""
    parts = entry.text.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn" or _PARTITION.fullmatch(parts[1]) is None:
        return
    _, partition, _, region, account, _ = parts
    if known.partition not in (None, partition):
        report.add(
            Code.RESOURCE_OTHER_PARTITION,
            entry.path,
            resource=entry.text,
            other=partition,
            partition=str(known.partition),
        )
    elif _REGION.fullmatch(region) and _partition_of(region) != partition:
        report.add(
            Code.REGION_NOT_IN_PARTITION,
            entry.path,
            resource=entry.text,
            region=region,
            partition=partition,
        )
    elif known.account not in (None, account) and _ACCOUNT.fullmatch(account):
        report.add(
            Code.RESOURCE_OTHER_ACCOUNT,
            entry.path,
            resource=entry.text,
            other=account,
            account=str(known.account),
        )


def _partition_of(region: str) -> str:
    heads = (name for head, name in _REGION_HEADS.items() if region.startswith(head))
    return next(heads, "aws")
