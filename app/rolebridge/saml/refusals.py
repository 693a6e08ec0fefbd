"""Why an AuthnRequest is refused: before its sender's address is known, and after."""

from enum import Enum

from rolebridge.errors import RolebridgeError
from rolebridge.saml.status import Status

_LONGEST_DETAIL = 500


class RequestFault(Enum):
    """Faults that are told to the person on a page of our own: a stable code and a safe text."""

    MALFORMED = ("request_malformed", "The sign-in request is not a valid SAML AuthnRequest.")
    VERSION = ("request_version", "The sign-in request is not of SAML version 2.0.")
    ISSUER = (
        "request_issuer",
        "The sign-in request does not name the application that sent it as SAML asks.",
    )
    DESTINATION = (
        "request_destination",
        "The sign-in request was made for another address than this one.",
    )
    UNSIGNED = (
        "request_unsigned",
        "The application must sign its sign-in requests, and this one is not signed.",
    )
    SIGNATURE = (
        "request_signature",
        "The signature of the sign-in request does not verify with the application's keys.",
    )
    SIGNATURE_PLACE = (
        "request_signature_place",
        "The sign-in request carries a signature in a place where none belongs.",
    )
    EXPIRED = (
        "request_expired",
        "This sign-in request is too old. Go back to the application and sign in again.",
    )
    NOT_YET = (
        "request_from_the_future",
        "This sign-in request claims to be from the future: the application's clock is wrong.",
    )
    ACS_AMBIGUOUS = (
        "acs_ambiguous",
        "The sign-in request names the address for the answer in two ways at once.",
    )
    ACS_UNKNOWN = (
        "acs_unknown",
        "The address for the answer is not one that the application has registered.",
    )

    @property
    def code(self) -> str:
        """The stable code."""
        return self.value[0]

    @property
    def text(self) -> str:
        """The text for the person."""
        return self.value[1]


class AuthnRequestRefused(RolebridgeError):
    """A request that cannot be answered at all. What it said goes into `detail` only, escaped."""

    def __init__(self, fault: RequestFault, detail: str = "") -> None:
        escaped = detail.encode("unicode_escape").decode("ascii")
        super().__init__(fault.text, code=fault.code, detail=escaped[:_LONGEST_DETAIL])
        self.fault = fault


class RequestDeclined(RolebridgeError):
    """A request that is answered with a status instead of an assertion."""

    def __init__(self, status: Status) -> None:
        super().__init__(status.message, code=status.code)
        self.status = status
