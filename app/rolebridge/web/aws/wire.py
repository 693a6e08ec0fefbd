"""The AWS query protocol: one HTTP request to one action with its parameters.

The parameters are read from the very bytes that a signature covers, from one place only, and each
name counts once whatever its case: what is checked cannot differ from what is used.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_plus

from rolebridge.access.refusals import AWSRefused
from rolebridge.sigv4 import SignedRequest

STS_VERSION = "2011-06-15"
MAX_BODY_BYTES = 65_536
MAX_SAML_BODY_BYTES = 153_600
MAX_PARAMETERS = 100

_FORM = "application/x-www-form-urlencoded"
_SAML_ACTION = "AssumeRoleWithSAML"
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Call:
    """An action of STS with its parameters, and the request as it came, for its signature."""

    action: str
    parameters: Mapping[str, str]
    request: SignedRequest


def parse_call(request: SignedRequest) -> Call:
    """Read a call. Raises AWSRefused for everything that is not one plain call of STS."""
    parameters = _parse_form(_choose_source(request))
    action = parameters.get("Action")
    if not action:
        raise _refused("MissingAction", 400, "The request names no Action.")
    version = parameters.get("Version") or "NO_VERSION_SPECIFIED"
    if version != STS_VERSION:
        raise unknown_action(action, version)
    if action != _SAML_ACTION and len(request.body) > MAX_BODY_BYTES:
        raise body_too_large()
    return Call(action, parameters, request)


def unknown_action(action: str, version: str) -> AWSRefused:
    """No operation of that name in that version of the API."""
    text = f"Could not find operation {_shown(action)} for version {_shown(version)}"
    return AWSRefused("InvalidAction", 400, text, reason="action_unknown")


def body_too_large() -> AWSRefused:
    """More bytes than any call needs."""
    return _refused("RequestEntityTooLarge", 413, "The request body is too large.")


def _choose_source(request: SignedRequest) -> str:
    """The query or the form body, never both, so that there is one reading."""
    if request.body and request.query:
        raise _malformed("Parameters must stand in the query or in the body, not in both.")
    if not request.body:
        return request.query
    if request.method != "POST":
        raise _malformed("Only a POST may have a body.")
    if not _is_form(request.headers):
        raise _malformed(f"The body must be {_FORM}.")
    try:
        return request.body.decode("ascii")
    except UnicodeDecodeError:
        raise _malformed("The body is not form-encoded.") from None


def _is_form(headers: tuple[tuple[str, str], ...]) -> bool:
    values = [value for name, value in headers if name.lower() == "content-type"]
    if len(values) != 1:
        return False
    media_type, *options = [part.strip().lower() for part in values[0].split(";")]
    return media_type == _FORM and options in ([], ["charset=utf-8"], ['charset="utf-8"'])


def _parse_form(text: str) -> dict[str, str]:
    fields = [field for field in text.split("&") if field]
    if len(fields) > MAX_PARAMETERS:
        raise _malformed(f"There may be at most {MAX_PARAMETERS} parameters.")
    if not text.isascii() or _BAD_ESCAPE.search(text) is not None:
        raise _malformed("The parameters are not form-encoded.")
    parameters: dict[str, str] = {}
    seen: set[str] = set()
    for field in fields:
        name, value = _decode(field)
        if name.lower() in seen:
            raise _malformed(f"The parameter {_shown(name)} is given more than once.")
        seen.add(name.lower())
        parameters[name] = value
    return parameters


def _decode(field: str) -> tuple[str, str]:
    name, _, value = field.partition("=")
    try:
        return unquote_plus(name, errors="strict"), unquote_plus(value, errors="strict")
    except UnicodeDecodeError:
        raise _malformed("The parameters are not UTF-8.") from None


def _malformed(message: str) -> AWSRefused:
    return _refused("InvalidQueryParameter", 400, message)


def _refused(aws_code: str, status: int, message: str) -> AWSRefused:
    return AWSRefused(aws_code, status, message, reason="malformed_call", has_aws_text=False)


def _shown(text: str) -> str:
    """A word of the request as an answer may repeat it."""
    short = text if len(text) <= _LONGEST_NAME else text[:_LONGEST_NAME] + "..."
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in short)
