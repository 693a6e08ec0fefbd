"""From the text of a policy document to a policy, or to everything that is wrong with it.

Two doors lead in. `parse_policy` reads whatever the language gives a meaning. `validate_policy` is
for a document that somebody is about to store: it asks what AWS asks then, quotas first.
"""

import re
from dataclasses import replace

from rolebridge.iam.faults import FaultLog, Rule
from rolebridge.iam.json_text import UnreadableJSON, line_at, read_json
from rolebridge.iam.kinds import PolicyKind
from rolebridge.iam.policy import VERSION_WITH_VARIABLES, VERSIONS, Policy, Statement
from rolebridge.iam.reading.place import Member, Reading, explain_name
from rolebridge.iam.reading.statement import read_statement
from rolebridge.iam.reading.writing import check_new_document
from rolebridge.iam.sizes import get_largest_quota, get_quota, measure

# Nothing longer is read. The quotas of AWS are far below (see `sizes`), but AWS keeps to none of
# them itself: its longest managed policy, indented, has some 231,000 characters.
LONGEST = 262_144
# The longest value of the parameter that carries a document, white space included (IAM API
# Reference, CreatePolicy).
_LONGEST_PARAMETER = 131_072
_CHARACTERS = re.compile(r"[\t\n\r\x20-\xff]*")
# Half a character can stand in a Python string, and in no text.
_WHOLE_CHARACTERS = re.compile(r"[^\ud800-\udfff]*")
_ELEMENTS = ("Version", "Id", "Statement")


def parse_policy(text: str, kind: PolicyKind) -> Policy:
    """Read a policy document. Raises MalformedPolicy with every fault found.

    Length and characters come first, so that nothing endless is ever parsed. No quota is asked.
    """
    return _read(text, Reading(kind, FaultLog(text)))


def validate_policy(text: str, kind: PolicyKind) -> Policy:
    """Read a document that AWS would be asked to store. Raises MalformedPolicy.

    The quota of the kind comes before anything else; that of the service of a resource policy,
    which only reading tells, comes last.
    """
    reading = Reading(kind, FaultLog(text), is_new=True)
    size = measure(text, kind) if len(text) <= _LONGEST_PARAMETER else len(text)
    _check_size(size, get_largest_quota(kind), reading)
    policy = _read(text, reading)
    _check_size(size, get_quota(policy), reading)
    return policy


def _check_size(size: int, quota: int, reading: Reading) -> None:
    if size <= quota:
        return
    rules = reading.rules
    blanks = "" if rules.counts_blanks else " (white space not counted)"
    reason = f"{size} characters, where {quota} are allowed{blanks}"
    reading.faults.add((), Rule.SIZE, reason, rules.size_text, line=1)
    raise reading.faults.build_error()


def _read(text: str, reading: Reading) -> Policy:
    _check_text(text, reading)
    document = _read_document(text, reading)
    version = document.get("Version")
    reading = replace(reading, variables=version == VERSION_WITH_VARIABLES)
    _check_elements(document, reading)
    statements = _read_statements(document, reading)
    if not reading.rules.allows_any_sid:
        _check_sids(statements, reading)
    reading.faults.raise_any()
    identifier = document.get("Id")
    return Policy(
        reading.kind,
        text,
        version if isinstance(version, str) else None,
        identifier if isinstance(identifier, str) else None,
        statements,
    )


def _check_text(text: str, reading: Reading) -> None:
    if len(text) > LONGEST:
        reason = f"{len(text)} characters, where {LONGEST} are read at most"
        reading.faults.add((), Rule.SIZE, reason, reading.rules.size_text, line=1)
        raise reading.faults.build_error()
    allows_any = reading.rules.allows_any_character
    legal = (_WHOLE_CHARACTERS if allows_any else _CHARACTERS).match(text)
    end = legal.end() if legal else 0
    if end < len(text):
        known = "whole characters" if allows_any else "tab, line ends and U+0020 to U+00FF"
        reason = f"U+{ord(text[end]):04X}: only {known} may stand here"
        reading.refuse((), Rule.CHARACTERS, reason, line=line_at(text, end))
        raise reading.faults.build_error()


def _read_document(text: str, reading: Reading) -> Member:
    try:
        document = read_json(text)
    except UnreadableJSON as error:
        rule = Rule.JSON if error.duplicate is None else Rule.DUPLICATE_KEY
        reading.refuse(error.duplicate or (), rule, error.reason, line=error.line)
        raise reading.faults.build_error() from None
    if not isinstance(document, dict):
        reading.refuse((), Rule.DOCUMENT_TYPE, "a policy is a JSON object")
        raise reading.faults.build_error()
    return document


def _check_elements(document: Member, reading: Reading) -> None:
    for name in document:
        if name not in _ELEMENTS:
            reason = explain_name(name, _ELEMENTS)
            reading.refuse((name,), Rule.UNKNOWN_ELEMENT, reason, subject=name)
    if "Version" in document and document["Version"] not in VERSIONS:
        reason = f"a version is one of {', '.join(VERSIONS)}"
        reading.refuse(("Version",), Rule.VERSION, reason)
    if "Id" in document and type(document["Id"]) is not str:
        reading.refuse(("Id",), Rule.ELEMENT_TYPE, "Id is a string")
    if reading.is_new:
        check_new_document(document, reading)


def _read_statements(document: Member, reading: Reading) -> tuple[Statement, ...]:
    written = document.get("Statement")
    if "Statement" not in document:
        reason = "a policy has at least one Statement"
        reading.refuse((), Rule.MISSING_ELEMENT, reason, subject="Statement")
    elif written == []:
        reading.refuse(("Statement",), Rule.STATEMENT_EMPTY, "a policy has at least one statement")
    statements = []
    for index, item in enumerate(written if isinstance(written, list) else [written]):
        path = ("Statement", index) if isinstance(written, list) else ("Statement",)
        if isinstance(item, dict):
            statements.append(read_statement(item, index, path, reading))
        elif "Statement" in document:
            reading.refuse(path, Rule.ELEMENT_TYPE, "a statement is an object")
    return tuple(statements)


def _check_sids(statements: tuple[Statement, ...], reading: Reading) -> None:
    seen: set[str] = set()
    for statement in statements:
        if statement.sid and statement.sid in seen:
            reading.refuse(
                ("Statement", statement.index, "Sid"),
                Rule.SID_DUPLICATE,
                f"{statement.sid!r} names another statement already",
            )
        seen.add(statement.sid or "")
