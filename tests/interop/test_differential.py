"""The harness itself: what it counts as a difference, and what it takes for an explanation."""

import json

import pytest

from interop.differential.__main__ import main
from interop.differential.cases import random_case
from interop.differential.compare import compare, find_difference
from interop.differential.known import KnownDifference
from interop.differential.peer import judge_ours
from interop.differential.shrink import shrink

OURS = {"id": 1, "verdict": "ImplicitlyDenied", "deciding_layer": "trust"}
THEIRS = {"id": 1, "verdict": "ImplicitlyDenied", "layers": {"resource": "ImplicitlyDenied"}}


def agreeing(cases):
    """A peer that says what we say."""
    return [_as_theirs(answer) for answer in judge_ours(cases)]


def contrary(cases):
    """A peer that never does."""
    other = {"Allowed": "ImplicitlyDenied"}
    return [
        answer | {"verdict": other.get(answer["verdict"], "Allowed")} for answer in agreeing(cases)
    ]


def literal(cases):
    """A peer to whom the wildcard `?`, and the one in `h*s`, are text."""
    return agreeing([_respelled(case, {"?": "_", "h*s": "h_s"}) for case in cases])


def _as_theirs(answer):
    layer = "resource" if answer["deciding_layer"] == "trust" else answer["deciding_layer"]
    return {**answer, "layers": {layer: answer["verdict"]}, "ignored": []}


def _respelled(case, spellings):
    text = json.dumps(case)
    for old, new in spellings.items():
        text = text.replace(old, new)
    return json.loads(text)


def row(name, spellings):
    """A known difference: what is spelled one way can be spelled another."""

    def rewrite(case):
        new = _respelled(case, spellings)
        return None if new == case else new

    return KnownDifference(name, "", "", {}, rewrite)


ONE_LETTER = row("one letter", {"?": "x"})
SOME_LETTERS = row("some letters", {"h*s": "homes"})


def case_of(*resources):
    """Everybody's objects are allowed on each of the resources, one layer each."""
    layers = zip(("identity", "boundary"), resources, strict=False)
    return {
        "id": "of test",
        "request": {
            "principal": "arn:aws:iam::111122223333:user/ann",
            "action": "s3:GetObject",
            "resource": "arn:aws:s3:::homes/x",
            "context": {"aws:username": "ann"},
        },
        "policies": {layer: [policy_of(resource)] for layer, resource in layers},
    }


def policy_of(resource):
    other = {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}
    allow = {"Effect": "Allow", "Action": ["s3:Get*", "s3:Put*"], "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [other, allow]}


def test_the_same_seed_and_number_make_the_same_case():
    assert random_case(3, 14) == random_case(3, 14) != random_case(3, 15)


def test_random_cases_are_read_and_decided_by_every_layer():
    answers = judge_ours([random_case(11, number) for number in range(1000)])
    verdicts = {answer["verdict"] for answer in answers}
    layers = {answer["deciding_layer"] for answer in answers}
    assert verdicts == {"Allowed", "ImplicitlyDenied", "ExplicitlyDenied"}
    assert layers == {"identity", "resource", "trust", "session", "boundary", "scp", "rcp"}


def test_answers_that_agree_are_no_difference():
    assert find_difference(OURS, THEIRS) is None


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        pytest.param({}, {"verdict": "Allowed"}, id="another verdict"),
        pytest.param({}, {"layers": {"resource": "Allowed"}}, id="another view of the layer"),
        pytest.param({}, {"layers": {"resource": "AllowedForAccount"}}, id="allowed for account"),
        pytest.param({}, {"ignored": ["aws:username"]}, id="a key that was dropped"),
        pytest.param({}, {"verdict": "Error", "error": "policy.errors"}, id="they refuse"),
        pytest.param({"verdict": "Error", "error": "line 1"}, {}, id="we refuse"),
        pytest.param({"verdict": "Error"}, {"verdict": "Error"}, id="both refuse"),
    ],
)
def test_everything_else_is_a_difference(ours, theirs):
    assert find_difference(OURS | ours, THEIRS | theirs)


def test_a_difference_that_nobody_knows_fails_the_run_and_is_told(capsys):
    asked = ["--cases", "3", "--seed", "5"]
    assert main(asked, ours=judge_ours, theirs=contrary, known=[ONE_LETTER]) == 1
    told = capsys.readouterr().out
    assert "     3 differ and nobody knows why" in told
    assert "\n5:0: ours " in told


def test_a_run_without_differences_succeeds(capsys):
    assert main(["--cases", "20"], ours=judge_ours, theirs=agreeing, known=[]) == 0
    assert "     0 differ and nobody knows why" in capsys.readouterr().out


def test_a_row_that_no_case_needs_fails_the_run(capsys):
    assert main(["--cases", "20"], ours=judge_ours, theirs=agreeing, known=[ONE_LETTER]) == 1
    assert "no case needs the row one letter" in capsys.readouterr().out


def test_a_row_explains_a_difference_that_vanishes_when_written_another_way():
    report = compare([case_of("arn:aws:s3:::homes/?")], judge_ours, literal, [ONE_LETTER])
    assert list(report.known) == ["one letter"]
    assert not report.unexplained


def test_a_row_explains_no_difference_that_stays():
    case = case_of("arn:aws:s3:::h*s/x")
    report = compare([case], judge_ours, literal, [row("no cause", {"Put": "Delete"})])
    assert not report.known
    assert len(report.unexplained) == 1


def test_a_row_that_changes_our_answer_explains_nothing():
    case = case_of("arn:aws:s3:::homes/?")
    report = compare([case], judge_ours, literal, [row("another letter", {"?": "y"})])
    assert not report.known
    assert len(report.unexplained) == 1


def test_two_causes_in_one_case_are_explained_by_two_rows_at_once():
    case = case_of("arn:aws:s3:::homes/?", "arn:aws:s3:::h*s/x")
    report = compare([case], judge_ours, literal, [ONE_LETTER, SOME_LETTERS])
    assert len(report.several) == 1
    assert not report.known
    assert not report.unexplained


def test_an_unknown_cause_beside_a_known_one_is_shown_alone():
    case = case_of("arn:aws:s3:::homes/?", "arn:aws:s3:::h*s/x")
    report = compare([case], judge_ours, literal, [ONE_LETTER])
    assert "?" not in json.dumps(report.unexplained[0].case)
    assert "h*s" in json.dumps(report.unexplained[0].case)


def test_a_difference_is_shown_in_its_smallest_form():
    small = shrink(case_of("arn:aws:s3:::homes/?", "arn:aws:s3:::homes/x"), judge_ours, literal)
    allow = {"Effect": "Allow", "Action": ["s3:Get*"], "Resource": "arn:aws:s3:::homes/?"}
    document = {"Version": "2012-10-17", "Statement": [allow]}
    assert small["policies"] == {"identity": [document]}
    assert "context" not in small["request"]
