"""What the AWS side's metadata says to encrypt for is what its door decrypts with."""

import base64
from dataclasses import replace

from rolebridge.idp.self_description import SelfDescription
from rolebridge.keys import KeyRing
from rolebridge.saml.metadata import parse_sp_metadata
from rolebridge.saml.values import NameID
from support.clock import SettableClock
from support.encrypting import encrypt
from support.federation import BASE, ISSUER, ORIGIN, Federation, role_arn
from support.sealing import SeededIds


def test_an_assertion_encrypted_by_our_metadata_signs_in(tmp_path, now):
    ring = KeyRing.create(tmp_path, lambda: now, SeededIds(2))
    own = SelfDescription(
        BASE,
        ISSUER,
        ring.published_certificates,
        ring.signer,
        lambda: now,
        ring.encryption_certificates,
    )
    (certificate,) = parse_sp_metadata(own.build_aws_metadata().decode()).encryption_certificates
    world = Federation(SettableClock(now))
    providers = replace(world.providers, decryption_keys=ring.decryption_keys)
    console = replace(world.console, providers=providers)
    response = encrypt(world.respond(name_id=NameID("alice")), certificate)
    assert b"alice" not in base64.b64decode(response)
    signed_in = console.sign_in(response, role_arn("ReadOnly"), ORIGIN)
    assert signed_in.session.session_name == "alice"
