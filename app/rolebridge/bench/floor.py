"""The floor of the server: a bare Flask view that does nothing but one python-xmlsec signature.

Run by gunicorn as `rolebridge.bench.floor:app`, with the key that the environment names.
"""

import os
from pathlib import Path

import xmlsec
from flask import Flask
from lxml import etree

app = Flask(__name__)

_NS = "urn:oasis:names:tc:SAML:2.0:assertion"
_TEXT = f'<saml:Assertion xmlns:saml="{_NS}" ID="_floor" Version="2.0">' + "x" * 2000
_XML = (_TEXT + "</saml:Assertion>").encode()


def sign_once(key: xmlsec.Key) -> bytes:
    """Parse, template, sign and serialise one element of an assertion's size."""
    root = etree.fromstring(_XML)
    signature = xmlsec.template.create(
        root, xmlsec.constants.TransformExclC14N, xmlsec.constants.TransformRsaSha256
    )
    root.insert(0, signature)
    reference = xmlsec.template.add_reference(
        signature, xmlsec.constants.TransformSha256, uri="#_floor"
    )
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformEnveloped)
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformExclC14N)
    xmlsec.tree.add_ids(root, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = key
    context.sign(signature)
    signed: bytes = etree.tostring(root)
    return signed


def load_key(pem: bytes) -> xmlsec.Key:
    """A private key as python-xmlsec wants it."""
    return xmlsec.Key.from_memory(pem, xmlsec.constants.KeyDataFormatPem)


if "ROLEBRIDGE_BENCH_KEY" in os.environ:
    _KEY = load_key(Path(os.environ["ROLEBRIDGE_BENCH_KEY"]).read_bytes())

    @app.get("/")
    def sign() -> bytes:
        """One signature a request."""
        return sign_once(_KEY)
