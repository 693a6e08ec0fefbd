"""OpenID Connect providers by API: issuers, clients, thumbprints."""

import pytest

from support.accounts import ACCOUNT, OTHER, AccountsWorld, allow, wire

URL = "https://issuer.example/path"
ARN = f"arn:aws:iam::{ACCOUNT}:oidc-provider/issuer.example/path"
ON_ARN = {"OpenIDConnectProviderArn": ARN}
INVALID = "Invalid Open ID Connect Provider URL"


@pytest.fixture
def world(now):
    return AccountsWorld(now)


def create(world, url=URL, **parameters):
    return world.call("CreateOpenIDConnectProvider", Url=url, **parameters)


def get(world):
    return world.call("GetOpenIDConnectProvider", **ON_ARN)


def test_a_provider_is_made_and_read_back(world):
    answer = create(
        world, ClientIDList=["a", "b"], ThumbprintList=["AB" * 20], Tags=[("team", "x")]
    )
    tags = [{"Key": "team", "Value": "x"}]
    assert answer == {"OpenIDConnectProviderArn": ARN, "Tags": tags}
    assert get(world) == {
        "Url": "issuer.example/path",
        "ClientIDList": ["a", "b"],
        "ThumbprintList": ["ab" * 20],
        "CreateDate": world.clock(),
        "Tags": tags,
    }
    listed = world.call("ListOpenIDConnectProviders")["OpenIDConnectProviderList"]
    assert listed == [{"Arn": ARN}]


@pytest.mark.parametrize(
    "url", ["http://localhost:8000/oidc", "http://127.0.0.1:8000", "https://x.example:8443"]
)
def test_an_issuer_on_this_machine_may_speak_http(world, url):
    arn = create(world, url)["OpenIDConnectProviderArn"]
    assert arn.endswith(f":oidc-provider/{url.partition('://')[2]}")
    (stored,) = world.account.oidc_providers
    assert stored.url == url


@pytest.mark.parametrize(
    ("url", "code", "message"),
    [
        ("example.org", "ValidationError", INVALID),
        ("https://", "ValidationError", INVALID),
        ("https://a@x.example", "ValidationError", INVALID),
        ("https://x.example/?q=1", "ValidationError", INVALID),
        ("https://x.example/#f", "ValidationError", INVALID),
        ("file:///etc/passwd", "ValidationError", INVALID),
        ("http://x.example", "InvalidInput", f"{INVALID}. The URL must begin with https://."),
        ("http://169.254.169.254", "InvalidInput", f"{INVALID}. The URL must begin with https://."),
        (
            "http://localhost.x.example",
            "InvalidInput",
            f"{INVALID}. The URL must begin with https://.",
        ),
    ],
)
def test_other_urls_are_no_issuers(world, url, code, message):
    refusal = world.refuse("CreateOpenIDConnectProvider", Url=url)
    assert wire(refusal) == (code, 400, message)


def test_one_issuer_has_one_provider(world):
    create(world)
    refusal = world.refuse("CreateOpenIDConnectProvider", Url=URL)
    message = f"Provider with url {URL} already exists."
    assert wire(refusal) == ("EntityAlreadyExists", 409, message)


def test_an_unknown_provider_is_not_found(world):
    message = f"OpenIDConnect Provider not found for arn {ARN}"
    for action, more in (
        ("GetOpenIDConnectProvider", {}),
        ("AddClientIDToOpenIDConnectProvider", {"ClientID": "a"}),
        ("RemoveClientIDFromOpenIDConnectProvider", {"ClientID": "a"}),
        ("UpdateOpenIDConnectProviderThumbprint", {"ThumbprintList": ["a" * 40]}),
        ("TagOpenIDConnectProvider", {"Tags": [("a", "b")]}),
    ):
        refusal = world.refuse(action, **ON_ARN, **more)
        assert wire(refusal) == ("NoSuchEntity", 404, message)
    refusal = world.refuse("DeleteOpenIDConnectProvider", **ON_ARN)
    message = f"OpenId connect Provider {ARN} cannot be found."
    assert wire(refusal) == ("NoSuchEntity", 404, message)


def test_a_provider_is_deleted(world):
    create(world)
    world.call("DeleteOpenIDConnectProvider", **ON_ARN)
    assert world.account.oidc_providers == ()


def test_clients_come_and_go_without_fuss(world):
    create(world, ClientIDList=["a", "a"])
    for _ in range(2):
        world.call("AddClientIDToOpenIDConnectProvider", **ON_ARN, ClientID="b")
    assert get(world)["ClientIDList"] == ["a", "b"]
    for _ in range(2):
        world.call("RemoveClientIDFromOpenIDConnectProvider", **ON_ARN, ClientID="a")
    assert get(world)["ClientIDList"] == ["b"]


def test_a_hundred_clients_are_as_many_as_there_may_be(world):
    message = "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100"
    many = [f"c{n}" for n in range(101)]
    refusal = world.refuse("CreateOpenIDConnectProvider", Url=URL, ClientIDList=many)
    assert wire(refusal) == ("LimitExceeded", 409, message)
    create(world, ClientIDList=many[:100])
    refusal = world.refuse("AddClientIDToOpenIDConnectProvider", **ON_ARN, ClientID="c100")
    assert wire(refusal) == ("LimitExceeded", 409, message)


def test_five_thumbprints_are_as_many_as_there_may_be(world):
    create(world)
    five = [f"{n:040x}" for n in range(5)]
    world.call("UpdateOpenIDConnectProviderThumbprint", **ON_ARN, ThumbprintList=five)
    assert get(world)["ThumbprintList"] == five
    refusal = world.refuse(
        "UpdateOpenIDConnectProviderThumbprint", **ON_ARN, ThumbprintList=[*five, "f" * 40]
    )
    message = "Thumbprint list must contain fewer than 5 entries."
    assert wire(refusal) == ("InvalidInput", 400, message)


def test_a_hundred_providers_are_as_many_as_there_may_be(now):
    from rolebridge.federation.account import AccountEntry, OIDCProviderEntry

    entries = tuple(OIDCProviderEntry(f"https://i{n}.example") for n in range(100))
    world = AccountsWorld(now, AccountEntry(ACCOUNT, oidc_providers=entries))
    refusal = world.refuse("CreateOpenIDConnectProvider", Url=URL)
    assert refusal.message == "Cannot exceed quota for OpenIDConnectProvidersPerAccount: 100"


def test_tags_of_a_provider_are_changed_and_asked_about(world):
    create(world, Tags=[("team", "a")])
    condition = {"aws:ResourceTag/team": "a"}
    ann = world.add_user("ann", allow("iam:DeleteOpenIDConnectProvider", StringEquals=condition))
    world.call("TagOpenIDConnectProvider", **ON_ARN, Tags=[("Team", "b")])
    refusal = world.refuse("DeleteOpenIDConnectProvider", by=ann, **ON_ARN)
    assert refusal.aws_code == "AccessDenied"
    world.call("UntagOpenIDConnectProvider", **ON_ARN, TagKeys=["team"])
    assert world.call("ListOpenIDConnectProviderTags", **ON_ARN)["Tags"] == []
    refusal = world.refuse("GetOpenIDConnectProvider", by=world.root_of(OTHER), **ON_ARN)
    assert refusal.aws_code == "AccessDenied"
