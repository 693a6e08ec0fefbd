"""Builds SAML responses for tests, signs and encrypts them, and says what a door would expect.

    message = Message(name_id="alice")            # every part has a default that is valid
    root = message.parse()                        # lxml, unsigned; change what you like
    sign(root.find(ASSERTION), rsa_pair())        # xmlsec's own templates, not rolebridge's signer
    validate_response(encode(root), message.expected(rsa_pair()), message.now)

Signing and encryption go straight to python-xmlsec, so that tests do not judge rolebridge by
rolebridge.
"""

import base64
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xmlsec
from lxml import etree

from rolebridge.clock import format_instant
from rolebridge.saml.encryption import load_decryption_key
from rolebridge.saml.expected import Expected, Profile
from rolebridge.saml.signature import load_verification_key
from support.keys import KeyPair

NOW = datetime(2026, 11, 23, 10, 0, 0, tzinfo=UTC)
SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
DS = "http://www.w3.org/2000/09/xmldsig#"
XENC = "http://www.w3.org/2001/04/xmlenc#"
EXCLUSIVE_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
ASSERTION = f"{{{SAML}}}Assertion"
SIGNATURE = f"{{{DS}}}Signature"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
AWS = "https://aws.amazon.com/SAML/Attributes/"
ROLE = "arn:aws:iam::111122223333:role/ReadOnly,arn:aws:iam::111122223333:saml-provider/ExampleCorp"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
OAEP = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"
AES256_GCM = "http://www.w3.org/2009/xmlenc11#aes256-gcm"


def aws_attributes() -> dict[str, tuple[str, ...]]:
    return {AWS + "Role": (ROLE,), AWS + "RoleSessionName": ("alice",)}


@dataclass(frozen=True, kw_only=True)
class Message:
    """One response. None leaves an optional part out; `*_xml` replaces a part as a whole."""

    profile: Profile = Profile.AWS
    now: datetime = NOW
    issuer: str = "https://idp.example.com/saml"
    response_issuer: str | None = "https://idp.example.com/saml"
    audience: str = "urn:amazon:webservices"
    acs: str = "https://signin.aws.amazon.com/saml"
    destination: str | None = "https://signin.aws.amazon.com/saml"
    response_id: str | None = "_response"
    assertion_id: str | None = "_assertion"
    in_response_to: str | None = None
    issue_instant: datetime | str | None = None
    not_before: datetime | str | None = NOW - timedelta(seconds=30)
    not_on_or_after: datetime | str | None = NOW + timedelta(minutes=5)
    confirmed_until: datetime | str | None = NOW + timedelta(minutes=5)
    authn_instant: datetime | str = NOW - timedelta(minutes=10)
    session_end: datetime | str | None = None
    name_id: str = "alice@example.com"
    name_id_attributes: str = ""
    attributes: dict[str, tuple[str, ...]] = field(default_factory=aws_attributes)
    version: str = "2.0"
    status: str = SUCCESS
    status_xml: str | None = None
    subject_xml: str | None = None
    confirmations_xml: str | None = None
    conditions_xml: str | None = None
    restrictions_xml: str | None = None
    authn_xml: str | None = None
    attributes_xml: str | None = None
    extensions_xml: str = ""
    advice_xml: str = ""

    def but(self, **changes: Any) -> "Message":
        return replace(self, **changes)

    def expected(self, *pairs: KeyPair, **changes: Any) -> Expected:
        """What the door of this message expects, with the keys of `pairs`."""
        legacy = frozenset(changes.pop("legacy", ()))
        decryption = tuple(load_decryption_key(pem) for pem in changes.pop("private_pems", ()))
        known = Expected(
            issuer=self.issuer,
            keys=tuple(load_verification_key(p.certificate_pem, legacy=legacy) for p in pairs),
            audience=frozenset({self.audience}),
            recipients=frozenset({self.acs}),
            destinations=frozenset({self.acs}),
            profile=self.profile,
            legacy=legacy,
            decryption_keys=decryption,
        )
        return replace(known, **changes)

    def parse(self) -> Any:
        return etree.fromstring(self.xml())

    def xml(self) -> str:
        return (
            f'<samlp:Response xmlns:samlp="{SAMLP}" xmlns:saml="{SAML}"'
            f'{_attribute("ID", self.response_id)} Version="{self.version}"'
            f"{_attribute('IssueInstant', self._issued)}"
            f"{_attribute('Destination', self.destination)}"
            f"{_attribute('InResponseTo', self.in_response_to)}>"
            f"{_element('saml:Issuer', self.response_issuer)}"
            f"{self.extensions_xml}{self._status}{self.assertion_xml()}</samlp:Response>"
        )

    def assertion_xml(self) -> str:
        return (
            f'<saml:Assertion xmlns:saml="{SAML}"{_attribute("ID", self.assertion_id)}'
            f' Version="2.0"{_attribute("IssueInstant", self._issued)}>'
            f"<saml:Issuer>{escape(self.issuer)}</saml:Issuer>"
            f"{self._subject}{self._conditions}{self.advice_xml}{self._authn}{self._statement}"
            "</saml:Assertion>"
        )

    @property
    def _issued(self) -> datetime | str:
        return self.now if self.issue_instant is None else self.issue_instant

    @property
    def _status(self) -> str:
        if self.status_xml is not None:
            return self.status_xml
        return f'<samlp:Status><samlp:StatusCode Value="{self.status}"/></samlp:Status>'

    @property
    def _subject(self) -> str:
        if self.subject_xml is not None:
            return self.subject_xml
        return (
            f"<saml:Subject><saml:NameID{self.name_id_attributes}>{escape(self.name_id)}"
            f"</saml:NameID>{self._confirmations}</saml:Subject>"
        )

    @property
    def _confirmations(self) -> str:
        if self.confirmations_xml is not None:
            return self.confirmations_xml
        return confirmation(
            recipient=self.acs,
            until=self.confirmed_until,
            in_response_to=self.in_response_to,
        )

    @property
    def _conditions(self) -> str:
        if self.conditions_xml is not None:
            return self.conditions_xml
        restrictions = self.restrictions_xml
        if restrictions is None:
            restrictions = restriction(self.audience)
        return (
            f"<saml:Conditions{_attribute('NotBefore', self.not_before)}"
            f"{_attribute('NotOnOrAfter', self.not_on_or_after)}>{restrictions}</saml:Conditions>"
        )

    @property
    def _authn(self) -> str:
        if self.authn_xml is not None:
            return self.authn_xml
        return (
            f"<saml:AuthnStatement{_attribute('AuthnInstant', self.authn_instant)}"
            f'{_attribute("SessionNotOnOrAfter", self.session_end)} SessionIndex="_session">'
            "<saml:AuthnContext><saml:AuthnContextClassRef>"
            "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
            "</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>"
        )

    @property
    def _statement(self) -> str:
        if self.attributes_xml is not None:
            return self.attributes_xml
        return statement(*(attribute(name, *values) for name, values in self.attributes.items()))


def confirmation(
    *,
    recipient: str | None = None,
    until: datetime | str | None = None,
    in_response_to: str | None = None,
    method: str = BEARER,
    not_before: datetime | str | None = None,
) -> str:
    return (
        f'<saml:SubjectConfirmation Method="{method}"><saml:SubjectConfirmationData'
        f"{_attribute('InResponseTo', in_response_to)}{_attribute('NotBefore', not_before)}"
        f"{_attribute('NotOnOrAfter', until)}{_attribute('Recipient', recipient)}/>"
        "</saml:SubjectConfirmation>"
    )


def restriction(*audiences: str) -> str:
    names = "".join(f"<saml:Audience>{escape(name)}</saml:Audience>" for name in audiences)
    return f"<saml:AudienceRestriction>{names}</saml:AudienceRestriction>"


def statement(*attributes: str) -> str:
    inner = "".join(attributes)
    return f"<saml:AttributeStatement>{inner}</saml:AttributeStatement>" if inner else ""


def attribute(name: str, *values: str) -> str:
    inner = "".join(
        f"<saml:AttributeValue>{escape(value)}</saml:AttributeValue>" for value in values
    )
    return f"<saml:Attribute Name={quoteattr(name)}>{inner}</saml:Attribute>"


def sign(
    element: Any,
    pair: KeyPair,
    *,
    method: str = RSA_SHA256,
    digest: str = SHA256,
    c14n: str = EXCLUSIVE_C14N,
    transforms: tuple[str, ...] = (ENVELOPED, EXCLUSIVE_C14N),
    prefix_list: str | None = None,
    prefix_list_in: str = "Transform",
    prefix: str | None = "ds",
    key_info_pem: str | None = None,
    uri: str | None = None,
) -> Any:
    """Sign `element` in place with xmlsec and return its ds:Signature; without an ID, the template."""
    signature = _template(element, method, digest, c14n, transforms, prefix, uri)
    if prefix_list is not None:
        _add_prefix_list(signature, prefix_list, prefix_list_in)
    issuer = element.find(f"{{{SAML}}}Issuer")
    element.insert(0 if issuer is None else element.index(issuer) + 1, signature)
    if key_info_pem is not None:
        add_key_info(signature, key_info_pem)
    context = xmlsec.SignatureContext()
    context.key = _private_key(pair.private_pem)
    if element.get("ID"):
        context.register_id(element, "ID")
        context.sign(signature)
    return signature


def add_key_info(signature: Any, certificate_pem: str) -> None:
    """Put a certificate into KeyInfo, whose ever it is."""
    body = "".join(certificate_pem.strip().splitlines()[1:-1])
    info = etree.SubElement(signature, f"{{{DS}}}KeyInfo")
    data = etree.SubElement(info, f"{{{DS}}}X509Data")
    etree.SubElement(data, f"{{{DS}}}X509Certificate").text = body


def signed(message: Message, pair: KeyPair, *what: str, **options: Any) -> Any:
    """The root of `message` with the named elements signed: "assertion", "response" or both."""
    root = message.parse()
    if "assertion" in (what or ("assertion",)):
        sign(root.find(ASSERTION), pair, **options)
    if "response" in what:
        sign(root, pair, **options)
    return root


def encrypt(
    root: Any,
    pair: KeyPair,
    *,
    cipher: str = AES256_GCM,
    transport: str = OAEP,
    plaintext: bytes | None = None,
    beside: bool = False,
    retrieval: bool = False,
) -> Any:
    """Replace the assertion below `root` by an EncryptedAssertion for `pair`; return that."""
    assertion = root.find(ASSERTION)
    text = etree.tostring(assertion, with_tail=False) if plaintext is None else plaintext
    holder = etree.Element(f"{{{SAML}}}EncryptedAssertion", nsmap={"saml": SAML})
    # Nodes made by xmlsec's C code escape lxml's search by name; a fresh parse makes them plain.
    data = etree.fromstring(etree.tostring(_encrypted_data(text, pair, cipher, transport)))
    holder.append(data)
    if beside:
        _move_key_beside(holder, data, retrieval=retrieval)
    root.replace(assertion, holder)
    return holder


def encode(message: Any) -> str:
    """Base64 of bytes, of text, or of an element."""
    raw = message if isinstance(message, bytes) else _text(message)
    return base64.b64encode(raw).decode("ascii")


def _text(message: Any) -> bytes:
    return message.encode() if isinstance(message, str) else etree.tostring(message)


def _attribute(name: str, value: datetime | str | None) -> str:
    if value is None:
        return ""
    text = format_instant(value) if isinstance(value, datetime) else value
    return f" {name}={quoteattr(text)}"


def _element(name: str, text: str | None) -> str:
    return "" if text is None else f"<{name}>{escape(text)}</{name}>"


def _template(  # noqa: PLR0917  (one call, above)
    element: Any,
    method: str,
    digest: str,
    c14n: str,
    transforms: tuple[str, ...],
    prefix: str | None,
    uri: str | None,
) -> Any:
    signature = etree.Element(SIGNATURE, nsmap={prefix: DS})
    info = _child(signature, "SignedInfo")
    _child(info, "CanonicalizationMethod", Algorithm=c14n)
    _child(info, "SignatureMethod", Algorithm=method)
    reference = _child(info, "Reference", URI=f"#{element.get('ID')}" if uri is None else uri)
    holder = _child(reference, "Transforms")
    for name in transforms:
        _child(holder, "Transform", Algorithm=name)
    _child(reference, "DigestMethod", Algorithm=digest)
    _child(reference, "DigestValue")
    _child(signature, "SignatureValue")
    return signature


def _add_prefix_list(signature: Any, prefix_list: str, where: str) -> None:
    for holder in signature.iter(f"{{{DS}}}{where}"):
        if holder.get("Algorithm") == EXCLUSIVE_C14N:
            name = f"{{{EXCLUSIVE_C14N}}}InclusiveNamespaces"
            nsmap = {"ec": EXCLUSIVE_C14N}
            etree.SubElement(holder, name, {"PrefixList": prefix_list}, nsmap=nsmap)


def _child(parent: Any, name: str, **attributes: str) -> Any:
    return etree.SubElement(parent, f"{{{DS}}}{name}", attributes)


@cache
def _private_key(pem: bytes) -> Any:
    return xmlsec.Key.from_memory(pem, xmlsec.constants.KeyDataFormatPem, None)


_CIPHERS = {
    AES256_GCM: (xmlsec.constants.TransformAes256Gcm, 256),
    "http://www.w3.org/2009/xmlenc11#aes128-gcm": (xmlsec.constants.TransformAes128Gcm, 128),
    "http://www.w3.org/2009/xmlenc11#aes192-gcm": (xmlsec.constants.TransformAes192Gcm, 192),
    f"{XENC}aes128-cbc": (xmlsec.constants.TransformAes128Cbc, 128),
    f"{XENC}aes256-cbc": (xmlsec.constants.TransformAes256Cbc, 256),
    f"{XENC}tripledes-cbc": (xmlsec.constants.TransformDes3Cbc, 192),
}
_TRANSPORTS = {
    OAEP: xmlsec.constants.TransformRsaOaep,
    f"{XENC}rsa-1_5": xmlsec.constants.TransformRsaPkcs1,
}


def _encrypted_data(text: bytes, pair: KeyPair, cipher: str, transport: str) -> Any:
    transform, bits = _CIPHERS[cipher]
    kind = (
        xmlsec.constants.KeyDataDes
        if cipher.endswith("tripledes-cbc")
        else xmlsec.constants.KeyDataAes
    )
    manager = xmlsec.KeysManager()
    manager.add_key(_private_key(pair.private_pem))
    context = xmlsec.EncryptionContext(manager)
    context.key = xmlsec.Key.generate(kind, bits, xmlsec.constants.KeyDataTypeSession)
    scratch = etree.Element("scratch")
    data = xmlsec.template.encrypted_data_create(
        scratch, transform, type=f"{XENC}Element", ns="xenc"
    )
    xmlsec.template.encrypted_data_ensure_cipher_value(data)
    info = xmlsec.template.encrypted_data_ensure_key_info(data, ns="ds")
    key = xmlsec.template.add_encrypted_key(info, _TRANSPORTS[transport])
    xmlsec.template.encrypted_data_ensure_cipher_value(key)
    return context.encrypt_binary(data, text)


def _move_key_beside(holder: Any, data: Any, *, retrieval: bool) -> None:
    """The EncryptedKey as older peers place it: beside the EncryptedData, perhaps pointed at."""
    info = data.find(f"{{{DS}}}KeyInfo")
    key = info[0]
    holder.append(key)
    if retrieval:
        key.set("Id", "_key")
        _child(info, "RetrievalMethod", URI="#_key", Type=f"{XENC}EncryptedKey")
    else:
        data.remove(info)
