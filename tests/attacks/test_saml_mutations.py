"""The property that matters: a changed message is refused or means what it meant.

Seeds in several dialects are changed byte by byte and node by node. Whatever comes out of
validation is the same identity, or a refusal with a code of the catalogue: never another identity,
never an unexpected exception.
"""

import base64
import copy
import random

import pytest
import xmlsec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from rolebridge.saml.checks import CATALOGUE, CheckFailed
from rolebridge.saml.expected import Profile
from rolebridge.saml.response import report_response, validate_response
from support.keys import ec_pair, rsa_pair
from support.saml import (
    ASSERTION,
    NOW,
    SIGNATURE,
    Message,
    aws_attributes,
    encode,
    encrypt,
    sign,
    signed,
)

IDP, EC, SERVICE = rsa_pair(), ec_pair(), rsa_pair("service")
MESSAGE = Message(
    attributes=aws_attributes() | {"https://aws.amazon.com/SAML/Attributes/PrincipalTag:T": ("v",)}
)
EXPECTED = MESSAGE.expected(IDP, EC, private_pems=[SERVICE.private_pem])
CERTIFICATE = xmlsec.constants.KeyDataFormatCertPem
XMLSEC_KEYS = {
    curve: xmlsec.Key.from_memory(pair.certificate_pem, CERTIFICATE)
    for curve, pair in ((False, IDP), (True, EC))
}
CODES = {check.code for check in CATALOGUE}


def _seeds():
    plain = signed(MESSAGE, IDP, key_info_pem=IDP.certificate_pem)
    curve = signed(MESSAGE, EC, method="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256")
    both = signed(MESSAGE, IDP, "assertion", "response", prefix=None, prefix_list="xs saml")
    pretty = MESSAGE.parse()
    etree.indent(pretty)
    sign(pretty, IDP)
    sealed = signed(MESSAGE, IDP)
    encrypt(sealed, SERVICE)
    sealed_and_signed = MESSAGE.parse()
    encrypt(sealed_and_signed, SERVICE, beside=True, retrieval=True)
    sign(sealed_and_signed, IDP)
    seeds = {
        "assertion signed": plain,
        "assertion signed with a curve": curve,
        "both signed": both,
        "response signed, pretty": pretty,
        "encrypted": sealed,
        "encrypted in a signed response": sealed_and_signed,
    }
    return {name: etree.tostring(root) for name, root in seeds.items()}


SEEDS = _seeds()


def identity(verified):
    return (verified.name_id, verified.issuer, verified.audience, verified.recipient,
            dict(verified.attributes), verified.aws, verified.id)  # fmt: skip


TRUE_IDENTITY = identity(validate_response(encode(SEEDS["assertion signed"]), EXPECTED, NOW))


def judge(raw, message=MESSAGE, expected=EXPECTED):
    """The code of the refusal, or what was accepted. Any other exception is a failure."""
    try:
        verified = validate_response(base64.b64encode(raw).decode(), expected, message.now)
    except CheckFailed as error:
        return error.code, None
    return None, verified


def hold(raw):
    """The property itself."""
    code, verified = judge(raw)
    if verified is None:
        assert code in CODES
    else:
        assert identity(verified) == TRUE_IDENTITY
        assert xmlsec_agrees(raw)
    return verified is not None


def xmlsec_agrees(raw):
    """What we accept, xmlsec accepts too, by its own walk and its own arithmetic."""
    root = etree.fromstring(raw)
    xmlsec.tree.add_ids(root, ["ID"])
    for signature in root.iter(SIGNATURE):
        curve = b"ecdsa" in etree.tostring(signature)
        context = xmlsec.SignatureContext()
        context.key = XMLSEC_KEYS[curve]
        context.verify(signature)
    return True


@pytest.mark.parametrize("name", SEEDS)
def test_each_seed_itself_is_accepted(name):
    assert hold(SEEDS[name])


@pytest.mark.parametrize("name", SEEDS)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_flipped_bytes(name, data):
    raw = bytearray(SEEDS[name])
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    hold(bytes(raw))


def test_every_byte_of_a_message_once():
    raw, choose = SEEDS["assertion signed"], random.Random("every byte")
    for position in range(len(raw)):
        changed = bytearray(raw)
        changed[position] ^= choose.randrange(1, 256)
        hold(bytes(changed))


@pytest.mark.parametrize("name", SEEDS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_bytes_cut_out_doubled_and_inserted(name, data):
    raw = SEEDS[name]
    start = data.draw(st.integers(0, len(raw) - 1))
    end = min(len(raw), start + data.draw(st.integers(0, 40)))
    junk = data.draw(
        st.sampled_from([b"", raw[start:end] * 2, b"<!---->", b"<![CDATA[", b"&amp;", b" "])
    )
    hold(raw[:start] + junk + raw[end:])


def _nodes(root):
    return list(root.iter())


def _delete(root, node, _other):
    node.getparent().remove(node)


def _duplicate(root, node, _other):
    node.addnext(copy.deepcopy(node))


def _swap(root, node, other):
    if node in other.iterancestors() or other in node.iterancestors() or node is other:
        return
    first, second = copy.deepcopy(node), copy.deepcopy(other)
    node.getparent().replace(node, second)
    other.getparent().replace(other, first)


def _move(root, node, other):
    if node is not other and node not in other.iterancestors():
        other.append(node)


def _empty_text(root, node, _other):
    node.text = None


def _swap_text(root, node, other):
    node.text, other.text = other.text, node.text


def _drop_attributes(root, node, _other):
    node.attrib.clear()


def _forge(root, node, _other):
    """A copy of the whole assertion with another name, beside or inside any node."""
    assertion = root.find(ASSERTION)
    if assertion is None:
        return
    twin = copy.deepcopy(assertion)
    twin.set("ID", "_evil")
    for name in twin.iter("{urn:oasis:names:tc:SAML:2.0:assertion}NameID"):
        name.text = "mallory@example.com"
    node.append(twin)


CHANGES = (_delete, _duplicate, _swap, _move, _empty_text, _swap_text, _drop_attributes, _forge)


@pytest.mark.parametrize("name", SEEDS)
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__.strip("_"))
def test_changed_trees(name, change):
    choose = random.Random(f"{name} {change.__name__}")
    count = len(_nodes(etree.fromstring(SEEDS[name])))
    for position in range(1, count):
        root = etree.fromstring(SEEDS[name])
        nodes = _nodes(root)
        change(root, nodes[position], choose.choice(nodes[1:]))
        hold(etree.tostring(root))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_at_all(raw):
    assert not hold(raw)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_at_all_and_a_report_never_raises(text):
    with pytest.raises(CheckFailed):
        validate_response(text, EXPECTED, NOW)
    assert report_response(text, EXPECTED, NOW)


@settings(max_examples=40, deadline=None)
@given(
    name_id=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs"]), min_size=1,
                    max_size=256),
    value=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])),
)  # fmt: skip
def test_what_was_signed_is_what_is_read(name_id, value):
    message = Message(profile=Profile.SP, name_id=name_id, attributes={"x": (value,)})
    try:
        root = message.parse()
    except etree.XMLSyntaxError:
        return
    sign(root.find(ASSERTION), IDP)
    code, verified = judge(etree.tostring(root), message, message.expected(IDP))
    if verified is None:
        assert code in {"nameid_empty", "doctype_forbidden"}
        return
    assert verified.name_id.value == name_id
    assert verified.attributes["x"] == (value,)
