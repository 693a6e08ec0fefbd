"""The vectors of layered decisions: every row, and that no rule of the checklist lacks one."""

import json
from pathlib import Path

import pytest

from rolebridge.lab.policy_cases import judge_case
from support.vectors import load_cases

FOLDER = Path(__file__).parents[2] / "vectors" / "iam"
LAYERED = (
    "actions_permissions",
    "conditions_layers",
    "guardrails",
    "layers_cross_account",
    "layers_same_account",
    "principals_resource_policies",
    "refused",
    "resources",
    "root_service_anonymous",
    "session_boundary",
    "trust_calls",
)
CASES = {name: [case.values[0] for case in load_cases("iam", name)] for name in LAYERED}
CHECKLIST = json.loads((FOLDER / "checklist.json").read_text(encoding="utf-8"))


def judge(row, policies=None):
    case = {"id": row["name"], "request": row["request"], "policies": policies or row["policies"]}
    return judge_case(case).as_dict()


def answer(verdict):
    return verdict["verdict"], verdict["deciding_layer"]


def each_document(value, change):
    """The same policies with every document changed; a document is an object, or text."""
    if isinstance(value, list):
        return [each_document(item, change) for item in value]
    return change(value) if isinstance(value, dict) else value


def changed(row, change):
    return {layer: each_document(value, change) for layer, value in row["policies"].items()}


def turned_round(document):
    """Statements, and the values within them, in the other order."""
    statements = document.get("Statement")
    if not isinstance(statements, list):
        return document
    turned = [
        {k: v[::-1] if isinstance(v, list) else v for k, v in statement.items()}
        for statement in statements[::-1]
    ]
    return {**document, "Statement": turned}


@pytest.mark.parametrize("row", load_cases("iam", *LAYERED))
def test_a_request_is_decided_as_documented(row):
    verdict = judge(row)
    expected = dict(row["expected"])
    named = expected.pop("error_names", None)

    assert answer(verdict) == tuple(expected.values()), row["because"]
    assert ("error" in verdict) is (named is not None)
    assert named is None or named in verdict["error"]


@pytest.mark.parametrize("name", LAYERED)
def test_a_document_may_be_given_as_text(name):
    rows = [row for row in CASES[name] if row["expected"]["verdict"] != "Error"]
    for row in rows:
        assert answer(judge(row, changed(row, json.dumps))) == answer(judge(row)), row["name"]


@pytest.mark.parametrize("name", LAYERED)
def test_the_order_of_statements_policies_and_values_does_not_matter(name):
    for row in CASES[name]:
        policies = changed(row, turned_round)
        for layer in ("identity", "session", "boundary", "scp", "rcp"):
            if isinstance(policies.get(layer), list):
                policies[layer] = policies[layer][::-1]
        assert answer(judge(row, policies)) == answer(judge(row)), row["name"]


# --- The checklist: what the documentation says, sentence by sentence, and the rows that hold it --


def test_every_row_stands_for_a_rule_and_every_rule_has_a_row():
    used = {row["rule"] for rows in CASES.values() for row in rows}
    elsewhere = {rule for rule, entry in CHECKLIST.items() if entry.get("also")}
    assert used <= set(CHECKLIST)
    assert sorted(set(CHECKLIST) - used - elsewhere) == []


def test_what_the_checklist_names_elsewhere_exists():
    names = {}
    for file in FOLDER.glob("*.json"):
        rows = json.loads(file.read_text(encoding="utf-8"))
        names[file.stem] = {row["name"] for row in rows} if isinstance(rows, list) else set()
    for entry in CHECKLIST.values():
        for named in entry.get("also", []):
            file, _, row = named.partition(": ")
            assert names[file], named
            assert not row or row in names[file], named


def test_every_file_of_layered_rows_is_run_and_every_row_has_its_own_name():
    layered = set()
    for file in FOLDER.glob("*.json"):
        rows = json.loads(file.read_text(encoding="utf-8"))
        if isinstance(rows, list) and "rule" in rows[0]:
            layered.add(file.stem)
            assert len({row["name"] for row in rows}) == len(rows)
    assert layered == set(LAYERED)
