"""What a judge says to a case: the verdict, the layer that decided, the statements that matched."""

from collections.abc import Callable
from typing import NamedTuple

import reference
from rolebridge.lab.policy_cases import judge_case

# (layer, level, document, statement, how closely it names the caller)
Match = tuple[str, int | None, int, int, str | None]


class Answer(NamedTuple):
    """`matched` are the statements that match, in every layer that counts for the caller.

    `error` tells people why the verdict is Error; in what words does not matter.
    """

    verdict: str
    layer: str | None
    matched: frozenset[Match]
    error: str = ""


Judge = Callable[[dict], Answer]


def ask_engine(case: dict) -> Answer:
    """The engine's decision, and its explanation for the statements."""
    verdict = judge_case(case)
    told = verdict.as_dict()
    matched: frozenset[Match] = frozenset()
    if verdict.decision is not None:
        layers = verdict.decision.explain().actions[0].layers
        matched = frozenset(
            (
                layer.layer.value,
                layer.level,
                one.policy_index or 0,
                one.statement.index,
                None if one.grade is None else one.grade.name.lower(),
            )
            for layer in layers
            for one in layer.statements
            if one.is_match
        )
    return Answer(told["verdict"], told["deciding_layer"], matched, told.get("error", ""))


def ask_reference(case: dict) -> Answer:
    """The same of the reference evaluator."""
    told = reference.judge(case)
    return Answer(
        told["verdict"],
        told["deciding_layer"],
        frozenset(reference.list_matching(case)),
        told.get("error", ""),
    )


def ask(judge: Judge, case: dict) -> Answer:
    """A judge that breaks down has answered, wrongly."""
    try:
        return judge(case)
    except Exception as error:  # noqa: BLE001 - whatever a judge raises is a finding
        return Answer(f"raised {type(error).__name__}: {error}", None, frozenset())
