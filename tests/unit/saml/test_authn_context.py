import pytest

from rolebridge.saml.authn_context import Comparison, find_authn_context

CLASSES = "urn:oasis:names:tc:SAML:2.0:ac:classes:"
NONE, WORD, SAFE = (
    CLASSES + name for name in ("unspecified", "Password", "PasswordProtectedTransport")
)
TOKEN = CLASSES + "TimeSyncToken"


@pytest.mark.parametrize(
    ("comparison", "classes", "expected"),
    [
        ("exact", (), SAFE),
        ("exact", (SAFE,), SAFE),
        ("exact", (WORD,), WORD),
        ("exact", (NONE,), NONE),
        ("exact", (TOKEN,), None),
        ("exact", (TOKEN, WORD, SAFE), WORD),
        ("exact", (SAFE.upper(),), None),
        ("minimum", (WORD,), SAFE),
        ("minimum", (SAFE,), SAFE),
        ("minimum", (TOKEN,), None),
        ("minimum", (TOKEN, SAFE), SAFE),
        ("maximum", (NONE,), NONE),
        ("maximum", (NONE, WORD), WORD),
        ("maximum", (SAFE, NONE), SAFE),
        ("maximum", (TOKEN,), None),
        ("better", (NONE,), SAFE),
        ("better", (NONE, WORD), SAFE),
        ("better", (SAFE,), None),
        ("better", (NONE, SAFE), None),
        ("better", (NONE, TOKEN), None),
        ("better", (), SAFE),
    ],
)
def test_which_class_answers(comparison, classes, expected):
    assert find_authn_context(classes, Comparison(comparison)) == expected
