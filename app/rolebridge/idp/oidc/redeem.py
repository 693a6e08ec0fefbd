"""The token endpoint: a code and its verifier in, tokens out (OpenID Connect Core 3.1.3)."""

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rolebridge.audit.events import Action, Origin
from rolebridge.clock import Clock
from rolebridge.directory.people import Person
from rolebridge.federation.configuration import Configuration
from rolebridge.idp.oidc.claims import build_person_claims
from rolebridge.idp.oidc.clients import get_client, is_open_to
from rolebridge.idp.oidc.ports import GrantedCode, IssuedTokens, UnitOfWork
from rolebridge.idp.oidc.refusals import ClientRefused, ErrorCode, TokenRequestRefused
from rolebridge.idp.oidc.requests import Parameters
from rolebridge.idp.oidc.tokens import TokenMint
from rolebridge.idp.oidc.trail import build_event, record_refusal
from rolebridge.idp.refusals import ClaimRefused
from rolebridge.ids import hash_token
from rolebridge.oidc.base64url import encode_base64url
from rolebridge.oidc.refusals import TokenRefused

ID_TOKEN_LIFETIME = timedelta(hours=1)
ACCESS_TOKEN_LIFETIME = timedelta(minutes=5)
# RFC 7636, 4.1.
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_REQUIRED = ("grant_type", "code", "redirect_uri", "client_id", "code_verifier")


@dataclass(frozen=True, slots=True)
class Redeem:
    """The use case. Whatever comes with a code, right or wrong, the code is used up."""

    unit_of_work: Callable[[], UnitOfWork]
    clock: Clock
    mint: TokenMint

    def __call__(self, parameters: Parameters, origin: Origin) -> IssuedTokens:
        """Exchange a code. Raises TokenRequestRefused, whose audit row is committed by then."""
        now = self.clock()
        client_id = next(iter(parameters.get("client_id", ())), None)
        try:
            form = _read_form(parameters)
            code = self._take(form["code"], now)
            _check_belongs(code, form)
            return self._issue(code, origin, now)
        except TokenRequestRefused as refusal:
            record_refusal(
                self.unit_of_work, Action.OIDC_ISSUE, refusal, origin, now, client_id=client_id
            )
            raise

    def describe_person(self, access_token: str) -> dict[str, Any]:
        """The UserInfo answer (OpenID Connect Core 5.3). Raises TokenRequestRefused."""
        now = self.clock()
        try:
            token = self.mint.verify_own(access_token, self.mint.issuer, now)
        except TokenRefused as error:
            raise TokenRequestRefused(
                ErrorCode.INVALID_TOKEN, "The access token is not valid.", detail=str(error)
            ) from None
        with self.unit_of_work() as work:
            person = work.people.find_person_by_subject(token.subject)
            configuration = work.configuration.current()
        if person is None or person.is_disabled:
            raise TokenRequestRefused(ErrorCode.INVALID_TOKEN, "The access token is not valid.")
        scopes = str(token.claims.get("scope", "")).split(" ")
        return {"sub": person.subject_id} | _build_claims(person, scopes, configuration)

    def _take(self, code: str, now: datetime) -> GrantedCode:
        with self.unit_of_work() as work:
            found = work.authorizations.take_code(hash_token(code), now)
            work.commit()
        if found is None:
            raise _bad_grant("The code is unknown, was used, or has expired.", "code_gone")
        return found

    def _issue(self, code: GrantedCode, origin: Origin, now: datetime) -> IssuedTokens:
        with self.unit_of_work() as work:
            configuration = work.configuration.current()
            person = work.people.find_person_by_subject(code.subject_id)
            _check_allowed(person, code, configuration, self.mint.issuer)
            assert person is not None  # noqa: S101  (checked the line before; for mypy)
            tokens = self._mint(code, person, configuration, now)
            event = build_event(
                Action.OIDC_ISSUE,
                origin,
                now,
                client_id=code.client_id,
                person=person.username,
                facts={"scope": " ".join(code.scopes), "subject": person.subject_id},
            )
            work.audit.record(event)
            work.commit()
        return tokens

    def _mint(
        self, code: GrantedCode, person: Person, configuration: Configuration, now: datetime
    ) -> IssuedTokens:
        more: dict[str, Any] = {
            "auth_time": int(code.authenticated_at.timestamp()),
            "amr": ["pwd"],
            **_build_claims(person, code.scopes, configuration),
        }
        if code.nonce is not None:
            more["nonce"] = code.nonce
        access = {"client_id": code.client_id, "scope": " ".join(code.scopes)}
        subject, lifetime = person.subject_id, ACCESS_TOKEN_LIFETIME
        return IssuedTokens(
            id_token=self.mint.mint_token(subject, code.client_id, ID_TOKEN_LIFETIME, now, more),
            access_token=self.mint.mint_token(subject, self.mint.issuer, lifetime, now, access),
            expires_in=int(lifetime.total_seconds()),
            scopes=code.scopes,
        )


def _read_form(parameters: Parameters) -> dict[str, str]:
    """RFC 6749, 4.1.3 and 3.2: each parameter once, and no way to authenticate."""
    for name, values in parameters.items():
        if len(values) > 1:
            raise _bad_request(f"{name[:64]!a} stands there more than once")
    form = {name: values[0] for name, values in parameters.items() if values[0]}
    for name in _REQUIRED:
        if name not in form:
            raise _bad_request(f"{name} is missing")
    if form["grant_type"] != "authorization_code":
        raise TokenRequestRefused(
            ErrorCode.UNSUPPORTED_GRANT_TYPE, "The only grant_type here is authorization_code."
        )
    if "client_secret" in form or "client_assertion" in form:
        raise TokenRequestRefused(
            ErrorCode.INVALID_CLIENT, "Clients are public here: they have no secret."
        )
    return form


def _check_belongs(code: GrantedCode, form: dict[str, str]) -> None:
    """The code was given to this client, for this address, for whoever knows the verifier."""
    if code.client_id != form["client_id"]:
        raise _bad_grant("The code was given to another client.", "code_of_another_client")
    if code.redirect_uri != form["redirect_uri"]:
        raise _bad_grant("The code was sent to another redirect_uri.", "code_of_another_address")
    verifier = form["code_verifier"]
    if _VERIFIER.fullmatch(verifier) is None:
        raise _bad_request("code_verifier must be 43 to 128 letters, digits and -._~")
    computed = encode_base64url(hashlib.sha256(verifier.encode("ascii")).digest())
    if not hmac.compare_digest(computed.encode(), code.code_challenge.encode()):
        raise _bad_grant("The code_verifier is not that of the request.", "verifier_mismatch")


def _check_allowed(
    person: Person | None, code: GrantedCode, configuration: Configuration, issuer: str
) -> None:
    """Between the code and its exchange somebody may have left, or a client may be gone."""
    try:
        client = get_client(code.client_id, configuration, issuer)
    except ClientRefused as refusal:
        raise TokenRequestRefused(ErrorCode.INVALID_CLIENT, str(refusal)) from None
    if person is None or person.is_disabled or not is_open_to(client, person):
        raise _bad_grant("The person may not use this client any more.", "person_gone")


def _build_claims(
    person: Person, scopes: tuple[str, ...] | list[str], configuration: Configuration
) -> dict[str, Any]:
    try:
        return build_person_claims(person, scopes, configuration)
    except ClaimRefused as refusal:
        raise TokenRequestRefused(ErrorCode.INVALID_SCOPE, str(refusal)) from None


def _bad_request(rule: str) -> TokenRequestRefused:
    return TokenRequestRefused(ErrorCode.INVALID_REQUEST, f"The request is malformed: {rule}.")


def _bad_grant(description: str, detail: str) -> TokenRequestRefused:
    return TokenRequestRefused(ErrorCode.INVALID_GRANT, description, detail=detail)
