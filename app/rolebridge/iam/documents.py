"""From the text of a policy document to a policy, or to everything that is wrong with it."""

import re

from rolebridge.iam.faults import FaultLog, Rule
from rolebridge.iam.json_text import UnreadableJSON, read_json
from rolebridge.iam.kinds import RULES, KindRules, PolicyKind
from rolebridge.iam.policy import (
    VERSION_WITH_VARIABLES,
    VERSIONS,
    Policy,
    Statement,
    count_characters,
)
from rolebridge.iam.reading.place import Member, Reading, explain_name
from rolebridge.iam.reading.statement import read_statement

_CHARACTERS = re.compile(r"[\t\n\r\x20-\xff]*")
# The longest document the API takes at all, white space included.
_LONGEST = 131_072
_ELEMENTS = ("Version", "Id", "Statement")


def parse_policy(text: str, kind: PolicyKind) -> Policy:
    """Read a policy document. Raises MalformedPolicy with every fault found.

    Sizes and characters come first, so that nothing long is ever parsed.
    """
    faults = FaultLog(text)
    rules = RULES[kind]
    _check_text(text, rules, faults)
    document = _read_document(text, rules, faults)
    version = document.get("Version")
    reading = Reading(rules, faults, variables=version == VERSION_WITH_VARIABLES)
    _check_elements(document, reading)
    statements = _read_statements(document, reading)
    _check_sids(statements, reading)
    faults.raise_any()
    identifier = document.get("Id")
    return Policy(
        kind,
        text,
        version if isinstance(version, str) else None,
        identifier if isinstance(identifier, str) else None,
        statements,
    )


def _check_text(text: str, rules: KindRules, faults: FaultLog) -> None:
    size = count_characters(text) if len(text) <= _LONGEST else len(text)
    if size > rules.max_size:
        reason = f"{size} characters, where {rules.max_size} are allowed (white space not counted)"
        faults.add((), Rule.SIZE, reason, rules.size_text, line=1)
        raise faults.build_error()
    legal = _CHARACTERS.match(text)
    end = legal.end() if legal else 0
    if end < len(text):
        reason = f"U+{ord(text[end]):04X}: only tab, line ends and U+0020 to U+00FF may stand here"
        faults.add((), Rule.CHARACTERS, reason, line=text.count("\n", 0, end) + 1)
        raise faults.build_error()


def _read_document(text: str, rules: KindRules, faults: FaultLog) -> Member:
    try:
        document = read_json(text)
    except UnreadableJSON as error:
        rule = Rule.JSON if error.duplicate is None else Rule.DUPLICATE_KEY
        aws_text = rules.json_text if error.duplicate is None else None
        faults.add(error.duplicate or (), rule, error.reason, aws_text, line=error.line)
        raise faults.build_error() from None
    if not isinstance(document, dict):
        faults.add((), Rule.DOCUMENT_TYPE, "a policy is a JSON object", rules.syntax_text)
        raise faults.build_error()
    return document


def _check_elements(document: Member, reading: Reading) -> None:
    for name in document:
        if name not in _ELEMENTS:
            reading.refuse_syntax((name,), Rule.UNKNOWN_ELEMENT, explain_name(name, _ELEMENTS))
    if "Version" in document and document["Version"] not in VERSIONS:
        reason = f"a version is one of {', '.join(VERSIONS)}"
        reading.refuse_syntax(("Version",), Rule.VERSION, reason)
    if "Id" in document and not reading.rules.allows_id:
        reason = "Id does not exist in this kind of policy"
        reading.faults.add(("Id",), Rule.UNKNOWN_ELEMENT, reason)
    elif "Id" in document and type(document["Id"]) is not str:
        reading.refuse_syntax(("Id",), Rule.ELEMENT_TYPE, "Id is a string")


def _read_statements(document: Member, reading: Reading) -> tuple[Statement, ...]:
    written = document.get("Statement")
    if "Statement" not in document or written == []:
        reading.refuse_syntax((), Rule.MISSING_ELEMENT, "a policy has at least one Statement")
        return ()
    statements = []
    for index, item in enumerate(written if isinstance(written, list) else [written]):
        path = ("Statement", index) if isinstance(written, list) else ("Statement",)
        if isinstance(item, dict):
            statements.append(read_statement(item, index, path, reading))
        else:
            reading.refuse_syntax(path, Rule.ELEMENT_TYPE, "a statement is an object")
    return tuple(statements)


def _check_sids(statements: tuple[Statement, ...], reading: Reading) -> None:
    seen: set[str] = set()
    for statement in statements:
        if statement.sid and statement.sid in seen:
            reading.faults.add(
                ("Statement", statement.index, "Sid"),
                Rule.SID_DUPLICATE,
                f"{statement.sid!r} names another statement already",
                "Statement IDs (SID) in a single policy must be unique.",
            )
        seen.add(statement.sid or "")
