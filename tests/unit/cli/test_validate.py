"""The verb `validate`: what it reads, what it prints, and its exit status."""

import json

from click.testing import CliRunner

from rolebridge.cli import rolebridge
from support.keys import rsa_pair
from support.saml import Message, encode, signed

IDP = rsa_pair()
MESSAGE = Message()


def line(**changes):
    return json.dumps(
        {
            "id": "one",
            "response": encode(signed(MESSAGE, IDP)),
            "profile": "aws",
            "certificates": [IDP.certificate_pem],
            "now": "2026-11-23T10:00:00Z",
            "acs": MESSAGE.acs,
            "audience": MESSAGE.audience,
            "issuer": MESSAGE.issuer,
        }
        | changes
    )


def run(*arguments, **options):
    return CliRunner().invoke(rolebridge, ["validate", *arguments], **options)


def test_each_case_gets_one_line_and_refusals_are_no_failure_of_the_verb(tmp_path):
    cases = tmp_path / "cases.jsonl"
    cases.write_text("\n".join([line(), line(id="two", issuer="https://else"), "rubbish", ""]))
    result = run("--cases", str(cases))
    assert result.exit_code == 0
    verdicts = [json.loads(text) for text in result.output.splitlines()]
    assert [(v["id"], v["verdict"], v["code"]) for v in verdicts] == [
        ("one", "accept", None),
        ("two", "reject", "response_issuer_mismatch"),
        (None, "reject", "malformed_case"),
    ]


def test_blank_lines_and_windows_line_ends_are_no_cases(tmp_path):
    cases = tmp_path / "cases.jsonl"
    cases.write_bytes(b"\r\n" + line().encode() + b"\r\n\r\n")
    assert len(run("--cases", str(cases)).output.splitlines()) == 1


def test_an_empty_file_is_read_without_complaint(tmp_path):
    cases = tmp_path / "cases.jsonl"
    cases.write_text("")
    result = run("--cases", str(cases))
    assert (result.exit_code, result.output) == (0, "")


def test_cases_may_come_by_standard_input():
    result = run("--cases", "-", input=line())
    assert json.loads(result.output)["verdict"] == "accept"


def test_misuse_is_exit_status_two(tmp_path):
    assert run().exit_code == 2
    assert run("--cases", str(tmp_path / "absent.jsonl")).exit_code == 2
    assert run("--cases", str(tmp_path)).exit_code == 2
    assert run("--cases", "-", "--surplus").exit_code == 2


def test_help_names_the_fields():
    text = run("--help").output
    for word in ("--cases", "response", "certificates", "inclusive-c14n", "skew"):
        assert word in text
