"""The request of a case: who asks for which action on what, and what is known besides."""

import re

from rolebridge.iam import (
    ANONYMOUS,
    InvalidRequest,
    Principal,
    Request,
    RequestContext,
    UnknownPrincipal,
    build_principal,
)
from rolebridge.lab.case_fields import Field, InvalidCase

_FIELDS = ("principal", "action", "resource", "resourceAccount", "context")
_REQUIRED = ("principal", "action", "resource")
# A request asks for one thing: it has no wildcards.
_ACTION = re.compile(r"[^\s:*?]+:[^\s:*?]+")
_ARN = re.compile(r"arn:(?:[^:]*:){4}.*", re.DOTALL)
_ACCOUNT = re.compile(r"[0-9]{12}")


def read_request(field: Field) -> Request:
    """Read a request. Raises InvalidCase."""
    members = field.read_members(_FIELDS)
    for name in _REQUIRED:
        if name not in members:
            raise InvalidCase(f"{field.place}.{name}", "missing")
    account = members.get("resourceAccount")
    context = members.get("context")
    try:
        return Request(
            _read_principal(members["principal"]),
            _read_form(members["action"], _ACTION, 'an action such as "s3:GetObject"'),
            _read_resource(members["resource"]),
            _read_form(account, _ACCOUNT, "an account id of 12 digits") if account else None,
            _read_context(context) if context else RequestContext({}),
        )
    except InvalidRequest as error:
        raise InvalidCase(field.place, str(error)) from None


def _read_principal(field: Field) -> Principal:
    if field.value == {"type": "Anonymous"}:
        return ANONYMOUS
    if not isinstance(field.value, str):
        raise field.refuse('an ARN, the name of a service, or {"type": "Anonymous"}')
    try:
        return build_principal(field.value)
    except UnknownPrincipal as error:
        raise InvalidCase(field.place, str(error)) from None


def _read_resource(field: Field) -> str:
    if field.value == "*":
        return "*"
    return _read_form(field, _ARN, '"*" or an ARN of six parts')


def _read_form(field: Field, form: re.Pattern[str], wanted: str) -> str:
    text = field.read_text()
    if form.fullmatch(text) is None:
        raise field.refuse(wanted)
    return text


def _read_context(field: Field) -> RequestContext:
    values: dict[str, str | tuple[str, ...]] = {}
    for name, entry in field.read_entries():
        if not name:
            raise InvalidCase(entry.place, "a context key has a name")
        if isinstance(entry.value, str):
            values[name] = entry.value
        elif isinstance(entry.value, list):
            values[name] = tuple(item.read_text() for item in entry.read_items())
        else:
            raise entry.refuse("a string or a list of strings")
    return RequestContext.of(values)
