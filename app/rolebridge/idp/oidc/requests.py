"""Reading an authorization request (OpenID Connect Core 3.1.2.1, RFC 7636, RFC 9207)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rolebridge.federation.configuration import Configuration
from rolebridge.idp.oidc.clients import check_redirect_uri, get_client
from rolebridge.idp.oidc.ports import AuthorizationRequest
from rolebridge.idp.oidc.refusals import AuthorizationDeclined, ClientRefused, ErrorCode

SCOPES = ("openid", "profile", "email", "groups", "aws")
_PROMPTS = frozenset({"none", "login", "consent", "select_account"})
# RFC 6749, appendix A: state, nonce and scope are visible ASCII and blanks.
_PRINTABLE = re.compile(r"[\x20-\x7e]{1,2048}")
# RFC 7636, 4.2: SHA-256 in base64url. The verifier's grammar is in `redeem`.
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_SECONDS = re.compile(r"[0-9]{1,9}")
_UNSUPPORTED = {
    "request": ErrorCode.REQUEST_NOT_SUPPORTED,
    "request_uri": ErrorCode.REQUEST_URI_NOT_SUPPORTED,
    "registration": ErrorCode.REGISTRATION_NOT_SUPPORTED,
}

Parameters = Mapping[str, Sequence[str]]
"""Every value of each name, as they came."""


@dataclass(frozen=True, slots=True)
class ReturnAddress:
    """A client's own address, and the state that goes back with the answer."""

    client_id: str
    redirect_uri: str
    state: str | None


def read_return_address(
    parameters: Parameters, configuration: Configuration, issuer: str
) -> ReturnAddress:
    """Whom to answer. Raises ClientRefused, before anything else is looked at."""
    client_id, redirect_uri = (
        _get_once(parameters, name) for name in ("client_id", "redirect_uri")
    )
    client = get_client(client_id, configuration, issuer)
    states = parameters.get("state", ())
    is_fit = len(states) == 1 and _PRINTABLE.fullmatch(states[0])
    return ReturnAddress(
        client_id, check_redirect_uri(client, redirect_uri), states[0] if is_fit else None
    )


def read_request(
    parameters: Parameters, address: ReturnAddress, now: datetime
) -> AuthorizationRequest:
    """The rest of the request. Raises AuthorizationDeclined."""
    single = _read_single(parameters)
    _check_response(single)
    prompts = _read_prompts(single.get("prompt"))
    return AuthorizationRequest(
        client_id=address.client_id,
        redirect_uri=address.redirect_uri,
        scopes=_read_scopes(single.get("scope", "")),
        code_challenge=_read_challenge(single),
        received_at=now,
        state=address.state,
        nonce=_read_printable(single, "nonce"),
        max_age=_read_seconds(single.get("max_age")),
        must_sign_in=not prompts.isdisjoint({"login", "select_account"}),
        is_silent="none" in prompts,
    )


def _get_once(parameters: Parameters, name: str) -> str:
    values = parameters.get(name, ())
    if len(values) != 1 or not values[0]:
        raise ClientRefused(
            f"The application that sent you here must say {name} once.", code="request_malformed"
        )
    return values[0]


def _read_single(parameters: Parameters) -> dict[str, str]:
    """RFC 6749, 3.1: a name may stand once, and without a value it is as if it were not there."""
    for name, values in parameters.items():
        if len(values) > 1:
            raise _malformed(f"{name[:64]!a} stands there more than once")
    if parameters.get("state", ("",))[0] and not _PRINTABLE.fullmatch(parameters["state"][0]):
        raise _malformed("state holds what is no visible ASCII, or is too long")
    single = {name: values[0] for name, values in parameters.items() if values[0]}
    for name, error in _UNSUPPORTED.items():
        if name in single:
            raise AuthorizationDeclined(error, f"The parameter {name} is not supported.")
    return single


def _check_response(single: Mapping[str, str]) -> None:
    if "response_type" not in single:
        raise _malformed("response_type is missing")
    if single["response_type"] != "code":
        raise AuthorizationDeclined(
            ErrorCode.UNSUPPORTED_RESPONSE_TYPE, "The only response_type here is code."
        )
    if single.get("response_mode", "query") != "query":
        raise _malformed("the only response_mode here is query")


def _read_scopes(text: str) -> tuple[str, ...]:
    """Scopes that nobody here knows are left out (OpenID Connect Core 3.1.2.1)."""
    wanted = text.split(" ")
    if "openid" not in wanted:
        raise AuthorizationDeclined(ErrorCode.INVALID_SCOPE, "The scope must hold openid.")
    return tuple(scope for scope in SCOPES if scope in wanted)


def _read_challenge(single: Mapping[str, str]) -> str:
    """PKCE is required, by SHA-256: `plain` would hand the secret over with the request."""
    if single.get("code_challenge_method") != "S256":
        raise _malformed("code_challenge_method must be S256")
    challenge = single.get("code_challenge", "")
    if _CHALLENGE.fullmatch(challenge) is None:
        raise _malformed("code_challenge must be a SHA-256 value in base64url")
    return challenge


def _read_prompts(text: str | None) -> frozenset[str]:
    prompts = frozenset(text.split(" ")) if text else frozenset[str]()
    if not prompts <= _PROMPTS or ("none" in prompts and len(prompts) > 1):
        raise _malformed("prompt must be none, or some of login, consent and select_account")
    return prompts


def _read_printable(single: Mapping[str, str], name: str) -> str | None:
    text = single.get(name)
    if text is not None and _PRINTABLE.fullmatch(text) is None:
        raise _malformed(f"{name} holds what is no visible ASCII, or is too long")
    return text


def _read_seconds(text: str | None) -> int | None:
    if text is not None and _SECONDS.fullmatch(text) is None:
        raise _malformed("max_age must be a number of seconds")
    return None if text is None else int(text)


def _malformed(rule: str) -> AuthorizationDeclined:
    return AuthorizationDeclined(ErrorCode.INVALID_REQUEST, f"The request is malformed: {rule}.")
