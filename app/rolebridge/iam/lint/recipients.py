"""Findings about saml:aud, which is the Recipient of an assertion: where it was posted to.

Sources: IAM User Guide, "Available keys for SAML-based federation"; AWS General Reference, "AWS
sign-in endpoints".
"""

import re

from rolebridge.iam.lint.codes import Code
from rolebridge.iam.lint.report import Report
from rolebridge.iam.lint.subject import Entry, LintedPolicy, LintedStatement
from rolebridge.iam.text import fold

_KEY = "saml:aud"
_AUDIENCE = "urn:amazon:webservices"
_SIGN_IN_HOSTS = {
    "signin.aws.amazon.com": "aws",
    "signin.amazonaws.cn": "aws-cn",
    "signin.amazonaws-us-gov.com": "aws-us-gov",
}
_URL = re.compile(r"https://([a-z0-9.-]+)((?:/[^*?]*)?)", re.IGNORECASE)
_ACS = "/saml/acs/"


def check_recipients(linted: LintedPolicy, report: Report) -> None:
    """Notes values of saml:aud that no assertion for this role has."""
    for statement in linted.statements if linted.is_trust else ():
        for condition in statement.statement.conditions:
            if fold(condition.key) == _KEY and condition.operator.name.startswith("String"):
                _check_values(statement, statement.values_of(condition), report)


def _check_values(statement: LintedStatement, values: tuple[Entry, ...], report: Report) -> None:
    audiences = [entry for entry in values if fold(entry.text).startswith(_AUDIENCE)]
    if values and len(audiences) == len(values):
        for entry in audiences:
            report.add(Code.AUDIENCE_FOR_RECIPIENT, entry.path, value=entry.text)
    partitions = {
        entry.text.split(":")[1]
        for _, entry in statement.principals
        if ":saml-provider/" in entry.text
    }
    for entry in values:
        _check_address(entry, partitions, report)


def _check_address(entry: Entry, partitions: set[str], report: Report) -> None:
    url = _URL.fullmatch(entry.text)
    if url is None:
        return
    host = fold(url[1])
    found = next(
        (p for name, p in _SIGN_IN_HOSTS.items() if host == name or host.endswith("." + name)), None
    )
    if found is None:
        return
    if partitions and found not in partitions:
        shown = " and ".join(sorted(partitions))
        report.add(
            Code.RECIPIENT_OTHER_PARTITION,
            entry.path,
            value=entry.text,
            other=found,
            partition=shown,
        )
    elif url[2] != "/saml" and not url[2].startswith(_ACS):
        report.add(
            Code.RECIPIENT_PATH, entry.path, value=entry.text, expected=f"https://{host}/saml"
        )
