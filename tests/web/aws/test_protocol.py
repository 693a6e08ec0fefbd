"""`/aws/`: the query protocol itself, whatever the operation."""

import pytest
from lxml import etree

from rolebridge.store.unit_of_work import StoreUnavailable
from support.aws_endpoint import FORM, MODEL, NS, VERSION, WHO, error_of, post, saml
from support.fakes import MemoryConfiguration

# --- The protocol ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", (400, "MissingAction", "The request names no Action.")),
        ("Version=2011-06-15", (400, "MissingAction", "The request names no Action.")),
        (
            "Action=Nonsense&Version=2011-06-15",
            (400, "InvalidAction", "Could not find operation Nonsense for version 2011-06-15"),
        ),
        (
            "Action=assumeRole&Version=2011-06-15",
            (400, "InvalidAction", "Could not find operation assumeRole for version 2011-06-15"),
        ),
        (
            "Action=ListUsers&Version=2010-05-09",
            (400, "InvalidAction", "Could not find operation ListUsers for version 2010-05-09"),
        ),
        (
            "Action=GetCallerIdentity",
            (
                400,
                "InvalidAction",
                "Could not find operation GetCallerIdentity for version NO_VERSION_SPECIFIED",
            ),
        ),
        (
            "Action=getcalleridentity&Version=2011-06-15",
            (
                400,
                "InvalidAction",
                "Could not find operation getcalleridentity for version 2011-06-15",
            ),
        ),
        ("action=GetCallerIdentity&Version=2011-06-15", (400, "MissingAction", None)),
        (f"{WHO}&Action=AssumeRole", (400, "InvalidQueryParameter", None)),
        (f"{WHO}&action=AssumeRole", (400, "InvalidQueryParameter", None)),
        (f"{WHO}&%41ction=AssumeRole", (400, "InvalidQueryParameter", None)),
        (f"{WHO}&a=%ff", (400, "InvalidQueryParameter", None)),
        (f"{WHO}&a=%zz", (400, "InvalidQueryParameter", None)),
        ("&".join(f"p{n}=1" for n in range(1001)), (400, "InvalidQueryParameter", None)),
    ],
    ids=lambda value: str(value)[:50],
)
def test_calls_that_are_none(client, query, expected):
    for answer in (post(client, query), client.get("/aws/?" + query)):
        status, code, message = error_of(answer)
        assert (status, code) == expected[:2]
        assert expected[2] in (None, message)


def test_a_hundred_parameters_are_not_too_many(client):
    query = "&".join(f"p{n}=1" for n in range(98)) + f"&{WHO}"
    assert error_of(post(client, query))[1] == "MissingAuthenticationToken"


def test_parameters_stand_in_one_place_only(client):
    answer = post(client, WHO, "/aws/?Action=AssumeRole")
    assert error_of(answer)[:2] == (400, "InvalidQueryParameter")


def test_only_a_post_has_a_body(client):
    answer = client.get("/aws/", data=WHO, content_type=FORM)
    assert error_of(answer)[:2] == (400, "InvalidQueryParameter")


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "multipart/form-data; boundary=x",
        "text/plain",
        "application/x-www-form-urlencoded; charset=utf-16",
        "",
    ],
)
def test_a_body_is_a_form(client, content_type):
    answer = client.post("/aws/", data=WHO, content_type=content_type)
    assert error_of(answer)[:2] == (400, "InvalidQueryParameter")


@pytest.mark.parametrize("body", [b"Action=\xff", "Action=Größe".encode()])
def test_a_form_is_ascii(client, body):
    assert error_of(post(client, body))[:2] == (400, "InvalidQueryParameter")


@pytest.mark.parametrize(
    ("action", "size", "status"),
    [
        ("GetCallerIdentity", 65_536, 403),
        ("GetCallerIdentity", 65_537, 413),
        ("AssumeRoleWithSAML", 153_600, 400),
        ("AssumeRoleWithSAML", 153_601, 413),
        ("AssumeRoleWithSAML", 500_000, 413),
    ],
)
def test_bodies_have_a_limit(client, action, size, status):
    body = f"Action={action}&Version={VERSION}&SAMLAssertion="
    answer = post(client, body + "A" * (size - len(body)))
    assert error_of(answer)[0] == status


def test_text_of_the_request_is_never_markup(client):
    evil = "</Message><Code>Fine</Code>]]>&amp;"
    status, code, message = error_of(post(client, {"Action": evil, "Version": VERSION}))
    assert (status, code) == (400, "InvalidAction")
    assert message == f"Could not find operation {evil} for version {VERSION}"


@pytest.mark.parametrize("evil", ["\x00", "\x1b[31m", "\ud7ff\ufffe", "a\r\nSet-Cookie: x"])
def test_characters_that_xml_cannot_carry_do_not_break_the_answer(client, evil):
    answer = post(client, {"Action": evil, "Version": VERSION})
    assert error_of(answer)[:2] == (400, "InvalidAction")
    assert "Set-Cookie" not in answer.headers


def test_a_call_to_another_port_is_answered_as_aws_would(client):
    answer = post(client, WHO, base_url="http://localhost:9999")
    assert error_of(answer)[:2] == (400, "ValidationError")


def test_an_address_that_is_not_used_that_way(client):
    answer = client.delete("/aws/")
    assert answer.status_code == 405


# --- JSON -----------------------------------------------------------------------------------------


def test_json_for_those_who_ask(world, client):
    answer = post(client, saml(world.respond()), headers={"Accept": "application/json"})
    assert answer.headers["Content-Type"] == "application/json"
    document = answer.get_json()["AssumeRoleWithSAMLResponse"]
    assert document["ResponseMetadata"]["RequestId"] == answer.headers["x-amzn-RequestId"]
    result = document["AssumeRoleWithSAMLResult"]
    assert isinstance(result["Credentials"]["Expiration"], int)
    assert result["AssumedRoleUser"]["Arn"].endswith("assumed-role/ReadOnly/alice")
    assert "PackedPolicySize" not in result


def test_errors_as_json_too(client):
    answer = post(client, "Version=1", headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert answer.get_json() == {
        "Error": {
            "Type": "Sender",
            "Code": "MissingAction",
            "Message": "The request names no Action.",
        },
        "RequestId": answer.headers["x-amzn-RequestId"],
    }


@pytest.mark.parametrize("accept", ["*/*", "text/html,application/xml;q=0.9,*/*;q=0.8", ""])
def test_xml_for_everybody_else(client, accept):
    assert error_of(post(client, "", headers={"Accept": accept}))[1] == "MissingAction"


# --- Our own faults -------------------------------------------------------------------------------


def test_a_fault_of_ours_is_internal_failure_and_tells_nothing(world, client, caplog):
    world.store.configuration = None
    answer = post(client, saml(world.respond()))
    assert error_of(answer) == (500, "InternalFailure", "An internal error has occurred.")
    assert etree.fromstring(answer.data).findtext(f".//{NS}Type") == "Receiver"
    assert answer.headers["x-amzn-RequestId"] in caplog.text


def test_every_operation_is_one_of_the_model(world):
    assert set(world.sts.operations) <= set(MODEL.operation_names)


def test_a_database_that_does_not_answer_is_service_unavailable(world, client, monkeypatch):
    def unreachable(_self):
        raise StoreUnavailable("The database does not answer.", detail="OperationalError")

    monkeypatch.setattr(MemoryConfiguration, "current", unreachable)
    answer = post(client, saml(world.respond()))
    assert error_of(answer)[:2] == (503, "ServiceUnavailable")
