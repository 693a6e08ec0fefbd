"""The AWS query protocol: one HTTP request to one action with its parameters.

The parameters are read from the very bytes that a signature covers, from one place only, and each
name counts once whatever its case: what is checked cannot differ from what is used.
"""

import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from rolebridge.access.call import unknown_action
from rolebridge.access.model import Service, ServiceModel, load_model
from rolebridge.access.parameters import show
from rolebridge.access.refusals import AWSRefused
from rolebridge.sigv4 import SignedRequest

MAX_BODY_BYTES = 65_536
MAX_UNSIGNED_BODY_BYTES = 153_600
MAX_SIGNED_BODY_BYTES = 31_000_000
MAX_PARAMETERS = 1000

_FORM = "application/x-www-form-urlencoded"
_MODELS = {model.version: model for model in map(load_model, Service)}
# A response of 100,000 characters, metadata of 10,000,000; both are longer when escaped.
_LONG_BODIES = {
    "AssumeRoleWithSAML": MAX_UNSIGNED_BODY_BYTES,
    "CreateSAMLProvider": MAX_SIGNED_BODY_BYTES,
    "UpdateSAMLProvider": MAX_SIGNED_BODY_BYTES,
    "CreatePolicy": 262_144,
    "CreatePolicyVersion": 262_144,
    "SimulateCustomPolicy": 4_194_304,
    "SimulatePrincipalPolicy": 4_194_304,
}


@dataclass(frozen=True, slots=True)
class Call:
    """An action of a service with its fields, and the request as it came, for its signature."""

    model: ServiceModel
    action: str
    parameters: Mapping[str, str]
    request: SignedRequest


def parse_call(request: SignedRequest) -> Call:
    """Read a call. Raises AWSRefused for everything that is not one plain call of a service."""
    parameters = _parse_form(_choose_source(request))
    action = parameters.get("Action")
    if not action:
        raise _refused("MissingAction", 400, "The request names no Action.")
    version = parameters.get("Version") or "NO_VERSION_SPECIFIED"
    model = _MODELS.get(version)
    if model is None:
        raise unknown_action(action, version)
    if len(request.body) > _LONG_BODIES.get(action, MAX_BODY_BYTES):
        raise body_too_large()
    return Call(model, action, parameters, request)


def body_too_large() -> AWSRefused:
    """More bytes than any call needs."""
    return _refused("RequestEntityTooLarge", 413, "The request body is too large.")


def body_broken() -> AWSRefused:
    """A body that does not end where or as it says, such as one in chunks that are none."""
    return _malformed("The request body could not be read.")


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
    # Nobody has shown a signature yet: whatever is looked at here must cost next to nothing.
    if text.count("&") > 2 * MAX_PARAMETERS:
        raise _too_many()
    fields = [field for field in text.split("&") if field]
    if len(fields) > MAX_PARAMETERS:
        raise _too_many()
    if not text.isascii():
        raise _not_encoded()
    parameters: dict[str, str] = {}
    seen: set[str] = set()
    for field in fields:
        name, value = _decode(field)
        if name.lower() in seen:
            raise _malformed(f"The parameter {show(name)} is given more than once.")
        seen.add(name.lower())
        parameters[name] = value
    return parameters


def _decode(field: str) -> tuple[str, str]:
    name, _, value = field.replace("+", " ").partition("=")
    try:
        return _unescape(name).decode(), _unescape(value).decode()
    except UnicodeDecodeError:
        raise _malformed("The parameters are not UTF-8.") from None


def _unescape(text: str) -> bytes:
    """Percent-decoding, strict, of megabytes in milliseconds. Raises AWSRefused.

    Quoted-printable has the same escapes behind another character, and the standard library
    decodes it in C. That leaves alone what is no escape, so that one more `=` comes out than went
    in; three other things that it takes are looked for here.
    """
    if "%" not in text:
        return text.encode("ascii")
    escaped = text.replace("=", "%3D")
    if text.endswith("%") or "%%" in escaped or "%\n" in text or "%\r" in text:
        raise _not_encoded()
    decoded = binascii.a2b_qp(escaped.replace("%", "=").encode("ascii"))
    if decoded.count(b"=") != escaped.count("%3D") + escaped.count("%3d"):
        raise _not_encoded()
    return decoded


def _too_many() -> AWSRefused:
    return _malformed(f"There may be at most {MAX_PARAMETERS} parameters.")


def _not_encoded() -> AWSRefused:
    return _malformed("The parameters are not form-encoded.")


def _malformed(message: str) -> AWSRefused:
    return _refused("InvalidQueryParameter", 400, message)


def _refused(aws_code: str, status: int, message: str) -> AWSRefused:
    return AWSRefused(aws_code, status, message, reason="malformed_call", has_aws_text=False)
