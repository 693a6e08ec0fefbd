"""Session tags and source identity, to a token and back."""

import pytest

from rolebridge.oidc.aws_claims import (
    SOURCE_IDENTITY,
    TAGS,
    SessionClaims,
    build_session_claims,
    read_session_claims,
)
from rolebridge.oidc.refusals import ClaimMalformed


def test_what_is_built_is_read_back():
    claims = build_session_claims({"team": "web", "cost": ""}, ("team",), "alice")
    assert claims[TAGS]["principal_tags"] == {"team": ["web"], "cost": [""]}
    assert read_session_claims(claims) == SessionClaims(
        {"team": "web", "cost": ""}, ("team",), "alice"
    )


def test_nothing_to_say_is_no_claim():
    assert build_session_claims({}, ("team",), None) == {}
    assert read_session_claims({}) == SessionClaims({}, (), None)


def test_tag_may_be_the_text_itself():
    assert read_session_claims({TAGS: {"principal_tags": {"team": "web"}}}).tags == {"team": "web"}


@pytest.mark.parametrize(
    "claims",
    [
        {TAGS: []},
        {TAGS: None},
        {TAGS: {"principal_tags": ["team"]}},
        {TAGS: {"principal_tags": {"team": []}}},
        {TAGS: {"principal_tags": {"team": ["a", "b"]}}},
        {TAGS: {"principal_tags": {"team": [1]}}},
        {TAGS: {"principal_tags": {"team": {"a": "b"}}}},
        {TAGS: {"principal_tags": {str(n): "x" for n in range(51)}}},
        {TAGS: {"transitive_tag_keys": "team"}},
        {TAGS: {"transitive_tag_keys": [7]}},
        {SOURCE_IDENTITY: 7},
    ],
)
def test_other_shapes_are_refused(claims):
    with pytest.raises(ClaimMalformed):
        read_session_claims(claims)
