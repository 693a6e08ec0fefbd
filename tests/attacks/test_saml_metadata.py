"""Metadata as a weapon: millions of parts for the parser, keys that are none, text for a cache.

What is refused is refused before a tree is built: no test here measures time, but each document
would take minutes, or all memory, where that were not so.
"""

import gc
import weakref

import pytest

from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.metadata import MetadataRefused, parse_idp_metadata
from rolebridge.saml.metadata import read as reader
from rolebridge.saml.xml import METADATA, parse_untrusted
from support.federation import metadata_of
from support.keys import rsa_pair

GOOD = metadata_of("https://idp.example/saml", rsa_pair())
ROOM = 9_990_000 - len(GOOD)


def inside(text):
    return GOOD.replace("</md:EntityDescriptor>", f"{text}</md:EntityDescriptor>")


def on_root(text):
    return GOOD.replace("<md:EntityDescriptor", f"<md:EntityDescriptor {text}", 1)


@pytest.mark.parametrize(
    ("document", "rule"),
    [
        (inside("<a/>" * (ROOM // 4)), "50000 elements"),
        (inside("<a></a>" * (ROOM // 7)), "50000 elements"),
        (on_root(" ".join(f'a{n}=""' for n in range(ROOM // 14))), "128 attributes"),
        (on_root("\n".join(f"a{n} = ''" for n in range(ROOM // 14))), "128 attributes"),
        (on_root(" ".join(f'xmlns:a{n}="u:{n}"' for n in range(ROOM // 26))), "128 attributes"),
        (inside("<a " + " ".join(f'a{n}=">"' for n in range(200)) + "/>"), "128 attributes"),
        (GOOD.replace("?>", "?>" + "<!DOCTYPE a>", 1), "DOCTYPE"),
        (inside("&a;"), "entit"),
    ],
)
def test_documents_made_to_be_slow_are_refused_before_they_are_parsed(document, rule):
    with pytest.raises(MetadataRefused, match=rule):
        parse_idp_metadata(document)


def test_a_message_at_the_door_is_held_to_the_same():
    crowded = "<a " + " ".join(f'a{n}=""' for n in range(25_000)) + "/>"
    with pytest.raises(CheckFailed) as caught:
        parse_untrusted(crowded.encode())
    assert caught.value.code == "too_complex"


@pytest.mark.parametrize(
    "text",
    [
        "=" * 1000,
        "a='b' " * 1000,
        "<a b='" + "c=&quot;d&quot; " * 1000 + "'/>",
    ],
)
def test_text_that_only_looks_like_attributes_is_text(text):
    root = parse_untrusted(f"<x>{text}</x>".encode(), limits=METADATA)
    assert root.tag == "x"


def test_large_metadata_is_remembered_without_its_text():
    class Text(str):
        """A text that can be watched."""

        __slots__ = ("__weakref__",)

    large = Text(GOOD.replace("?>", "?><!--" + "x" * 200_000 + "-->", 1))
    watched = weakref.ref(large)
    first = parse_idp_metadata(large)
    again = parse_idp_metadata(str(large) + "")
    assert again is first
    del large
    gc.collect()
    assert watched() is None
    assert reader.MAX_METADATA_BYTES == 10_000_000


@pytest.mark.parametrize(
    "location",
    ["javascript:alert(1)", "http://idp.example/sso", "https://a@b.example/", "https://x/#f"],
)
def test_addresses_that_a_browser_must_not_be_sent_to_are_refused(location):
    poisoned = GOOD.replace("https://idp.example/saml/sso", location)
    assert poisoned != GOOD
    with pytest.raises(MetadataRefused, match="Location"):
        parse_idp_metadata(poisoned)
