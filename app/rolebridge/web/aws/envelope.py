"""AWS's answers: results and errors, as XML or, where the client asks for it, as JSON.

One tree of fields serves both forms. Every value enters as text of a node, never as markup.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from rolebridge.access.call import Fields
from rolebridge.clock import format_instant

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPECIAL = re.compile("[&<>\r]|[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


def build_result_xml(namespace: str, action: str, fields: Fields, request_id: str) -> bytes:
    """`<ActionResponse><ActionResult>...</ActionResult><ResponseMetadata>...`."""
    lines = [f'<{action}Response xmlns="{namespace}">']
    if fields:
        _write(lines, "  ", f"{action}Result", tuple(fields))
    _write(lines, "  ", "ResponseMetadata", (("RequestId", request_id),))
    lines.append(f"</{action}Response>\n")
    return "\n".join(lines).encode()


def build_error_xml(namespace: str, code: str, message: str, status: int, request_id: str) -> bytes:
    """`<ErrorResponse><Error><Type>Sender</Type>...`; the Type is Receiver for our own faults."""
    lines = [f'<ErrorResponse xmlns="{namespace}">']
    _write(lines, "  ", "Error", _error_fields(code, message, status))
    _write(lines, "  ", "RequestId", request_id)
    lines.append("</ErrorResponse>\n")
    return "\n".join(lines).encode()


def build_result_json(action: str, fields: Fields, request_id: str) -> bytes:
    """The same tree as JSON; instants are seconds since 1970, as in AWS's JSON protocols."""
    result = {f"{action}Result": _plain(fields), "ResponseMetadata": {"RequestId": request_id}}
    return json.dumps({f"{action}Response": result}).encode()


def build_error_json(code: str, message: str, status: int, request_id: str) -> bytes:
    """The error envelope as JSON."""
    error = dict(_error_fields(code, message, status))
    return json.dumps({"Error": error, "RequestId": request_id}).encode()


def _error_fields(code: str, message: str, status: int) -> tuple[tuple[str, str], ...]:
    kind = "Receiver" if status >= 500 else "Sender"
    return (("Type", kind), ("Code", code), ("Message", message))


def _write(lines: list[str], margin: str, name: str, value: object) -> None:
    """One element, and what stands in it, a line each. Names are ours, values are anybody's."""
    if value is None:
        return
    if isinstance(value, str):
        lines.append(f"{margin}<{name}>{_escape(value)}</{name}>")
        return
    below = list(_list_below(value))
    if not below and not isinstance(value, tuple | list | Mapping):
        lines.append(f"{margin}<{name}>{_escape(_format(value))}</{name}>")
        return
    if not below:
        lines.append(f"{margin}<{name}/>")
        return
    lines.append(f"{margin}<{name}>")
    for inner, item in below:
        _write(lines, margin + "  ", inner, item)
    lines.append(f"{margin}</{name}>")


def _list_below(value: object) -> Iterable[tuple[str, object]]:
    if isinstance(value, tuple):
        return value
    if isinstance(value, list):
        return (("member", item) for item in value)
    if isinstance(value, Mapping):
        return (("entry", (("key", key), ("value", item))) for key, item in value.items())
    return ()


def _format(value: object) -> str:
    if isinstance(value, datetime):
        return format_instant(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _escape(text: str) -> str:
    """Text of an element (XML 1.0, 2.2 and 2.4); what XML cannot hold is replaced."""
    if _SPECIAL.search(text) is None:
        return text
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text).translate(_ESCAPES)


def _plain(fields: Fields) -> dict[str, object]:
    return {name: _plain_value(value) for name, value in fields if value is not None}


def _plain_value(value: object) -> object:
    if isinstance(value, tuple):
        return _plain(value)
    if isinstance(value, list):
        return [_plain_value(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain_value(item) for key, item in value.items()}
    return int(value.timestamp()) if isinstance(value, datetime) else value
