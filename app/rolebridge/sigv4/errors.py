"""Refusals, each with the code, status and sentence that AWS answers with.

Texts are AWS's where they are known; where they are not, the code is AWS's and the words are ours.
No text repeats a header: an Authorization header holds a signature that would still be good.
"""

from rolebridge.errors import RolebridgeError


class SigV4Error(RolebridgeError):
    """A signature that cannot be taken. `text` is what the caller is told."""

    aws_code = "IncompleteSignature"
    status = 400

    def __init__(self, text: str, *, detail: str = "") -> None:
        super().__init__(text, detail=detail)
        self.text = text


class MissingAuthenticationToken(SigV4Error):
    """The request is not signed at all."""

    code = "sigv4_unsigned"
    aws_code = "MissingAuthenticationToken"
    status = 403

    def __init__(self) -> None:
        super().__init__("Request is missing Authentication Token")


class IncompleteSignature(SigV4Error):
    """What the request presents does not follow the rules of Signature Version 4."""

    code = "sigv4_incomplete"


class InvalidClientTokenId(SigV4Error):
    """The access key id has a form that no key has."""

    code = "sigv4_key_id"
    aws_code = "InvalidClientTokenId"
    status = 403

    def __init__(self) -> None:
        super().__init__("The security token included in the request is invalid.")


class RequestExpired(SigV4Error):
    """A presigned request came after the time its signer gave it."""

    code = "sigv4_expired"
    aws_code = "RequestExpired"


class SignatureDoesNotMatch(SigV4Error):
    """The signature, or the time or scope it was made for, is not the one expected.

    `canonical_request` and `string_to_sign` are what was computed, for whoever holds the key to
    compare; a session token in the former is left out. They hold nothing derived from the secret.
    """

    code = "sigv4_mismatch"
    aws_code = "SignatureDoesNotMatch"
    status = 403

    def __init__(
        self,
        text: str = (
            "The request signature we calculated does not match the signature you provided. "
            "Check your AWS Secret Access Key and signing method. "
            "Consult the service documentation for details."
        ),
        *,
        detail: str = "",
        canonical_request: str = "",
        string_to_sign: str = "",
    ) -> None:
        super().__init__(text, detail=detail)
        self.canonical_request = canonical_request
        self.string_to_sign = string_to_sign
