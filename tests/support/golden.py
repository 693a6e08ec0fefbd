"""Golden files: what is written today must be what was reviewed.

`ROLEBRIDGE_UPDATE_GOLDEN=1 python -m pytest tests/...` writes them anew; the diff is then read like
any other change. A test that writes one passes only without that variable.
"""

import os
from pathlib import Path
from typing import Any

from lxml import etree

_FOLDER = Path(__file__).parent.parent / "golden"
_UPDATE = "ROLEBRIDGE_UPDATE_GOLDEN"


def check_golden(name: str, text: str) -> None:
    """Compare `text` with the file of this name below tests/golden."""
    path = _FOLDER / name
    if os.environ.get(_UPDATE):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.is_file(), f"{name} does not exist yet; set {_UPDATE}=1 to write it"
    assert text == path.read_text(encoding="utf-8"), f"set {_UPDATE}=1 to accept the change"


def check_golden_xml(name: str, xml: bytes) -> None:
    """Compare XML with a golden file that has one element a line, without signatures and digests.

    Both are taken in canonical form: neither the order of attributes nor the place of a namespace
    declaration says anything.
    """
    path = _FOLDER / name
    if os.environ.get(_UPDATE) or not path.is_file():
        check_golden(name, _pretty(_read(xml)))
    assert _canonical(_read(xml)) == _canonical(_read(path.read_bytes())), _pretty(_read(xml))


def _read(xml: bytes) -> Any:
    root = etree.fromstring(xml, etree.XMLParser(remove_blank_text=True))
    for tag in ("DigestValue", "SignatureValue", "X509Certificate", "CipherValue"):
        for node in root.iter("{*}" + tag):
            node.text = "..."
    return root


def _pretty(root: Any) -> str:
    return etree.tostring(root, pretty_print=True, encoding="unicode")


def _canonical(root: Any) -> str:
    return etree.tostring(root, method="c14n", exclusive=True).decode()
