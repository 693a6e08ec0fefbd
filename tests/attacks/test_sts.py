"""What hostile callers try at the STS door and at the console, and what they get.

Each case starts from our own freshly signed response or our own fresh credentials.
"""

import base64
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given, settings
from hypothesis import strategies as st

from rolebridge.access.model import Service
from rolebridge.access.refusals import AWSRefused
from rolebridge.audit.events import Outcome
from rolebridge.sigv4 import SignedRequest
from rolebridge.sts.console import ConsoleRefused
from rolebridge.sts.credentials import InvalidSessionToken, unseal_session
from support.clock import SettableClock
from support.federation import (
    DEV,
    ORIGIN,
    PROD,
    Federation,
    account,
    make_organisation,
    pair,
    provider_arn,
    role,
    role_arn,
    trust,
)
from support.keys import rsa_pair

BODY = "Action=GetCallerIdentity&Version=2011-06-15"
FORM = "application/x-www-form-urlencoded; charset=utf-8"


@pytest.fixture
def world():
    return Federation(SettableClock(datetime.now(UTC)))


def refused(world, response, **parameters):
    with pytest.raises(AWSRefused) as caught:
        world.exchange(response, **parameters)
    assert world.store.state.console_sessions == {}
    assert [event.outcome for event in world.events] == [Outcome.REFUSED] * len(world.events)
    return caught.value


def edit(response: str, old: str, new: str) -> str:
    text = base64.b64decode(response).decode()
    assert old in text
    return base64.b64encode(text.replace(old, new).encode()).decode()


# --- The assertion --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("role/ReadOnly", "role/Administrator"),
        (">alice<", ">bob<"),
        (PROD, DEV),
        ("signin.aws.amazon.com/saml", "signin.amazonaws.cn/saml"),
    ],
)
def test_an_edited_assertion_is_not_ours(world, old, new):
    refusal = refused(world, edit(world.respond(), old, new), RoleArn=role_arn("Administrator"))
    assert refusal.aws_code in ("InvalidIdentityToken", "AccessDenied")
    assert refusal.code != "role_not_asserted"


def test_an_unsigned_assertion_opens_nothing(world):
    text = base64.b64decode(world.respond()).decode()
    bare = re.sub(r"<ds:Signature.*</ds:Signature>", "", text, flags=re.DOTALL)
    assert refused(world, base64.b64encode(bare.encode()).decode()).code == "no_signature"


def test_another_providers_assertion_cannot_name_our_provider(world):
    """Whoever runs some identity provider signs that it is Example Corp's (C3.2)."""
    response = world.respond(pair("Administrator"), keys=rsa_pair("stranger"))
    assert refused(world, response, RoleArn=role_arn("Administrator")).code == "signature_invalid"


def test_a_provider_of_one_account_does_not_open_another(world):
    for wanted, principal in (
        (role_arn("Developer", DEV), provider_arn()),
        (role_arn("ReadOnly"), provider_arn(account=DEV)),
    ):
        response = world.respond(pair("ReadOnly"), pair("Developer", DEV))
        refusal = refused(world, response, RoleArn=wanted, PrincipalArn=principal)
        assert (refusal.aws_code, refusal.code) == ("AccessDenied", "role_not_asserted")


@pytest.mark.parametrize(
    "variant",
    [
        "arn:aws:iam::111122223333:role/readonly",
        "arn:aws:iam::111122223333:role//ReadOnly",
        "arn:aws:iam::111122223333:role/x/../ReadOnly",
        "arn:aws-cn:iam::111122223333:role/ReadOnly",
        "arn:aws:iam::111122223333:role/ReadOnly ",
        "arn:aws:iam::111122223333:role/ReadOnly\n",
        "arn:aws:iam::111122223333:role/ReadOnl\u0443",
    ],
)
def test_a_lookalike_of_an_asserted_role_is_another_role(world, variant):
    refusal = refused(world, world.respond(), RoleArn=variant)
    assert refusal.aws_code in ("AccessDenied", "ValidationError")


@pytest.mark.parametrize(
    "name", ["AWSReservedSSO_Admin_0123456789abcdef", "aws-reserved/sso.amazonaws.com/Admin"]
)
def test_a_role_of_identity_center_opens_to_no_assertion(name):
    """AWS keeps AssumeRoleWithSAML for these roles to itself, whatever their trust policy says."""
    organisation = make_organisation(account(PROD, None, role(name), role("ReadOnly")))
    world = Federation(SettableClock(datetime.now(UTC)), organisation)
    refusal = refused(world, world.respond(pair(name)), RoleArn=role_arn(name))
    assert (refusal.aws_code, refusal.status) == ("AccessDenied", 403)
    assert refusal.message == "Not authorized to perform sts:AssumeRoleWithSAML"
    assert refusal.code == "role_reserved"
    with pytest.raises(ConsoleRefused) as caught:
        world.console.sign_in(world.respond(pair(name)), role_arn(name), ORIGIN)
    assert caught.value.code == "role_reserved"


def test_everyone_in_the_aws_map_is_still_checked_by_pair():
    """`Principal: *` names the caller too, but only for a pair that the assertion holds."""
    everyone = trust("sts:AssumeRoleWithSAML").replace(
        f'{{"Federated": "{provider_arn()}"}}', '"*"'
    )
    assert '"*"' in everyone
    organisation = make_organisation(account(PROD, None, role("Open", everyone), role("ReadOnly")))
    world = Federation(SettableClock(datetime.now(UTC)), organisation)
    assert refused(world, world.respond(), RoleArn=role_arn("Open")).code == "role_not_asserted"


@pytest.mark.parametrize(
    "principal",
    [
        '{"AWS": "111122223333"}',
        '{"AWS": "arn:aws:iam::111122223333:root"}',
        '{"Federated": "accounts.google.com"}',
        '{"Service": "ec2.amazonaws.com"}',
    ],
)
def test_other_kinds_of_principal_are_not_a_federated_caller(principal):
    policy = trust("sts:AssumeRoleWithSAML").replace(
        f'{{"Federated": "{provider_arn()}"}}', principal
    )
    organisation = make_organisation(account(PROD, None, role("ReadOnly", policy)))
    world = Federation(SettableClock(datetime.now(UTC)), organisation)
    assert refused(world, world.respond()).code == "trust_policy"


def test_a_tag_cannot_be_smuggled_past_a_policy_that_allows_no_tags():
    plain = role("ReadOnly", trust("sts:AssumeRoleWithSAML"))
    world = Federation(
        SettableClock(datetime.now(UTC)), make_organisation(account(PROD, None, plain))
    )
    assert refused(world, world.respond(principal_tags={"Team": "root"})).code == "trust_policy"


def test_the_session_never_outlives_the_sign_in(world):
    end = world.clock.now + timedelta(minutes=5)
    response = world.respond(pair("Long"), session_duration=43_200, session_not_on_or_after=end)
    result = world.exchange(response, RoleArn=role_arn("Long"), DurationSeconds="43200")
    assert result.credentials.expiration <= end


@pytest.mark.parametrize("garbage", ["", "PA==", "%%%", "A" * 99_996, "PHg+" * 1000, "\x00" * 8])
def test_garbage_is_a_refusal_and_not_a_fault(world, garbage):
    refusal = refused(world, garbage)
    assert refusal.status == 400
    assert len(world.events) == 1
    assert garbage[:50] == "" or garbage[:50] not in repr(world.events)


@pytest.mark.parametrize("text", ["\x00", "\x1b[2J", "a\r\nforged line", "x" * 100_000])
def test_the_trail_takes_no_text_that_could_break_it(world, text):
    refused(world, world.respond(), RoleArn=text)
    with pytest.raises(ConsoleRefused):
        world.console.sign_in(world.respond(), text, ORIGIN)
    for event in world.events:
        assert event.target.isprintable()
        assert len(event.target) <= 2048


# --- The session token ----------------------------------------------------------------------------


@pytest.fixture
def issued(world):
    return world.exchange(world.respond()).credentials


def test_no_changed_character_of_a_token_goes_unseen(world, issued):
    token = issued.session_token
    for position, character in enumerate(token):
        changed = token[:position] + ("B" if character == "A" else "A") + token[position + 1 :]
        with pytest.raises(InvalidSessionToken):
            unseal_session(issued.access_key_id, changed, world.sealing)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda b: base64.b64encode(b).decode()))
def test_no_text_is_a_token(text):
    world = Federation(SettableClock(datetime(2026, 1, 1, tzinfo=UTC)))
    with pytest.raises(InvalidSessionToken):
        unseal_session("ASIARZPUZDIKAAAAAAAA", text, world.sealing)


def test_a_token_of_another_installation_is_not_ours(world, issued):
    other = Federation(world.clock)
    other.sealing.keys = {"k1": b"x" * 32}
    with pytest.raises(InvalidSessionToken):
        unseal_session(issued.access_key_id, issued.session_token, other.sealing)


def test_nothing_of_a_token_can_be_read(issued):
    raw = base64.urlsafe_b64decode(issued.session_token + "==")
    for secret in (issued.secret_access_key, "alice", "ReadOnly", PROD):
        assert secret.encode() not in raw
        assert secret not in issued.session_token


# --- Signed calls ---------------------------------------------------------------------------------


def sign(credentials, **changes):
    request = AWSRequest(
        "POST",
        "http://localhost:8000/aws/",
        data=BODY,
        headers={"Host": "localhost:8000", "Content-Type": FORM},
    )
    SigV4Auth(credentials, "sts", "us-east-1").add_auth(request)
    headers = tuple((key, str(value)) for key, value in request.headers.items())
    return replace(SignedRequest("POST", "/aws/", "", headers, BODY.encode()), **changes)


def keys_of(issued):
    return Credentials(issued.access_key_id, issued.secret_access_key, issued.session_token)


@pytest.mark.parametrize(
    "changes",
    [
        {"method": "GET"},
        {"path": "/aws"},
        {"path": "/aws/x"},
        {"query": "Action=Other"},
        {"body": BODY.encode() + b"&DurationSeconds=1"},
        {"body": b""},
    ],
    ids=str,
)
def test_a_signature_covers_the_whole_call(world, issued, changes):
    request = sign(keys_of(issued), **changes)
    with pytest.raises(AWSRefused) as caught:
        world.callers.identify(request, ORIGIN, Service.STS)
    assert caught.value.aws_code == "SignatureDoesNotMatch"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Amz-Target", "Other"),
        ("X-Amz-Security-Token", "second"),
        ("Host", "sts.amazonaws.com"),
        ("Content-Type", "text/plain"),
    ],
)
def test_headers_cannot_be_added_behind_a_signature(world, issued, name, value):
    request = sign(keys_of(issued))
    request = replace(request, headers=(*request.headers, (name, value)))
    with pytest.raises(AWSRefused) as caught:
        world.callers.identify(request, ORIGIN, Service.STS)
    assert caught.value.aws_code in ("SignatureDoesNotMatch", "IncompleteSignature")


def test_a_call_relayed_from_another_service_is_refused(world, issued):
    """A presigned GetCallerIdentity that was made for real AWS must be good for nothing here."""
    request = AWSRequest(
        "POST",
        "https://sts.amazonaws.com/",
        data=BODY,
        headers={"Host": "sts.amazonaws.com", "Content-Type": FORM},
    )
    SigV4Auth(keys_of(issued), "sts", "us-east-1").add_auth(request)
    headers = tuple((key, str(value)) for key, value in request.headers.items())
    with pytest.raises(AWSRefused):
        world.callers.identify(
            SignedRequest("POST", "/", "", headers, BODY.encode()), ORIGIN, Service.STS
        )


def test_a_leaked_trail_holds_nothing_to_sign_with(world, issued):
    with pytest.raises(AWSRefused):
        world.callers.identify(sign(keys_of(issued), body=b"x"), ORIGIN, Service.STS)
    text = repr(world.events)
    assert issued.session_token not in text
    assert issued.secret_access_key not in text
    assert "Signature=" not in text


# --- The console ----------------------------------------------------------------------------------


def test_an_assertion_stolen_after_its_use_opens_no_console(world):
    response = world.respond(pair("ReadOnly"), pair("Administrator"))
    world.console.sign_in(response, role_arn("ReadOnly"), ORIGIN)
    for chosen in ("ReadOnly", "Administrator"):
        with pytest.raises(ConsoleRefused) as caught:
            world.console.sign_in(response, role_arn(chosen), ORIGIN)
        assert caught.value.code == "assertion_reused"


def test_the_same_assertion_in_another_envelope_is_still_the_same(world):
    """The Response around it is unsigned, so its ID is the attacker's to choose."""
    response = world.respond()
    world.console.sign_in(response, role_arn("ReadOnly"), ORIGIN)
    text = base64.b64decode(response).decode()
    envelope_id = re.search(r'<samlp:Response[^>]* ID="([^"]+)"', text)[1]
    again = edit(response, envelope_id, "_0123456789abcdef0123456789abcdef01234567")
    with pytest.raises(ConsoleRefused) as caught:
        world.console.sign_in(again, role_arn("ReadOnly"), ORIGIN)
    assert caught.value.code == "assertion_reused"


def test_a_chosen_cookie_is_never_a_session(world):
    """Session fixation: the value is ours, drawn when the role is chosen."""
    first = world.console.sign_in(world.respond(), role_arn("ReadOnly"), ORIGIN)
    second = world.console.sign_in(world.respond(), role_arn("ReadOnly"), ORIGIN)
    assert first.token != second.token
    assert len(first.token) >= 43
    (token_hash, _) = world.store.state.console_sessions.popitem()
    assert world.console.find(token_hash) is None


# --- The endpoint ---------------------------------------------------------------------------------


def test_a_session_policy_is_never_lost_on_the_way(world):
    """A parameter that narrows the session must not be dropped as unknown."""
    for name in ("policy", "POLICY", "PolicyArns.1", "policyarns.member.1.arn"):
        with pytest.raises(AWSRefused) as caught:
            world.exchange(world.respond(), **{name: "arn:aws:iam::aws:policy/ReadOnlyAccess"})
        assert caught.value.aws_code == "InvalidQueryParameter"


def test_encoded_names_cannot_hide_a_second_parameter():
    from rolebridge.web.aws.wire import parse_call

    for second in ("%52oleArn", "rolearn", "ROLEARN", "%72OLEARN", "RoleArn"):
        body = f"Action=AssumeRoleWithSAML&Version=2011-06-15&RoleArn=a&{second}=b"
        headers = (("Content-Type", FORM),)
        with pytest.raises(AWSRefused) as caught:
            parse_call(SignedRequest("POST", "/aws/", "", headers, body.encode()))
        assert caught.value.aws_code == "InvalidQueryParameter"


def test_a_doubly_encoded_value_is_decoded_once():
    from rolebridge.web.aws.wire import parse_call

    query = urlencode({"Action": "X", "Version": "2011-06-15", "Name": quote("a&b=c")})
    call = parse_call(SignedRequest("GET", "/aws/", query, (), b""))
    assert call.parameters["Name"] == "a%26b%3Dc"
