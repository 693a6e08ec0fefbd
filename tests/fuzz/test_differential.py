"""A share of the differential for every run of the suite, and proof that it can fail."""

import json

import pytest

from fuzz.cases import build_case
from fuzz.differential import ask, compare
from fuzz.engine import judge as judge_by_engine
from fuzz.mistakes import MISTAKES, build_mistaken_judge
from reference import judge as judge_by_reference

SERIES = 3000


def name_cases(seed, count):
    return [(seed, index) for index in range(count)]


@pytest.mark.parametrize("seed", [101, 102, 103, 104])
def test_engine_and_reference_agree(seed):
    result = compare(name_cases(seed, 1000), judge_by_engine, judge_by_reference, most=3)

    told = [f"{json.dumps(case)}\n{answers}" for case, answers in result.disagreements]
    assert not told, "\n".join(told)


@pytest.fixture(scope="module")
def series():
    """One series of cases with the engine's answers."""
    cases = [build_case(seed, index) for seed, index in name_cases(100, SERIES)]
    return [(case, ask(judge_by_engine, case)) for case in cases]


def test_a_series_gives_every_answer_there_is(series):
    layers = {"identity", "resource", "trust", "boundary", "session", "scp"}

    answers = {answer for _, answer in series}

    assert answers == {
        *(("ExplicitlyDenied", layer) for layer in (*layers, "rcp")),
        *(("ImplicitlyDenied", layer) for layer in layers),
        *(("Allowed", layer) for layer in ("identity", "resource", "trust")),
        ("Error", None),
    }


@pytest.mark.parametrize("name", MISTAKES)
def test_a_judge_with_one_wrong_rule_is_caught_within_a_series(series, name):
    mistaken = build_mistaken_judge(name)

    assert any(ask(mistaken, case) != answer for case, answer in series)


def test_a_case_is_rebuilt_from_its_name():
    assert build_case(7, 42) == build_case(7, 42)
    assert build_case(7, 42)["id"] == "7:42"
    assert build_case(7, 42) != build_case(8, 42)


def test_a_disagreement_is_made_small():
    mistaken = build_mistaken_judge("boundaries are ignored")

    result = compare(name_cases(100, SERIES), judge_by_engine, mistaken, most=1)

    (found,) = result.disagreements
    assert ask(judge_by_engine, found.case) == found.answers[0] != found.answers[1]
    assert "boundary" in found.case["policies"]
    assert len(json.dumps(found.case)) < 500


def test_a_judge_that_breaks_down_disagrees():
    def broken(_case):
        raise RecursionError("too deep")

    result = compare(name_cases(100, 1), judge_by_engine, broken, most=1)

    assert result.disagreements[0].answers[1][0] == "raised RecursionError: too deep"
