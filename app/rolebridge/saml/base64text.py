"""Base64 as the SAML bindings and XML Signature use it, read strictly.

Python's own decoder accepts surplus padding and more; whoever reads two meanings into one text
loses. So: a positive grammar, then decode, then encode again and compare.
"""

import binascii
import re

_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_LINE_BREAKS = str.maketrans("", "", "\r\n ")
_XML_WHITESPACE = str.maketrans("", "", "\r\n\t ")


def decode_message(text: str) -> bytes:
    """Decode a form parameter; line breaks and blanks between characters are allowed.

    Raises ValueError with a reason that does not quote the text (RFC 4648 section 4).
    """
    return _decode(text.translate(_LINE_BREAKS))


def decode_xml_value(text: str) -> bytes:
    """Decode the text of an xs:base64Binary element, where any XML whitespace may stand.

    Raises ValueError (XML Schema Part 2 3.2.16).
    """
    return _decode(text.translate(_XML_WHITESPACE))


def _decode(compact: str) -> bytes:
    if not _BASE64.fullmatch(compact):
        raise ValueError("it holds characters that are not of the base64 alphabet")
    if len(compact) % 4:
        raise ValueError("its length is not a multiple of four")
    raw = binascii.a2b_base64(compact, strict_mode=True)
    if binascii.b2a_base64(raw, newline=False) != compact.encode("ascii"):
        raise ValueError("its last character carries stray bits")
    return raw
