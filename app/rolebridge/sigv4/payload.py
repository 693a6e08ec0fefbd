"""What was signed of the body: its very bytes, or the request is refused.

Only S3 takes a body that is not signed, or one that is signed chunk by chunk; every other service
of AWS computes the hash of what came and answers SignatureDoesNotMatch. So do we, and say why.
"""

import hashlib
import re

from rolebridge.sigv4.canonical import Parameters, canonical_value
from rolebridge.sigv4.errors import SignatureDoesNotMatch
from rolebridge.sigv4.request import Headers, SignedRequest

_HASH_HEADER = "x-amz-content-sha256"
_HASH_PARAMETER = "X-Amz-Content-Sha256"
_UNHASHED = re.compile(r"(?:UNSIGNED-PAYLOAD|STREAMING-)[A-Z0-9-]{0,64}")
_WHOLE = "the body is signed as a whole"
# Headers that say the bytes are not the body itself, or that more than the body came; and what
# they may say. A server undoes the chunks of Transfer-Encoding, nothing else.
_PLAIN_CODINGS = {
    "content-encoding": frozenset({"", "identity"}),
    "transfer-encoding": frozenset({"chunked"}),
    "trailer": frozenset[str](),
    "x-amz-trailer": frozenset[str](),
}


def hash_body(request: SignedRequest, headers: Headers, parameters: Parameters) -> str:
    """The SHA-256 of the bytes that came, in hex, whatever the request says of them.

    Raises SignatureDoesNotMatch where the request says something else: another hash,
    UNSIGNED-PAYLOAD, one of the STREAMING forms with their chunk signatures and trailers, or a
    coding that no server here undoes.
    """
    for name, plain in _PLAIN_CODINGS.items():
        if name in headers and canonical_value(headers[name]).lower() not in plain:
            raise SignatureDoesNotMatch(f"This {name} is not taken here: {_WHOLE}.")
    actual = hashlib.sha256(request.body).hexdigest()
    told = [*headers.get(_HASH_HEADER, ())]
    told += [value for name, value in parameters if name == _HASH_PARAMETER]
    for claimed in told:
        if _UNHASHED.fullmatch(claimed):
            raise SignatureDoesNotMatch(f"{claimed} is not taken here: {_WHOLE}.")
        if claimed != actual:
            raise SignatureDoesNotMatch(f"{_HASH_HEADER} is not the hash of the body.")
    return actual
