"""What the issuer refuses: on a page of ours, at the client's address, or as JSON."""

from enum import StrEnum

from rolebridge.errors import RolebridgeError


class ErrorCode(StrEnum):
    """RFC 6749, 4.1.2.1 and 5.2; OpenID Connect Core 3.1.2.6; RFC 6750, 3.1."""

    INVALID_REQUEST = "invalid_request"
    UNSUPPORTED_RESPONSE_TYPE = "unsupported_response_type"
    INVALID_SCOPE = "invalid_scope"
    ACCESS_DENIED = "access_denied"
    LOGIN_REQUIRED = "login_required"
    REQUEST_NOT_SUPPORTED = "request_not_supported"
    REQUEST_URI_NOT_SUPPORTED = "request_uri_not_supported"
    REGISTRATION_NOT_SUPPORTED = "registration_not_supported"
    INVALID_CLIENT = "invalid_client"
    INVALID_GRANT = "invalid_grant"
    UNSUPPORTED_GRANT_TYPE = "unsupported_grant_type"
    INVALID_TOKEN = "invalid_token"  # noqa: S105  (an error's name, not a secret)


class ClientRefused(RolebridgeError):
    """No client of ours, or an address that is not the client's: nobody is sent anywhere."""

    code = "client_refused"


class AuthorizationDeclined(RolebridgeError):
    """A refusal that the client hears, at its registered address."""

    def __init__(self, error: ErrorCode, description: str) -> None:
        super().__init__(description, code=error.value)
        self.error = error


class TokenRequestRefused(RolebridgeError):
    """A refusal of the token endpoint or of the UserInfo endpoint."""

    def __init__(self, error: ErrorCode, description: str, *, detail: str = "") -> None:
        super().__init__(description, code=error.value, detail=detail)
        self.error = error
