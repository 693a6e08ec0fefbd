"""Sign-in that begins here (threat B8).

Every case starts from a request that is accepted, changes one thing, and names the refusal. A
refusal stays on a page of ours and leaves one audit row, unless the case says otherwise.
"""

import pytest

from rolebridge.idp.start import RequestRefused
from support.authn_requests import (
    refusal,
)
from support.identity_provider import (
    ORIGIN,
    SP,
    authn_request,
    make_idp,
    make_service_provider,
    redirect,
)
from support.organisation import AWS, AWS_ENTITY_ID, make_configuration


def test_sign_in_from_here_is_off_unless_allowed():
    with pytest.raises(RequestRefused) as caught:
        make_idp().sso.start(SP, None, ORIGIN)
    assert caught.value.code == "idp_initiated_off"
    idp = make_idp(make_configuration(make_service_provider(allow_idp_initiated=True)))
    assert idp.sso.start(SP, "state", ORIGIN).relay_state == "state"


def test_sign_in_to_aws_may_be_turned_off():
    entry = type(AWS)(AWS_ENTITY_ID, profile=AWS.profile, allow_idp_initiated=False)
    with pytest.raises(RequestRefused) as caught:
        make_idp(make_configuration(entry)).sso.start(AWS_ENTITY_ID, None, ORIGIN)
    assert caught.value.code == "idp_initiated_off"


def test_aws_sends_no_requests():
    assert refusal(redirect(authn_request(issuer=AWS_ENTITY_ID)), AWS) == "idp_initiated_only"
