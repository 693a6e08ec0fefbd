"""The engine's side of the differential: `rolebridge` asked for a verdict in the case format."""

from rolebridge.lab.policy_cases import judge_case


def judge(case: dict) -> dict:
    """{"verdict", "deciding_layer"} of the engine."""
    verdict = judge_case(case).as_dict()
    return {"verdict": verdict["verdict"], "deciding_layer": verdict["deciding_layer"]}
