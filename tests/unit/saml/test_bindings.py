"""Messages arrive exactly as they were sent, or not at all."""

import base64
import zlib
from urllib.parse import parse_qsl, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rolebridge.saml.bindings import (
    DEFLATE,
    MAX_RELAY_STATE,
    BindingRefused,
    build_post_form_fields,
    build_redirect_query,
    decode_post,
    decode_redirect,
    validate_relay_state,
    verify_query_signature,
)
from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.signature import load_verification_key
from support.identity_provider import REDIRECT, make_signer
from support.keys import ec_pair, rsa_pair

PATIENT = settings(deadline=None, max_examples=60)
XML = b"<samlp:AuthnRequest/>"
RELAY_STATES = st.none() | st.text(
    st.characters(exclude_categories=["Cs", "Cc"]), max_size=MAX_RELAY_STATE // 4
)


def deflated(xml: bytes, bits: int = -15) -> str:
    packer = zlib.compressobj(9, zlib.DEFLATED, bits)
    return quote_plus(base64.b64encode(packer.compress(xml) + packer.flush()))


def key_of(pair):
    return load_verification_key(pair.certificate_pem)


def refused(decode, argument) -> BindingRefused:
    with pytest.raises(BindingRefused) as caught:
        decode(argument)
    return caught.value


# ------------------------------------------------------------------------------------- round trip


@PATIENT
@given(st.binary(max_size=2_000), RELAY_STATES)
def test_redirect_carries_every_message(xml, relay_state):
    message = decode_redirect(build_redirect_query(xml, relay_state))
    assert (message.xml, message.relay_state) == (xml, relay_state)
    assert message.binding == REDIRECT
    assert message.signature is None


@PATIENT
@given(st.binary(max_size=500), RELAY_STATES)
def test_a_signed_redirect_verifies(xml, relay_state):
    message = decode_redirect(build_redirect_query(xml, relay_state, make_signer()))
    key = key_of(rsa_pair())
    assert verify_query_signature(message.signature, [key]) == key.fingerprint


@PATIENT
@given(st.binary(min_size=1, max_size=500), RELAY_STATES)
def test_post_carries_every_message(xml, relay_state):
    fields = [("SAMLRequest", base64.b64encode(xml).decode())]
    fields += [("RelayState", relay_state)] if relay_state is not None else []
    message = decode_post(fields)
    assert (message.xml, message.relay_state) == (xml, relay_state)


@PATIENT
@given(st.binary(max_size=500), RELAY_STATES)
def test_the_form_carries_what_it_was_given(xml, relay_state):
    fields = dict(build_post_form_fields(xml, relay_state))
    assert base64.b64decode(fields.pop("SAMLResponse")) == xml
    assert fields == ({} if relay_state is None else {"RelayState": relay_state})


def test_elliptic_curve_signatures_verify():
    message = decode_redirect(build_redirect_query(XML, None, make_signer(ec_pair())))
    assert verify_query_signature(message.signature, [key_of(rsa_pair()), key_of(ec_pair())])


def test_an_empty_relay_state_is_not_an_absent_one():
    query = f"SAMLRequest={deflated(XML)}"
    assert decode_redirect(query).relay_state is None
    assert decode_redirect(query + "&RelayState=").relay_state == ""


def test_base64_in_a_form_may_be_broken_into_lines():
    encoded = base64.encodebytes(b"x" * 200).decode().replace("\n", "\r\n")
    assert decode_post([("SAMLRequest", encoded)]).xml == b"x" * 200


# ------------------------------------------------------------------------------ redirect, refused


@pytest.mark.parametrize(
    ("query", "parameter", "rule"),
    [
        ("", "SAMLRequest", "needed"),
        ("SAMLRequest=", "SAMLRequest", "needed"),
        ("RelayState=x", "SAMLRequest", "needed"),
        (f"SAMLRequest={deflated(XML)}&SAMLRequest={deflated(XML)}", "SAMLRequest", "once"),
        (f"SAMLRequest={deflated(XML)}&RelayState=a&RelayState=a", "RelayState", "once"),
        (f"SAMLRequest={deflated(XML)}&Signature=a&Signature=b&SigAlg=c", "Signature", "once"),
        (f"SAMLRequest={deflated(XML)}&SAMLResponse=x", "SAMLResponse", "takes requests"),
        (f"SAMLRequest={deflated(XML)}&SAMLart=x", "SAMLart", "takes requests"),
        (f"SAMLReques%74={deflated(XML)}", "SAMLRequest", "not be escaped"),
        (f"SAMLRequest={deflated(XML)}&Relay%53tate=x", "RelayState", "not be escaped"),
        (f"SAMLRequest={deflated(XML)}&SAMLEncoding=urn:x", "SAMLEncoding", "only DEFLATE"),
        (f"SAMLRequest={deflated(XML)}&SAMLEncoding=", "SAMLEncoding", "only DEFLATE"),
        (f"SAMLRequest={deflated(XML)}&Signature=AAAA", "Signature", "together"),
        (f"SAMLRequest={deflated(XML)}&SigAlg=urn:x", "Signature", "together"),
        (f"SAMLRequest={deflated(XML)}&SigAlg=&Signature=", "Signature", "together"),
        (f"SAMLRequest={deflated(XML)}&SigAlg=urn:x&Signature=A*", "Signature", "base64"),
        (f"SAMLRequest={deflated(XML)}&RelayState=%", "query", "percent"),
        (f"SAMLRequest={deflated(XML)}&RelayState=%zz", "query", "percent"),
        (f"SAMLRequest={deflated(XML)}&RelayState=é", "query", "ASCII"),
        (f"SAMLRequest={deflated(XML)}&RelayState=%ff", "RelayState", "UTF-8"),
        (f"SAMLRequest={deflated(XML)}&RelayState=%c0%80", "RelayState", "UTF-8"),
        (f"SAMLRequest={deflated(XML)}&RelayState=%00", "RelayState", "control"),
        (f"SAMLRequest={deflated(XML)}&RelayState=a%0d%0ab", "RelayState", "control"),
        (f"SAMLRequest={deflated(XML)}&RelayState={'x' * 2049}", "RelayState", "2048"),
        (f"SAMLRequest={quote_plus(base64.b64encode(XML))}", "SAMLRequest", "compressed"),
        (f"SAMLRequest={deflated(XML, 15)}", "SAMLRequest", "zlib header"),
        (f"SAMLRequest={deflated(XML, 31)}", "SAMLRequest", "compressed"),
        ("SAMLRequest=AAAA_-", "SAMLRequest", "base64"),
        ("SAMLRequest=AAA", "SAMLRequest", "base64"),
        ("SAMLRequest=AAAA%3d%3d%3d%3d", "SAMLRequest", "base64"),
        (f"SAMLRequest={'A' * 600_000}", "SAMLRequest", "262144 bytes"),
    ],
)
def test_what_a_redirect_may_not_be(query, parameter, rule):
    error = refused(decode_redirect, query)
    assert error.parameter == parameter
    assert rule in error.rule


def test_a_message_of_the_largest_size_is_taken():
    assert len(decode_redirect(f"SAMLRequest={deflated(b'x' * 262_144)}").xml) == 262_144


@pytest.mark.parametrize("size", [262_145, 100_000_000])
def test_a_bomb_is_not_inflated(size):
    assert "262144" in refused(decode_redirect, f"SAMLRequest={deflated(bytes(size))}").rule


def test_compressed_data_must_end_where_it_says():
    packed = zlib.compress(XML, wbits=-15)
    for data in (packed + b"x", packed[:-1], packed + packed):
        query = f"SAMLRequest={quote_plus(base64.b64encode(data))}"
        assert "must end" in refused(decode_redirect, query).rule


def test_parameters_that_mean_nothing_here_are_not_read():
    query = f"x=%41&SAMLRequest={deflated(XML)}&%ff&SAMLEncoding={quote_plus(DEFLATE)}&x=1&"
    assert decode_redirect(query).xml == XML


# ------------------------------------------------------------------------------ query signatures


def signed_pieces(relay_state: str | None = "token") -> dict[str, str]:
    """The parameters as they stand on the wire, still escaped."""
    query = build_redirect_query(XML, relay_state, make_signer())
    return dict(piece.split("=", 1) for piece in query.split("&"))


def verify(*pieces: str) -> str:
    message = decode_redirect("&".join(pieces))
    return verify_query_signature(message.signature, [key_of(rsa_pair())])


def pairs(pieces: dict[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in pieces.items()]


def test_the_order_on_the_wire_does_not_matter_the_order_of_the_rule_does():
    assert verify(*reversed(pairs(signed_pieces())))


def test_a_signature_over_another_order_does_not_verify():
    pieces = signed_pieces()
    octets = "&".join(f"{name}={pieces[name]}" for name in ("RelayState", "SAMLRequest", "SigAlg"))
    value = base64.b64encode(make_signer().sign_bytes(octets.encode())).decode()
    with pytest.raises(CheckFailed, match="does not verify"):
        verify(*pairs({**pieces, "Signature": quote_plus(value)}))


@pytest.mark.parametrize(
    "change",
    [
        {"RelayState": "other"},
        {"RelayState": ""},
        {"RelayState": "%74oken"},  # the same text, written otherwise
        {"SAMLRequest": deflated(b"<samlp:Other/>")},
        {"SigAlg": quote_plus("http://www.w3.org/2001/04/xmldsig-more#rsa-sha512")},
    ],
)
def test_every_signed_byte_counts(change):
    with pytest.raises(CheckFailed):
        verify(*pairs({**signed_pieces(), **change}))


def test_a_relay_state_cannot_be_taken_away_or_added():
    pieces = signed_pieces()
    del pieces["RelayState"]
    with pytest.raises(CheckFailed):
        verify(*pairs(pieces))
    with pytest.raises(CheckFailed):
        verify(*pairs(signed_pieces(None)), "RelayState=x")


def test_lower_case_escapes_verify_if_they_were_signed_so():
    request = deflated(XML).replace("%2F", "%2f").replace("%2B", "%2b").replace("%3D", "%3d")
    algorithm = quote_plus(make_signer().algorithm.value).replace("%3A", "%3a")
    octets = f"SAMLRequest={request}&SigAlg={algorithm}"
    value = quote_plus(base64.b64encode(make_signer().sign_bytes(octets.encode())))
    assert verify(octets, f"Signature={value}")


@pytest.mark.parametrize(
    ("algorithm", "code"),
    [
        ("http://www.w3.org/2000/09/xmldsig#rsa-sha1", "weak_algorithm"),
        ("http://www.w3.org/2001/04/xmldsig-more#rsa-md5", "weak_algorithm"),
        ("http://www.w3.org/2001/04/xmldsig-more#hmac-sha256", "sig_algorithm"),
        ("urn:unknown", "sig_algorithm"),
    ],
)
def test_weak_and_unknown_algorithms_are_refused(algorithm, code):
    pieces = {**signed_pieces(), "SigAlg": quote_plus(algorithm)}
    with pytest.raises(CheckFailed) as caught:
        verify(*pairs(pieces))
    assert caught.value.code == code


# ------------------------------------------------------------------------------------------- post


@pytest.mark.parametrize(
    ("fields", "parameter", "rule"),
    [
        ([], "SAMLRequest", "needed"),
        ([("SAMLRequest", "")], "SAMLRequest", "needed"),
        ([("SAMLRequest", "QQ=="), ("SAMLRequest", "QQ==")], "SAMLRequest", "once"),
        ([("SAMLRequest", "QQ=="), ("RelayState", "a"), ("RelayState", "b")], "RelayState", "once"),
        ([("SAMLRequest", "QQ=="), ("SAMLResponse", "QQ==")], "SAMLResponse", "takes requests"),
        ([("SAMLRequest", "QQ===")], "SAMLRequest", "base64"),
        ([("SAMLRequest", "QR==")], "SAMLRequest", "base64"),
        ([("SAMLRequest", "Q_==")], "SAMLRequest", "base64"),
        ([("SAMLRequest", "QQ==\x00")], "SAMLRequest", "base64"),
        ([("SAMLRequest", "QQ=="), ("RelayState", "\ud800")], "RelayState", "UTF-8"),
        ([("SAMLRequest", "QQ=="), ("RelayState", "a\nb")], "RelayState", "control"),
        ([("SAMLRequest", "A" * 600_000)], "SAMLRequest", "262144"),
    ],
)
def test_what_a_form_may_not_be(fields, parameter, rule):
    error = refused(decode_post, fields)
    assert error.parameter == parameter
    assert rule in error.rule


def test_relay_state_is_measured_in_bytes():
    assert validate_relay_state("é" * 1024) == "é" * 1024
    assert "2048" in refused(validate_relay_state, "é" * 1025).rule


def test_standard_tools_read_what_we_encode():
    query = build_redirect_query(XML, "a b&c=d+ü", make_signer())
    parameters = dict(parse_qsl(query, strict_parsing=True))
    assert parameters["RelayState"] == "a b&c=d+ü"
    assert zlib.decompress(base64.b64decode(parameters["SAMLRequest"]), -15) == XML
    assert list(parameters) == ["SAMLRequest", "RelayState", "SigAlg", "Signature"]
