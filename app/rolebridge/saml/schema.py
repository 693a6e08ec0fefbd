"""Validation against the SAML schemas that travel inside pysaml2, without any network.

Three deviations, all made while the schemas are read: identifiers may begin with a digit, as real
identity providers write them (xml.py holds their grammar and their uniqueness); parameters of
algorithms may be of namespaces without a schema here, such as xenc11:MGF and
ec:InclusiveNamespaces (signature_shape.py and encryption.py decide about them); and addresses of
imported schemas lead to the copies in the package.
"""

import re
import threading
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from lxml import etree

from rolebridge.saml.checks import document as checks
from rolebridge.saml.xml import XMLRefused

_ENTRY: Final = b"""\
<schema xmlns="http://www.w3.org/2001/XMLSchema">
  <import namespace="urn:oasis:names:tc:SAML:2.0:protocol"
          schemaLocation="saml-schema-protocol-2.0.xsd"/>
  <import namespace="urn:oasis:names:tc:SAML:2.0:metadata"
          schemaLocation="saml-schema-metadata-2.0.xsd"/>
</schema>
"""
_IDENTIFIER_TYPE: Final = re.compile(rb"""( type=["'])((?:xs:)?)(?:ID|NCName)(["'])""")
_STRICT_WILDCARD: Final = re.compile(rb"<any (?![^>]*processContents)")

# lxml keeps the errors of a validation on the schema itself. One takes 0.04 ms, so they take turns.
_turn = threading.Lock()


def validate_schema(element: Any) -> None:
    """Check the tree below `element` against the SAML protocol and metadata schemas.

    Raises XMLRefused with the first thing the schema objects to.
    """
    with _turn:
        objection = None if _SCHEMA.validate(element) else _first_objection(_SCHEMA)
    if objection is not None:
        raise XMLRefused(checks.SCHEMA_INVALID, None, objection)


def _load_schema() -> Any:
    parser = etree.XMLParser(no_network=True, load_dtd=False)
    parser.resolvers.add(_PackagedSchemas())
    return etree.XMLSchema(etree.fromstring(_ENTRY, parser, base_url="packaged:/entry.xsd"))


def _first_objection(schema: Any) -> str:
    """The schema's words without the name of a file and without namespaces in braces."""
    entry = schema.error_log[0]
    return re.sub(r"\{[^}]{0,200}\}", "", entry.message)


class _PackagedSchemas(etree.Resolver):  # type: ignore[misc]  # lxml publishes no types.
    """Answers every address from the package; an unknown one gets an empty answer and fails."""

    def __init__(self) -> None:
        spec = find_spec("saml2")
        if spec is None or spec.origin is None:
            raise RuntimeError("pysaml2 is not installed")
        self._folder = Path(spec.origin).parent / "data" / "schemas"

    def resolve(self, url: str, _public_id: str | None, context: Any) -> Any:
        path = self._folder / url.rsplit("/", 1)[-1]
        text = path.read_bytes() if path.suffix == ".xsd" and path.is_file() else b""
        text = _IDENTIFIER_TYPE.sub(rb"\1\2NMTOKEN\3", text)
        return self.resolve_string(
            _STRICT_WILDCARD.sub(b'<any processContents="lax" ', text), context
        )


# Read while the module is imported, before there are threads: libxml2 drops imported schemas when
# another thread parses at the same moment, and says nothing.
_SCHEMA: Final = _load_schema()
