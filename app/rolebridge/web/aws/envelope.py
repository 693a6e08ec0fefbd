"""AWS's answers: results and errors, as XML or, where the client asks for it, as JSON.

One tree of fields serves both forms. Every value enters as text of a node, never as markup.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lxml import etree

from rolebridge.access.call import Fields
from rolebridge.clock import format_instant


def build_result_xml(namespace: str, action: str, fields: Fields, request_id: str) -> bytes:
    """`<ActionResponse><ActionResult>...</ActionResult><ResponseMetadata>...`."""
    root = _root(namespace, f"{action}Response")
    if fields:
        _fill(_child(root, f"{action}Result"), fields)
    _fill(_child(root, "ResponseMetadata"), (("RequestId", request_id),))
    return _serialise(root)


def build_error_xml(namespace: str, code: str, message: str, status: int, request_id: str) -> bytes:
    """`<ErrorResponse><Error><Type>Sender</Type>...`; the Type is Receiver for our own faults."""
    root = _root(namespace, "ErrorResponse")
    _fill(_child(root, "Error"), _error_fields(code, message, status))
    _fill(root, (("RequestId", request_id),))
    return _serialise(root)


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


def _root(namespace: str, name: str) -> Any:
    return etree.Element(f"{{{namespace}}}{name}", nsmap={None: namespace})


def _child(parent: Any, name: str) -> Any:
    namespace = parent.nsmap[None]
    return etree.SubElement(parent, f"{{{namespace}}}{name}")


def _fill(parent: Any, fields: Fields) -> None:
    for name, value in fields:
        if value is not None:
            _write(_child(parent, name), value)


def _write(element: Any, value: object) -> None:
    if isinstance(value, tuple):
        _fill(element, value)
    elif isinstance(value, list):
        for item in value:
            _write(_child(element, "member"), item)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            _fill(_child(element, "entry"), (("key", key), ("value", item)))
    elif isinstance(value, datetime):
        element.text = format_instant(value)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    else:
        element.text = str(value)


def _serialise(root: Any) -> bytes:
    etree.indent(root)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=False)) + b"\n"


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
