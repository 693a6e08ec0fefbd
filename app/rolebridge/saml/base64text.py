"""Base64 as the SAML bindings and XML Signature use it, read strictly.

Python's own decoder accepts surplus padding and stray bits even when it is strict; whoever reads
two meanings into one text loses. So each text decodes only if it is the one encoding of its bytes.
"""

import binascii


def decode_message(text: str) -> bytes:
    """Decode a form parameter; line breaks and blanks between characters are allowed.

    Raises ValueError with a reason that does not quote the text (RFC 4648 section 4).
    """
    return _decode(text.replace("\n", "").replace("\r", "").replace(" ", ""))


def decode_xml_value(text: str) -> bytes:
    """Decode the text of an xs:base64Binary element, where any XML white space may stand.

    Raises ValueError (XML Schema Part 2 3.2.16).
    """
    return decode_message(text.replace("\t", ""))


def _decode(compact: str) -> bytes:
    try:
        raw = binascii.a2b_base64(compact, strict_mode=True)
    except ValueError:
        raise ValueError("it holds other characters, or padding in the wrong place") from None
    if not raw:
        raise ValueError("it is empty")
    # The alphabet is checked, so only the length and the last four characters can still be off.
    rest = len(raw) % 3 or 3
    last = binascii.b2a_base64(raw[-rest:], newline=False).decode("ascii")
    if len(compact) != (len(raw) - rest) // 3 * 4 + 4 or not compact.endswith(last):
        raise ValueError("it holds surplus padding or stray bits at its end")
    return raw
