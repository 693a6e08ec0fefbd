"""How messages travel: HTTP-Redirect and HTTP-POST (SAML Bindings 3.4 and 3.5).

RelayState is carried as it came. SAML allows 80 bytes (Bindings 3.4.3) and rolebridge never makes
a longer one, but service providers in the field send whole addresses, so what comes in is carried
up to `MAX_RELAY_STATE` bytes. Control characters are refused: browsers rewrite line breaks in
form fields, so such a value could not be carried unchanged.
"""

import base64
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus, unquote_to_bytes

from rolebridge.errors import RolebridgeError
from rolebridge.saml.base64text import decode_message
from rolebridge.saml.signature import Signer, VerificationKey, verify_bytes
from rolebridge.saml.values import Binding
from rolebridge.saml.xml import MAX_MESSAGE_BYTES

DEFLATE = "urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE"
MAX_RELAY_STATE = 2_048
_SIGNED = ("SAMLRequest", "RelayState", "SigAlg")
_KNOWN = frozenset({*_SIGNED, "SAMLResponse", "SAMLEncoding", "Signature", "SAMLart"})
_ESCAPED = re.compile(r"(?:[^%]|%[0-9A-Fa-f]{2})*")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


class BindingRefused(RolebridgeError):
    """A message that did not arrive as its binding demands: the parameter and the rule."""

    code = "binding_refused"

    def __init__(self, parameter: str, rule: str) -> None:
        super().__init__(f"{parameter}: {rule}.")
        self.parameter = parameter
        self.rule = rule


@dataclass(frozen=True, slots=True)
class QuerySignature:
    """A detached signature; `octets` are the bytes of the query that it is said to cover."""

    octets: bytes
    value: bytes
    algorithm: str


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """A request as it arrived. Nothing in it is trusted; `signature` is not yet verified."""

    xml: bytes
    relay_state: str | None
    binding: Binding
    signature: QuerySignature | None = None


def decode_redirect(raw_query: str) -> InboundMessage:
    """Read a request from the query string exactly as it stood on the wire.

    Raises BindingRefused. Each parameter may stand there once, under its plain name.
    """
    raw = _split_query(raw_query)
    encoding = _text("SAMLEncoding", raw)
    if encoding not in (None, DEFLATE):
        raise BindingRefused("SAMLEncoding", "only DEFLATE is understood")
    request = _required(_text("SAMLRequest", raw))
    return InboundMessage(
        xml=_inflate(_decode("SAMLRequest", request)),
        relay_state=validate_relay_state(_text("RelayState", raw)),
        binding=Binding.HTTP_REDIRECT,
        signature=_read_signature(raw),
    )


def decode_post(fields: Sequence[tuple[str, str]]) -> InboundMessage:
    """Read a request from the fields of a form. Raises BindingRefused."""
    known = _once([(name, value) for name, value in fields if name in _KNOWN])
    request = _required(known.get("SAMLRequest"))
    return InboundMessage(
        xml=_decode("SAMLRequest", request),
        relay_state=validate_relay_state(known.get("RelayState")),
        binding=Binding.HTTP_POST,
    )


def verify_query_signature(signature: QuerySignature, keys: Sequence[VerificationKey]) -> str:
    """Verify a detached signature over the raw bytes and return the key's fingerprint.

    Raises CheckFailed (SAML Bindings 3.4.4.1).
    """
    return verify_bytes(signature.octets, signature.value, signature.algorithm, keys)


def build_redirect_query(xml: bytes, relay_state: str | None, signer: Signer | None = None) -> str:
    """The query string that carries a request, signed where a signer is given."""
    parameters = {"SAMLRequest": base64.b64encode(_deflate(xml)).decode()}
    if relay_state is not None:
        parameters["RelayState"] = relay_state
    if signer is None:
        return _join(parameters)
    octets = _join({**parameters, "SigAlg": signer.algorithm.value})
    value = base64.b64encode(signer.sign_bytes(octets.encode())).decode()
    return f"{octets}&{_join({'Signature': value})}"


def build_post_form_fields(response: bytes, relay_state: str | None) -> tuple[tuple[str, str], ...]:
    """The fields of the form that carries a response (SAML Bindings 3.5.4)."""
    encoded = ("SAMLResponse", base64.b64encode(response).decode())
    return (encoded,) if relay_state is None else (encoded, ("RelayState", relay_state))


def validate_relay_state(value: str | None) -> str | None:
    """Return RelayState if it can be carried unchanged. Raises BindingRefused."""
    if value is None:
        return None
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        raise BindingRefused("RelayState", "it must be UTF-8") from None
    if size > MAX_RELAY_STATE:
        raise BindingRefused("RelayState", f"at most {MAX_RELAY_STATE} bytes are carried")
    if _CONTROL.search(value):
        raise BindingRefused("RelayState", "control characters cannot be carried unchanged")
    return value


def _split_query(raw_query: str) -> dict[str, str]:
    """The known parameters with their values still escaped; unknown ones are not read."""
    if not raw_query.isascii() or _ESCAPED.fullmatch(raw_query) is None:
        raise BindingRefused("query", "it must be ASCII with whole percent escapes")
    pairs = []
    for piece in raw_query.split("&"):
        name, _, value = piece.partition("=")
        plain = unquote_to_bytes(name.replace("+", " ")).decode(errors="replace")
        if plain not in _KNOWN:
            continue
        if plain != name:
            raise BindingRefused(plain, "its name must not be escaped")
        pairs.append((name, value))
    return _once(pairs)


def _once(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    found = dict(pairs)
    for name in found:
        if sum(name == other for other, _ in pairs) > 1:
            raise BindingRefused(name, "it may stand there once")
    for name in ("SAMLResponse", "SAMLart"):
        if name in found:
            raise BindingRefused(name, "this address takes requests")
    return found


def _required(value: str | None) -> str:
    if not value:
        raise BindingRefused("SAMLRequest", "it is needed")
    return value


def _text(name: str, raw: dict[str, str]) -> str | None:
    value = raw.get(name)
    if value is None:
        return None
    try:
        return unquote_to_bytes(value.replace("+", " ")).decode()
    except UnicodeDecodeError:
        raise BindingRefused(name, "it must be UTF-8") from None


def _decode(name: str, text: str) -> bytes:
    # Four characters carry three bytes; what is longer cannot fit and is not decoded at all.
    if len(text) > MAX_MESSAGE_BYTES * 2:
        raise BindingRefused(name, f"a message may have {MAX_MESSAGE_BYTES} bytes")
    try:
        return decode_message(text)
    except ValueError as error:
        raise BindingRefused(name, f"it must be base64; {error}") from None


def _read_signature(raw: dict[str, str]) -> QuerySignature | None:
    """What the signature covers is put together from the escaped text, in the order of the rule."""
    signature, algorithm = _text("Signature", raw), _text("SigAlg", raw)
    if signature is None and algorithm is None:
        return None
    if not signature or not algorithm:
        raise BindingRefused("Signature", "Signature and SigAlg are needed together")
    covered = "&".join(f"{name}={raw[name]}" for name in _SIGNED if name in raw)
    return QuerySignature(covered.encode(), _decode("Signature", signature), algorithm)


def _inflate(data: bytes) -> bytes:
    """Undo raw DEFLATE (RFC 1951), never yielding more than a message may have."""
    if len(data) >= 2 and data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0:
        raise BindingRefused("SAMLRequest", "DEFLATE must come without a zlib header")
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        xml = inflater.decompress(data, MAX_MESSAGE_BYTES)
    except zlib.error:
        raise BindingRefused("SAMLRequest", "it is not compressed by DEFLATE") from None
    if inflater.unconsumed_tail or (not inflater.eof and len(xml) >= MAX_MESSAGE_BYTES):
        raise BindingRefused("SAMLRequest", f"a message may have {MAX_MESSAGE_BYTES} bytes")
    if not inflater.eof or inflater.unused_data:
        raise BindingRefused("SAMLRequest", "the compressed data must end where it says it ends")
    return xml


def _deflate(xml: bytes) -> bytes:
    deflater = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflater.compress(xml) + deflater.flush()


def _join(parameters: dict[str, str]) -> str:
    return "&".join(f"{name}={quote_plus(value)}" for name, value in parameters.items())
