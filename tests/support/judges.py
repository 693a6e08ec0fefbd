"""Independent judges of what we sign: the xmlsec1 command, and the SAML schemas of another library."""

import subprocess
from functools import cache
from pathlib import Path

import onelogin.saml2
from lxml import etree

from support.parts import require


def xmlsec1_verifies(xml: bytes, element: str, certificate_pem: str, folder: Path) -> bool:
    """`element` is `NAMESPACE:NAME` of the element whose ID attribute the signature refers to."""
    message, certificate = folder / "message.xml", folder / "certificate.pem"
    message.write_bytes(xml)
    certificate.write_text(certificate_pem)
    name = element.rpartition(":")[2]
    path = f"//*[local-name()='{name}']/*[local-name()='Signature']"
    program = require("xmlsec1", "an independent judge of signatures")
    command = [program, "--verify", "--id-attr:ID", element, "--node-xpath", path]
    command += ["--pubkey-cert-pem", str(certificate), "--insecure", str(message)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def schema_faults(xml: bytes, kind: str = "protocol") -> list[str]:
    """What the SAML schema (`protocol` or `metadata`) objects to; empty for valid documents."""
    schema = _schema(kind)
    schema.validate(etree.fromstring(xml))
    return [str(fault) for fault in schema.error_log]


@cache
def _schema(kind: str) -> etree.XMLSchema:
    folder = Path(onelogin.saml2.__file__).parent / "schemas"
    return etree.XMLSchema(etree.parse(str(folder / f"saml-schema-{kind}-2.0.xsd")))
