"""Encrypted assertions: ours are opened by others, others' by us, and broken ones by nobody."""

import base64

import pytest
import xmlsec
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from lxml import etree

from rolebridge.saml.algorithms import Legacy
from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.encryption import decrypt_assertion, encrypt_assertion, load_decryption_key
from support.keys import ec_pair, rsa_pair
from support.saml import ASSERTION, DS, OAEP, SAML, XENC, Message, encrypt

XENC11 = "http://www.w3.org/2009/xmlenc11#"
SERVICE = rsa_pair("service")
DATA, KEY = f"{{{XENC}}}EncryptedData", f"{{{XENC}}}EncryptedKey"


def keys(*pairs):
    return [load_decryption_key(pair.private_pem) for pair in pairs]


def decrypt(encrypted, *pairs, legacy=()):
    return decrypt_assertion(encrypted, keys(*(pairs or (SERVICE,))), legacy=frozenset(legacy))


def refusal(encrypted, *pairs, legacy=()):
    with pytest.raises(CheckFailed) as caught:
        decrypt(encrypted, *pairs, legacy=legacy)
    return caught.value.code


def sealed(**options):
    return encrypt(Message().parse(), SERVICE, **options)


def with_oaep(uri, digest, mask, label=b"", *, parameters=None):
    """An EncryptedAssertion whose key is wrapped by `cryptography`, with any OAEP parameters."""
    encrypted = sealed()
    public = serialization.load_pem_private_key(SERVICE.private_pem, None).public_key()
    content_key = AESGCM.generate_key(256)
    nonce = bytes(12)
    content = nonce + AESGCM(content_key).encrypt(nonce, b"<plain/>", None)
    wrapped = public.encrypt(content_key, padding.OAEP(padding.MGF1(mask), digest, label))
    key = encrypted.find(f".//{KEY}")
    method = key.find(f"{{{XENC}}}EncryptionMethod")
    method.set("Algorithm", uri)
    for child in list(method):
        method.remove(child)
    for child in parameters or ():
        method.append(etree.fromstring(child))
    key.find(f".//{{{XENC}}}CipherValue").text = base64.b64encode(wrapped).decode()
    data = encrypted.find(DATA).find(f"{{{XENC}}}CipherData")
    data[0].text = base64.b64encode(content).decode()
    return encrypted


def test_what_we_encrypt_we_decrypt():
    assertion = Message().parse().find(ASSERTION)
    encrypted = encrypt_assertion(assertion, SERVICE.certificate_pem)
    assert encrypted.tag == f"{{{SAML}}}EncryptedAssertion"
    assert decrypt(encrypted) == etree.tostring(assertion, with_tail=False)
    assert assertion.getparent() is not None


def test_what_we_encrypt_names_strong_algorithms():
    encrypted = encrypt_assertion(Message().parse().find(ASSERTION), SERVICE.certificate_pem)
    used = [method.get("Algorithm") for method in encrypted.iter(f"{{{XENC}}}EncryptionMethod")]
    assert used == [f"{XENC11}aes256-gcm", OAEP]


def test_xmlsec_decrypts_what_we_encrypt():
    assertion = Message().parse().find(ASSERTION)
    encrypted = encrypt_assertion(assertion, SERVICE.certificate_pem)
    manager = xmlsec.KeysManager()
    manager.add_key(
        xmlsec.Key.from_memory(SERVICE.private_pem, xmlsec.constants.KeyDataFormatPem, None)
    )
    opened = xmlsec.EncryptionContext(manager).decrypt(encrypted.find(DATA))
    assert opened.get("ID") == "_assertion"


def test_two_encryptions_of_one_assertion_differ():
    assertion = Message().parse().find(ASSERTION)
    first, second = (encrypt_assertion(assertion, SERVICE.certificate_pem) for _ in range(2))
    assert etree.tostring(first) != etree.tostring(second)


@pytest.mark.parametrize("pair", [ec_pair(), rsa_pair("short", 1024)], ids=["ec", "short"])
def test_only_a_strong_rsa_certificate_is_encrypted_for(pair):
    with pytest.raises(CheckFailed) as caught:
        encrypt_assertion(Message().parse().find(ASSERTION), pair.certificate_pem)
    assert caught.value.code == "weak_key"


@pytest.mark.parametrize("cipher", ["aes128-gcm", "aes192-gcm", "aes256-gcm"])
@pytest.mark.parametrize(
    "place", [{}, {"beside": True}, {"beside": True, "retrieval": True}], ids=str
)
def test_every_place_of_the_key_is_found(cipher, place):
    encrypted = sealed(cipher=f"{XENC11}{cipher}", **place)
    assert decrypt(encrypted).startswith(b"<saml:Assertion")


@pytest.mark.parametrize(
    ("options", "switches"),
    [
        ({"cipher": f"{XENC}aes128-cbc"}, [Legacy.CBC]),
        ({"cipher": f"{XENC}aes256-cbc"}, [Legacy.CBC]),
        ({"cipher": f"{XENC}tripledes-cbc"}, [Legacy.CBC]),
        ({"transport": f"{XENC}rsa-1_5"}, [Legacy.RSA15]),
        (
            {"cipher": f"{XENC}aes128-cbc", "transport": f"{XENC}rsa-1_5"},
            [Legacy.CBC, Legacy.RSA15],
        ),
    ],
    ids=str,
)
def test_each_legacy_switch_lets_in_what_it_names_and_nothing_else_does(options, switches):
    encrypted = sealed(**options)
    for missing in switches:
        others = [switch for switch in Legacy if switch is not missing]
        assert refusal(encrypted, legacy=others) == "weak_encryption_algorithm"
    assert decrypt(encrypted, legacy=switches).startswith(b"<saml:Assertion")


@pytest.mark.parametrize(
    ("uri", "digest", "mask", "parameters"),
    [
        (OAEP, hashes.SHA1(), hashes.SHA1(), ()),
        (OAEP, hashes.SHA1(), hashes.SHA1(), (f'<DigestMethod xmlns="{DS}" Algorithm="{DS}sha1"/>',)),
        (OAEP, hashes.SHA256(), hashes.SHA1(), (f'<DigestMethod xmlns="{DS}" Algorithm="{XENC}sha256"/>',)),
        (f"{XENC11}rsa-oaep", hashes.SHA1(), hashes.SHA1(), ()),
        (
            f"{XENC11}rsa-oaep",
            hashes.SHA256(),
            hashes.SHA256(),
            (
                f'<DigestMethod xmlns="{DS}" Algorithm="{XENC}sha256"/>',
                f'<MGF xmlns="{XENC11}" Algorithm="{XENC11}mgf1sha256"/>',
            ),
        ),
        (
            f"{XENC11}rsa-oaep",
            hashes.SHA512(),
            hashes.SHA384(),
            (
                f'<DigestMethod xmlns="{DS}" Algorithm="{XENC}sha512"/>',
                f'<MGF xmlns="{XENC11}" Algorithm="{XENC11}mgf1sha384"/>',
            ),
        ),
    ],
)  # fmt: skip
def test_the_parameters_of_oaep_are_honoured(uri, digest, mask, parameters):
    assert decrypt(with_oaep(uri, digest, mask, parameters=parameters)) == b"<plain/>"


def test_a_label_of_oaep_is_honoured():
    label = f'<OAEPparams xmlns="{XENC}">bGFiZWw=</OAEPparams>'
    encrypted = with_oaep(OAEP, hashes.SHA1(), hashes.SHA1(), b"label", parameters=[label])
    assert decrypt(encrypted) == b"<plain/>"


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ((f'<DigestMethod xmlns="{DS}" Algorithm="{DS}md5"/>',), "weak_encryption_algorithm"),
        ((f'<MGF xmlns="{XENC11}" Algorithm="{XENC11}mgf1sha256"/>',), "encrypted_shape"),
        (('<Strange xmlns="urn:x"/>',), "encrypted_shape"),
        ((f'<DigestMethod xmlns="{DS}" Algorithm="{DS}sha1"/>',) * 2, "encrypted_shape"),
    ],
)
def test_other_parameters_of_oaep_are_refused(parameters, code):
    assert refusal(with_oaep(OAEP, hashes.SHA1(), hashes.SHA1(), parameters=parameters)) == code


def test_any_of_several_keys_may_fit():
    assert decrypt(sealed(), rsa_pair("old service"), SERVICE).startswith(b"<saml:Assertion")


def test_without_a_key_and_with_the_wrong_one_there_are_two_answers():
    encrypted = sealed()
    with pytest.raises(CheckFailed) as caught:
        decrypt_assertion(encrypted, [])
    assert caught.value.code == "no_decryption_key"
    assert refusal(encrypted, rsa_pair("somebody else")) == "decrypt_failed"


@pytest.mark.parametrize("cut", [1, 4, 12, 15, 16, 30])
def test_a_shortened_tag_is_refused(cut):
    encrypted = sealed()
    value = encrypted.find(DATA).find(f"{{{XENC}}}CipherData")[0]
    raw = base64.b64decode(value.text)
    value.text = base64.b64encode(raw[:-cut]).decode()
    assert refusal(encrypted) == "decrypt_failed"


@pytest.mark.parametrize(
    ("cipher", "length"),
    [
        (cipher, length)
        for cipher in (f"{XENC11}aes256-gcm", f"{XENC}aes128-cbc", f"{XENC}tripledes-cbc")
        for length in (1, 7, 8, 15, 16, 27, 28, 33)
        # Two whole blocks, whose padding is right by chance one time in thirty.
        if (cipher, length) != (f"{XENC}tripledes-cbc", 16)
    ],
)
def test_cipher_text_of_any_length_is_refused_alike(cipher, length):
    encrypted = sealed(cipher=cipher)
    value = encrypted.find(DATA).find(f"{{{XENC}}}CipherData")[0]
    value.text = base64.b64encode(bytes(length)).decode()
    assert refusal(encrypted, legacy=[Legacy.CBC]) == "decrypt_failed"


def test_bad_padding_of_a_block_cipher_is_refused():
    encrypted = sealed(cipher=f"{XENC}aes128-cbc")
    value = encrypted.find(DATA).find(f"{{{XENC}}}CipherData")[0]
    raw = bytearray(base64.b64decode(value.text))
    raw[-17] ^= 0x80
    value.text = base64.b64encode(raw).decode()
    assert refusal(encrypted, legacy=[Legacy.CBC]) == "decrypt_failed"


def test_a_content_key_of_another_length_is_refused():
    encrypted = sealed(cipher=f"{XENC11}aes128-gcm")
    encrypted.find(DATA).find(f"{{{XENC}}}EncryptionMethod").set("Algorithm", f"{XENC11}aes256-gcm")
    assert refusal(encrypted) == "decrypt_failed"


def test_all_failures_of_decryption_have_one_text():
    texts = set()
    for pair, cut in ((rsa_pair("somebody else"), 0), (SERVICE, 1), (SERVICE, 200)):
        encrypted = sealed()
        value = encrypted.find(DATA).find(f"{{{XENC}}}CipherData")[0]
        raw = base64.b64decode(value.text)
        value.text = base64.b64encode(raw[: len(raw) - cut]).decode()
        with pytest.raises(CheckFailed) as caught:
            decrypt(encrypted, pair)
        texts.add((caught.value.code, str(caught.value), caught.value.detail))
    assert texts == {("decrypt_failed", "The assertion could not be decrypted.", "")}


def append(path, xml):
    def change(encrypted):
        encrypted.find(path).append(etree.fromstring(xml))

    return change


def remove(path):
    def change(encrypted):
        found = encrypted.find(path)
        found.getparent().remove(found)

    return change


def set_attribute(path, name, value):
    def change(encrypted):
        encrypted.find(path).set(name, value)

    return change


def set_text(path, text):
    def change(encrypted):
        encrypted.find(path).text = text

    return change


def duplicate(path):
    def change(encrypted):
        found = encrypted.find(path)
        found.addnext(etree.fromstring(etree.tostring(found)))

    return change


def refer_elsewhere(encrypted):
    encrypted.find(f".//{{{DS}}}RetrievalMethod").set("URI", "http://elsewhere/")


def by_reference(encrypted):
    data = encrypted.find(DATA).find(f"{{{XENC}}}CipherData")
    data.clear()
    etree.SubElement(data, f"{{{XENC}}}CipherReference", URI="file:///etc/hostname")


@pytest.mark.parametrize(
    "change",
    [
        remove(DATA),
        duplicate(DATA),
        remove(f".//{KEY}"),
        duplicate(f".//{KEY}"),
        by_reference,
        set_attribute(DATA, "Type", f"{XENC}Content"),
        append(DATA, f'<EncryptionProperties xmlns="{XENC}"/>'),
        append(f".//{KEY}", '<Strange xmlns="urn:x"/>'),
        append(f"{DATA}/{{{XENC}}}EncryptionMethod", f'<KeySize xmlns="{XENC}">128</KeySize>'),
        remove(f"{DATA}/{{{XENC}}}EncryptionMethod"),
        remove(f".//{KEY}/{{{XENC}}}EncryptionMethod"),
        set_text(f".//{KEY}/{{{XENC}}}CipherData/{{{XENC}}}CipherValue", "YWJj===="),
        append(f".//{KEY}/{{{XENC}}}CipherData/{{{XENC}}}CipherValue", "<x/>"),
        duplicate(f".//{KEY}/{{{XENC}}}CipherData"),
    ],
)
def test_every_other_shape_is_refused(change):
    encrypted = sealed()
    change(encrypted)
    assert refusal(encrypted) == "encrypted_shape"


def test_a_pointer_to_the_key_leads_to_the_key_and_nowhere_else():
    encrypted = sealed(beside=True, retrieval=True)
    refer_elsewhere(encrypted)
    assert refusal(encrypted) == "encrypted_shape"


def test_a_key_deep_inside_another_place_is_refused():
    encrypted = sealed()
    key = encrypted.find(f".//{KEY}")
    etree.SubElement(key.getparent(), "wrapper").append(key)
    assert refusal(encrypted) == "encrypted_shape"


def test_a_fitting_key_size_and_an_absent_type_are_accepted():
    encrypted = sealed()
    data = encrypted.find(DATA)
    del data.attrib["Type"]
    append(f"{DATA}/{{{XENC}}}EncryptionMethod", f'<KeySize xmlns="{XENC}">256</KeySize>')(
        encrypted
    )
    assert decrypt(encrypted).startswith(b"<saml:Assertion")


@pytest.mark.parametrize("text", ["", "rubbish", ec_pair().private_pem, rsa_pair().certificate_pem])
def test_only_a_private_rsa_key_decrypts(text):
    with pytest.raises(ValueError):
        load_decryption_key(text)


def test_a_key_with_a_password_is_refused():
    private = serialization.load_pem_private_key(SERVICE.private_pem, None)
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"password"),
    )
    with pytest.raises(ValueError):
        load_decryption_key(pem)


def test_a_private_key_is_not_in_the_repr():
    assert "RSA" not in repr(load_decryption_key(SERVICE.private_pem))
