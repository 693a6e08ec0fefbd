"""Who signs a call: botocore signs, we identify."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from rolebridge.access.call import AWSCall
from rolebridge.access.context import RequestFacts
from rolebridge.access.model import Service
from rolebridge.access.ports import LongTermKey
from rolebridge.access.refusals import AWSRefused
from rolebridge.access.seal import seal_secret
from rolebridge.audit.events import Action, Outcome
from rolebridge.errors import RolebridgeError
from rolebridge.sigv4 import SignedRequest
from rolebridge.sts.callers import Callers
from support.clock import SettableClock
from support.federation import ORIGIN, PROD, account, role

URL = "http://localhost:8000/aws/"
BODY = "Action=GetCallerIdentity&Version=2011-06-15"
ROOT = f"arn:aws:iam::{PROD}:root"
ROOT_KEY, ROOT_SECRET = "AKIARZPUZDIKEXAMPLE1", "root/secret+0123456789012345678901234567"
INVALID = ("InvalidClientTokenId", 403, "The security token included in the request is invalid.")


class NoDatabase:
    """A unit of work that must not be begun."""

    def __call__(self):
        raise AssertionError("the database was asked")


@pytest.fixture
def root_key(world):
    sealed = seal_secret(ROOT_SECRET, ROOT_KEY, world.sealing, world.ids)
    world.store.add_access_key(LongTermKey(ROOT_KEY, PROD, ROOT, PROD, sealed, datetime.now(UTC)))
    return Credentials(ROOT_KEY, ROOT_SECRET)


@pytest.fixture
def session_keys(world):
    issued = world.exchange(world.respond()).credentials
    world.events.clear()
    return Credentials(issued.access_key_id, issued.secret_access_key, issued.session_token)


@pytest.fixture
def clock():
    """botocore signs with the machine's own time, so these tests begin there."""
    return SettableClock(datetime.now(UTC))


def sign(credentials, *, url=URL, region="us-east-1", auth=SigV4Auth, **more):
    """What botocore puts on the wire."""
    request = AWSRequest("POST", url, data=BODY, headers={"Host": urlsplit(url).netloc})
    request.headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
    auth(credentials, "sts", region, **more).add_auth(request)
    return to_wire(request)


def to_wire(request):
    prepared = request.prepare()
    path, _, query = prepared.url.removeprefix("http://").partition("/")[2].partition("?")
    body = prepared.body if isinstance(prepared.body, bytes) else (prepared.body or "").encode()
    headers = tuple(
        (k, v if isinstance(v, str) else v.decode()) for k, v in prepared.headers.items()
    )
    return SignedRequest(prepared.method, f"/{path}", query, headers, body)


def refuse(world, request):
    with pytest.raises(AWSRefused) as caught:
        world.callers.identify(request, ORIGIN, Service.STS)
    (event,) = world.events
    assert (event.action, event.outcome) == (Action.STS_CALL, Outcome.REFUSED)
    assert event.reason == caught.value.code
    return caught.value.aws_code, caught.value.status, caught.value.message


# --- Session credentials --------------------------------------------------------------------------


def test_session_credentials_identify_the_session(world, session_keys):
    caller = world.callers.identify(sign(session_keys), ORIGIN, Service.STS)
    assert caller.arn == f"arn:aws:sts::{PROD}:assumed-role/ReadOnly/alice"
    assert caller.user_id == "AROAREADONLYXXXXXXXXX:alice"
    assert caller.account == PROD
    assert caller.access_key_id == session_keys.access_key
    assert caller.session.name == "alice"
    assert world.events == []


def test_session_credentials_read_no_database_row(world, clock, session_keys):
    callers = Callers(NoDatabase(), clock, world.sealing, world.callers.hosts)
    caller = callers.identify(sign(session_keys, region="eu-west-1"), ORIGIN, Service.STS)
    assert caller.arn == f"arn:aws:sts::{PROD}:assumed-role/ReadOnly/alice"
    assert (caller.user_id, caller.account) == ("AROAREADONLYXXXXXXXXX:alice", PROD)
    assert caller.region == "eu-west-1"


def ask_who(world, keys):
    call = AWSCall("GetCallerIdentity", {}, sign(keys), ORIGIN, RequestFacts())
    return dict(world.sts.perform(call))


def test_a_session_is_told_whose_it_is(world, session_keys):
    assert ask_who(world, session_keys) == {
        "UserId": "AROAREADONLYXXXXXXXXX:alice",
        "Account": PROD,
        "Arn": f"arn:aws:sts::{PROD}:assumed-role/ReadOnly/alice",
    }


@pytest.mark.parametrize("again", [(), (role("ReadOnly", unique_id="AROAAGAINXXXXXXXXXXXX"),)])
def test_a_session_ends_with_its_role(world, session_keys, again):
    """Even where another role has its name by now."""
    world.configure(account(PROD, None, *again))
    with pytest.raises(AWSRefused) as caught:
        ask_who(world, session_keys)
    assert (caught.value.aws_code, caught.value.status) == ("InvalidClientTokenId", 403)
    assert world.events[-1].reason == "client_token_invalid"
    assert world.events[-1].facts["operation"] == "GetCallerIdentity"


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1", "aws-global"])
def test_any_region_will_do(world, session_keys, region):
    assert world.callers.identify(sign(session_keys, region=region), ORIGIN, Service.STS)


def test_a_presigned_request_identifies_too(world, session_keys):
    url = f"{URL}?{BODY}"
    request = AWSRequest("GET", url, headers={"Host": "localhost:8000"})
    SigV4QueryAuth(session_keys, "sts", "us-east-1", expires=60).add_auth(request)
    assert world.callers.identify(to_wire(request), ORIGIN, Service.STS).account == PROD


def test_credentials_end_at_their_expiration(world, clock, session_keys):
    request = sign(session_keys)
    clock.advance(hours=1)
    assert refuse(world, request) == (
        "ExpiredToken",
        403,
        "The security token included in the request is expired",
    )


def test_expiry_is_told_before_the_signature_is_judged(world, clock, session_keys):
    wrong = Credentials(session_keys.access_key, "0" * 40, session_keys.token)
    request = sign(wrong)
    clock.advance(hours=1)
    assert refuse(world, request)[0] == "ExpiredToken"


def test_a_wrong_secret_does_not_match(world, session_keys):
    wrong = Credentials(session_keys.access_key, "0" * 40, session_keys.token)
    code, status, message = refuse(world, sign(wrong))
    assert (code, status) == ("SignatureDoesNotMatch", 403)
    assert message.startswith("The request signature we calculated does not match")


def test_a_token_of_another_key_is_invalid(world, session_keys):
    other = world.exchange(world.respond()).credentials
    world.events.clear()
    mixed = Credentials(other.access_key_id, other.secret_access_key, session_keys.token)
    assert refuse(world, sign(mixed)) == INVALID


@pytest.mark.parametrize("token", [None, "", "AQ", "IQoJb3JpZ2luX2VjEXAMPLE", "A" * 5000])
def test_a_temporary_key_needs_its_own_token(world, session_keys, token):
    bare = Credentials(session_keys.access_key, session_keys.secret_key, token)
    assert refuse(world, sign(bare)) == INVALID


def test_a_retired_sealing_key_ends_its_sessions(world, session_keys):
    world.sealing.keys.clear()
    world.sealing.keys["k2"] = b"2" * 32
    assert refuse(world, sign(session_keys)) == INVALID


# --- Long-term keys -------------------------------------------------------------------------------


def test_the_root_key_identifies_the_account(world, root_key):
    caller = world.callers.identify(sign(root_key), ORIGIN, Service.STS)
    assert (caller.arn, caller.user_id, caller.account) == (ROOT, PROD, PROD)
    assert caller.session is None


def last_use(world):
    key = world.store.state.access_keys[ROOT_KEY]
    return key.last_used_at, key.last_used_region, key.last_used_service


def test_the_last_use_of_a_key_is_noted_now_and_then(world, clock, root_key):
    first = clock.now
    world.callers.identify(sign(root_key, region="eu-west-1"), ORIGIN, Service.STS)
    assert last_use(world) == (first, "eu-west-1", "sts")
    clock.advance(minutes=4, seconds=59)
    world.callers.identify(sign(root_key), ORIGIN, Service.STS)
    assert last_use(world) == (first, "eu-west-1", "sts")
    clock.advance(seconds=1)
    world.callers.identify(sign(root_key), ORIGIN, Service.STS)
    assert last_use(world) == (clock.now, "us-east-1", "sts")


class Busy(RolebridgeError):
    is_temporary = True


@pytest.mark.parametrize(
    ("error", "is_told"), [(Busy("busy"), False), (RolebridgeError("x"), True)]
)
def test_a_busy_database_refuses_no_call_for_the_sake_of_a_note(world, root_key, error, is_told):
    class Unit:
        """Reads, and cannot write."""

        access_keys = world.store.unit_of_work().__enter__().access_keys

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def commit(self):
            raise error

    callers = Callers(Unit, world.clock, world.sealing, world.callers.hosts)
    if is_told:
        with pytest.raises(RolebridgeError):
            callers.identify(sign(root_key), ORIGIN, Service.STS)
    else:
        assert callers.identify(sign(root_key), ORIGIN, Service.STS).arn == ROOT


def test_a_call_that_is_not_the_owners_is_no_use(world, root_key):
    refuse(world, sign(Credentials(ROOT_KEY, "x" * 40)))
    assert last_use(world) == (None, None, None)


def test_the_root_of_an_account_that_is_gone_is_nobody(world, root_key):
    assert ask_who(world, root_key)["Arn"] == ROOT
    world.configure(account("999999999999", None))
    with pytest.raises(AWSRefused) as caught:
        ask_who(world, root_key)
    assert caught.value.aws_code == "InvalidClientTokenId"


def test_a_long_term_key_takes_no_token(world, root_key, session_keys):
    with_token = Credentials(ROOT_KEY, ROOT_SECRET, session_keys.token)
    assert refuse(world, sign(with_token)) == INVALID


def test_an_unknown_key_is_invalid_whatever_its_signature(world):
    assert refuse(world, sign(Credentials("AKIAUNKNOWN", "x"))) == INVALID


def test_an_inactive_key_is_invalid(world, root_key):
    key = world.store.state.access_keys[ROOT_KEY]
    world.store.add_access_key(replace(key, is_active=False))
    assert refuse(world, sign(root_key)) == INVALID


def test_a_stored_secret_that_cannot_be_opened_is_invalid(world, root_key):
    key = world.store.state.access_keys[ROOT_KEY]
    world.store.add_access_key(replace(key, sealed_secret="AQ"))
    assert refuse(world, sign(root_key)) == INVALID


def test_a_wrong_secret_of_a_known_key_does_not_match(world, root_key):
    assert refuse(world, sign(Credentials(ROOT_KEY, "x")))[0] == "SignatureDoesNotMatch"


# --- Requests that cannot be judged at all --------------------------------------------------------


def test_an_unsigned_request(world):
    request = SignedRequest("POST", "/aws/", "", (("Host", "localhost:8000"),), BODY.encode())
    assert refuse(world, request) == (
        "MissingAuthenticationToken",
        403,
        "Request is missing Authentication Token",
    )
    assert world.events[0].target is None


def test_a_malformed_header_comes_before_the_key(world):
    headers = (("Host", "localhost:8000"), ("Authorization", "AWS4-HMAC-SHA256 x"))
    request = SignedRequest("POST", "/aws/", "", headers, BODY.encode())
    code, status, _ = refuse(world, request)
    assert (code, status) == ("IncompleteSignature", 400)


def test_a_call_signed_for_another_host_is_not_taken(world, session_keys):
    request = sign(session_keys, url="http://sts.amazonaws.com/aws/")
    assert refuse(world, request)[:2] == ("SignatureDoesNotMatch", 403)


def test_every_loopback_name_of_ours_is_taken(world, session_keys):
    assert world.callers.identify(
        sign(session_keys, url="http://127.0.0.1:8000/aws/"), ORIGIN, Service.STS
    )


def test_an_old_signature_has_expired(world, clock, session_keys):
    request = sign(session_keys)
    clock.advance(minutes=16)
    code, status, message = refuse(world, request)
    assert (code, status) == ("SignatureDoesNotMatch", 403)
    assert message.startswith("Signature expired: ")
