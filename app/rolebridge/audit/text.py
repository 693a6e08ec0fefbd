"""Events as text that cannot lie: one line each, whatever their values hold.

Values come from strangers: a name may hold a line break that starts a forged entry, an escape
sequence for the terminal, or a mark that turns the direction of what follows.
"""

import json
import re
import unicodedata
from collections.abc import Mapping

from rolebridge.audit.events import Event
from rolebridge.audit.trail import NumberedEvent
from rolebridge.clock import format_instant

# Control, format (all bidirectional marks are), line and paragraph separators, surrogates.
_INVISIBLE = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs"})
_PLAIN = re.compile(r"[^\s\"=\\]+")


def escape_text(text: str) -> str:
    """The text on one line, in reading order, with escapes for what a reader would not see."""
    if text.isascii() and text.isprintable():
        return text.replace("\\", "\\\\")
    return "".join(_escape(character) for character in text)


def _escape(character: str) -> str:
    if character == "\\":
        return "\\\\"
    if unicodedata.category(character) not in _INVISIBLE:
        return character
    number = ord(character)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


def format_line(event: Event) -> str:
    """One line for people: when, how it ended, what, who, and then `name=value` pairs."""
    head = [
        format_instant(event.at),
        f"{event.outcome:<7}",
        event.action.value,
        _quote(event.person) if event.person else "-",
    ]
    pairs = {
        "from": event.origin.source_address,
        "target": event.target,
        "reason": event.reason,
        "assertion": event.assertion_id,
        "detail": event.detail,
        **event.facts,
        "request": event.origin.request_id,
    }
    tail = [f"{_quote(name)}={_quote(value)}" for name, value in pairs.items() if value]
    return "  ".join([*head, " ".join(tail)])


def format_json(numbered: NumberedEvent) -> str:
    """One line of ASCII JSON for programs, every field under its name."""
    event = numbered.event
    values = {
        "number": numbered.number,
        "at": event.at.isoformat().replace("+00:00", "Z"),
        "action": event.action.value,
        "outcome": event.outcome.value,
        "person": event.person,
        "source_address": event.origin.source_address,
        "user_agent": event.origin.user_agent,
        "request_id": event.origin.request_id,
        "assertion_id": event.assertion_id,
        "target": event.target,
        "reason": event.reason,
        "detail": event.detail,
        "facts": dict(event.facts),
    }
    return json.dumps(values).replace("\x7f", "\\u007f")


def format_record(record: Mapping[str, object]) -> str:
    """One line of ASCII JSON: a CloudTrail record as it is."""
    return json.dumps(record).replace("\x7f", "\\u007f")


def _quote(value: str) -> str:
    """As it is where that is clear, else in quotes, so that a value cannot pass for a pair."""
    escaped = escape_text(value)
    if _PLAIN.fullmatch(escaped):
        return escaped
    return '"' + escaped.replace('"', '\\"') + '"'
