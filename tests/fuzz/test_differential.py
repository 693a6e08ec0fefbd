"""A share of the differential for every run of the suite, and proof that it can fail."""

import json

import pytest

from fuzz.answers import ask, ask_engine, ask_reference
from fuzz.cases import build_case
from fuzz.differential import compare, find_difference
from fuzz.mistakes import MISTAKES, build_mistaken_judge
from rolebridge.lab.policy_cases import judge_case

SERIES = 2000


def name_cases(seed, count):
    return [(seed, index) for index in range(count)]


@pytest.fixture(scope="module")
def series():
    """One series of cases with the engine's answers."""
    cases = [build_case(seed, index) for seed, index in name_cases(100, SERIES)]
    return [(case, ask(ask_engine, case)) for case in cases]


def test_engine_and_reference_agree_on_a_series(series):
    differing = [
        f"{json.dumps(case)}\n{answer}"
        for case, answer in series
        if find_difference(answer, ask(ask_reference, case))
    ]

    assert not differing, differing[0]


@pytest.mark.parametrize("seed", [101, 102])
def test_a_comparison_finds_nothing_between_engine_and_reference(seed):
    result = compare(name_cases(seed, 500), ask_engine, ask_reference, most=1)

    assert result.disagreements == []
    assert result.verdicts.total() == 500


def test_a_series_gives_every_answer_there_is(series):
    layers = {"identity", "resource", "trust", "boundary", "session", "scp"}

    answers = {answer[:2] for _, answer in series}

    assert answers == {
        *(("ExplicitlyDenied", layer) for layer in (*layers, "rcp")),
        *(("ImplicitlyDenied", layer) for layer in layers),
        *(("Allowed", layer) for layer in ("identity", "resource", "trust")),
        ("Error", None),
    }


@pytest.mark.parametrize("name", MISTAKES)
def test_a_judge_with_one_wrong_rule_is_caught_within_a_series(series, name):
    mistaken = build_mistaken_judge(name)

    assert any(find_difference(ask(mistaken, case), answer) for case, answer in series)


def test_every_answer_can_be_told_in_full(series):
    for case, answer in series[::5]:
        verdict = judge_case(case)

        told = json.loads(verdict.to_json(explained=True))

        assert (told["verdict"], told["deciding_layer"]) == answer[:2]
        if verdict.decision is not None:
            assert told["explanation"]["outcome"] == answer.verdict
            assert verdict.decision.explain().lines()


def test_a_case_is_rebuilt_from_its_name():
    assert build_case(7, 42) == build_case(7, 42)
    assert build_case(7, 42)["id"] == "7:42"
    assert build_case(7, 42) != build_case(8, 42)


def test_a_disagreement_is_made_small():
    mistaken = build_mistaken_judge("boundaries are ignored")

    result = compare(name_cases(100, SERIES), ask_engine, mistaken, most=1)

    (found,) = result.disagreements
    assert ask(ask_engine, found.case) == found.answers[0]
    assert find_difference(*found.answers) == found.kind
    assert "boundary" in found.case["policies"]
    assert len(json.dumps(found.case)) < 500


def test_a_judge_that_breaks_down_disagrees():
    def broken(_case):
        raise RecursionError("too deep")

    result = compare(name_cases(100, 1), ask_engine, broken, most=1)

    assert result.disagreements[0].answers[1].verdict == "raised RecursionError: too deep"
