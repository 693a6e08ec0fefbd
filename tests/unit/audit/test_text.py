"""Events as text that cannot lie."""

import json
from dataclasses import replace

import pytest

from rolebridge.audit.events import Action, Event, Origin, Outcome
from rolebridge.audit.text import escape_text, format_json, format_line
from rolebridge.audit.trail import NumberedEvent

HOSTILE = [
    "a\nb",
    "a\r\nb",
    "a\tb",
    "a\x1b[31mb",
    "a\x00b",
    "a\x7fb",
    "a\x85b",
    "a\x9bb",
    "a\u2028b",
    "a\u2029b",
    "a\u202eb",
    "a\u2066b",
    "a\u200fb",
    "a\u061cb",
    "a\u200bb",
    "a\ufeffb",
    "a\U000e0041b",
    "a\ud800b",
]


def make(now, **more) -> Event:
    return replace(
        Event(now, Action.SIGN_IN, Outcome.SUCCESS, Origin("request-1", "192.0.2.1"), "alice"),
        **more,
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_reader_would_not_see_is_written_out(text):
    escaped = escape_text(text)
    assert escaped.isprintable()
    assert escaped.startswith("a\\")
    assert escaped.endswith("b")
    assert len(escaped.splitlines()) == 1


@pytest.mark.parametrize("text", ["", "alice", "Zoë Zimmer", "李明", "a=b; c", "😀"])
def test_honest_text_stays_as_it_is(text):
    assert escape_text(text) == text


def test_an_escape_cannot_be_feigned():
    assert escape_text("a\\u202eb") == "a\\\\u202eb" != escape_text("a\u202eb")


def test_a_line_says_when_how_what_and_who(now):
    event = make(
        now,
        action=Action.SAML_ISSUE,
        outcome=Outcome.REFUSED,
        target="urn:amazon:webservices",
        reason="no_role",
        assertion_id="_1",
        detail="no rule grants it",
        facts={"roles": "0"},
    )
    assert format_line(event) == (
        "2026-11-23T10:00:00Z  refused  saml.issue  alice  from=192.0.2.1 "
        "target=urn:amazon:webservices reason=no_role assertion=_1 "
        'detail="no rule grants it" roles=0 request=request-1'
    )


def test_nobody_is_a_dash(now):
    assert "  sign-in  -  from=" in format_line(make(now, person=None))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_value_can_forge_a_line_or_turn_one_round(now, text):
    event = make(
        now, person=text, target=text, reason=text, detail=text, facts={text: text},
        origin=Origin(text, text, text),
    )  # fmt: skip
    for line in (format_line(event), format_json(NumberedEvent(1, event))):
        assert line.isprintable()


def test_no_value_can_pass_for_another_pair(now):
    line = format_line(make(now, detail='x" outcome=success y="', facts={"a b": "c=d"}))
    assert 'detail="x\\" outcome=success y=\\""' in line
    assert '"a b"="c=d"' in line


def test_json_says_everything_and_comes_back(now):
    event = make(
        now,
        person="Zoë\u202e\n",
        origin=Origin("r", "192.0.2.1", "Browser/1.0"),
        assertion_id="_1",
        facts={"roles": "2"},
    )
    line = format_json(NumberedEvent(7, event))
    assert line.isascii()
    assert json.loads(line) == {
        "number": 7,
        "at": "2026-11-23T10:00:00Z",
        "action": "sign-in",
        "outcome": "success",
        "person": "Zoë\u202e\n",
        "source_address": "192.0.2.1",
        "user_agent": "Browser/1.0",
        "request_id": "r",
        "assertion_id": "_1",
        "target": None,
        "reason": None,
        "detail": "",
        "facts": {"roles": "2"},
    }
