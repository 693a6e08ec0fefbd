"""The core without a server: one issue and one exchange against their bare cryptography."""

import base64
import tempfile
from collections.abc import Iterator
from pathlib import Path

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import etree

from rolebridge.access.context import RequestFacts, Sources
from rolebridge.bench.measure import Measurement, at_most, time_interleaved
from rolebridge.bootstrap import Workplace, build_services, initialise
from rolebridge.client import AWS_SERVICE_PROVIDER
from rolebridge.federation.demonstration import FILE, read_demonstration
from rolebridge.idp.content import build_content
from rolebridge.idp.issue import Answer
from rolebridge.idp.ports import BrowserSession
from rolebridge.idp.service_providers import get_service_provider
from rolebridge.saml.response import validate_response
from rolebridge.saml.xml import DS
from rolebridge.services import Services
from rolebridge.settings import Settings
from rolebridge.sts.authorization import authorize
from rolebridge.sts.context import Vouched
from rolebridge.sts.credentials import IssuedCredentials
from rolebridge.sts.opening import open_session
from rolebridge.sts.saml_session import build_session

_SIGNED_BYTES = b"x" * 600  # About as long as a canonical SignedInfo.
_SECONDS = 3600
_ROLE = "arn:aws:iam::444455556666:role/ReadOnly"
_PROVIDER = "arn:aws:iam::444455556666:saml-provider/ExampleCorp"


def measure_library() -> Iterator[Measurement]:
    """Rows for issuing and exchanging, with alice's AWS response of the demonstration."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.from_env({"ROLEBRIDGE_HOME": str(Path(folder) / "home")}, demo=True)
        workplace = initialise(settings)
        origin = workplace.new_origin("bench")
        workplace.federation.apply_organisation(read_demonstration(), origin, source=FILE)
        stage = _Stage(workplace)
        yield _measure_issue(stage)
        yield _measure_exchange(stage)
        workplace.close()


class _Stage:
    """Alice, signed in, with everything loaded that a running server has loaded."""

    def __init__(self, workplace: Workplace) -> None:
        self.workplace = workplace
        self.services: Services = build_services(workplace)
        self.origin = workplace.new_origin("bench")
        self.session = self._sign_in()
        self.request = self.services.sso.start(AWS_SERVICE_PROVIDER, None, self.origin)
        with workplace.store.unit_of_work() as unit:
            self.configuration = unit.configuration.current()

    def _sign_in(self) -> BrowserSession:
        services = self.services
        token = services.sign_in("alice", "alice-demo-password", self.origin).token
        session = services.sessions.find(token)
        if session is None:
            raise AssertionError("a session that was just opened is not found")
        return session

    def issue(self) -> bytes:
        """From rules to one signed AWS response in base64, limits checked; no database."""
        sso, now = self.services.sso, self.workplace.clock()
        request = self.request
        provider = get_service_provider(
            self.configuration, request.service_provider, sso.reception.aws_location, now
        )
        content = build_content(self.configuration, provider, self.session.person)
        issued = sso.issuer.issue(Answer(request, provider, self.session, now), content)
        return dict(issued.form.fields)["SAMLResponse"].encode()

    def exchange(self, response: str) -> IssuedCredentials:
        """validate_response, trust policy and mint; no database."""
        providers, now = self.services.console.providers, self.workplace.clock()
        provider = providers.find(self.configuration, _PROVIDER, now)
        if provider is None:
            raise AssertionError("the demonstration has no provider")
        expected = providers.expect((provider,), provider.issuer)
        verified = validate_response(response, expected, now)
        sources = Sources(self.configuration, self.origin, RequestFacts(), now)
        authorized = authorize(Vouched(verified, provider), _ROLE, sources)
        session = build_session(authorized, _SECONDS, now)
        return open_session(session, self.workplace.key_ring, self.workplace.ids).issued


def _measure_issue(stage: _Stage) -> Measurement:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    figure, floor = time_interleaved(
        stage.issue, lambda: key.sign(_SIGNED_BYTES, padding.PKCS1v15(), hashes.SHA256())
    )
    return at_most("issue: one signed AWS response", figure, floor, "raw RSA-2048 signature", 4)


def _measure_exchange(stage: _Stage) -> Measurement:
    response = stage.issue().decode()
    document = base64.b64decode(response)
    key = _load_public_key(stage.workplace.key_ring.signer().certificate_der)
    figure, floor = time_interleaved(
        lambda: stage.exchange(response), lambda: _parse_and_verify(document, key)
    )
    return at_most("exchange: validate, decide, mint", figure, floor, "bare parse and verify", 4)


def _load_public_key(certificate: bytes) -> xmlsec.Key:
    pem = x509.load_der_x509_certificate(certificate).public_bytes(serialization.Encoding.PEM)
    return xmlsec.Key.from_memory(pem, xmlsec.constants.KeyDataFormatCertPem)


def _parse_and_verify(document: bytes, key: xmlsec.Key) -> None:
    """What python-xmlsec alone does: no check of what was signed, or by whom it was meant."""
    root = etree.fromstring(document)
    xmlsec.tree.add_ids(root, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = key
    context.verify(next(root.iter(f"{{{DS}}}Signature")))
