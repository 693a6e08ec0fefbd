"""Golden files: what is written today must be what was reviewed.

`ROLEBRIDGE_UPDATE_GOLDEN=1 python -m pytest tests/...` writes them anew; the diff is then read like
any other change. A test that writes one passes only without that variable.
"""

import os
from pathlib import Path

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


def pretty(xml: bytes) -> str:
    """XML with one element a line, for reading; signatures and digests are left out."""
    from lxml import etree

    parser = etree.XMLParser(remove_blank_text=True)
    root = etree.fromstring(xml, parser)
    for tag in ("DigestValue", "SignatureValue", "X509Certificate", "CipherValue"):
        for node in root.iter("{*}" + tag):
            node.text = "..."
    return etree.tostring(root, pretty_print=True, encoding="unicode")
