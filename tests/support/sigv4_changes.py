"""One good request in each form, ways to change it, and the refusal that must follow."""

from dataclasses import replace

import pytest

from rolebridge.sigv4 import SigV4Error
from support.sigv4 import TOKEN, headers_of, presign, sign, signed_at, verify

SIGNED = sign(token=TOKEN)
PRESIGNED = presign(token=TOKEN)
NOW = signed_at(SIGNED)


def set_header(request, name, value):
    """Replace a header, or remove it with None; a new one goes to the end."""
    kept = [(n, v) for n, v in request.headers if n.lower() != name.lower()]
    added = [] if value is None else [(name, value)]
    return replace(request, headers=(*kept, *added))


def set_authorization(old, new, request=SIGNED):
    text = headers_of(request)["Authorization"]
    assert old in text
    return set_header(request, "Authorization", text.replace(old, new))


def refuse(request):
    with pytest.raises(SigV4Error) as refused:
        verify(request, now=NOW)
    return refused.value
