"""Whether one statement speaks of one request."""

from reference.conditions import holds
from reference.letters import lower
from reference.principals import NOBODY, SELF, grade
from reference.variables import fill
from reference.wildcards import covers, covers_arn, read_plain, read_wild, split_arn


def grade_statement(statement: dict, request: dict, *, variables: bool, bounded: bool) -> int:
    """NOBODY when the statement does not match; else how well it names the caller.

    A statement without a Principal element speaks of the one to whom the policy is attached.
    """
    if not _has_action(statement["action"], request["action"]):
        return NOBODY
    if not _has_resource(statement["resource"], request, variables=variables):
        return NOBODY
    for operator, key, values in statement["conditions"]:
        if not holds(operator, key, values, request["context"], variables=variables):
            return NOBODY
    return _grade_principal(statement, request["caller"], bounded=bounded)


def _grade_principal(statement: dict, caller: object, *, bounded: bool) -> int:
    if statement["principal"] is None:
        return SELF
    if statement["authenticated"] and caller.kind == "anonymous":
        return NOBODY
    negated, entries = statement["principal"]
    named = grade(entries, caller)
    if not negated:
        return named
    # A boundary turns every Deny with NotPrincipal against its bearer, exempted or not.
    always = (
        bounded and statement["effect"] == "Deny" and caller.kind in {"user", "role", "session"}
    )
    return SELF if named == NOBODY or always else NOBODY


def _has_action(element: tuple, action: str) -> bool:
    negated, entries = element
    return any(covers_action(entry, action) for entry in entries) != negated


def covers_action(entry: str, action: str) -> bool:
    if entry in {"*", "*:*"}:
        return True
    service, _, name = lower(entry).partition(":")
    pattern = [*read_plain(service + ":"), *read_wild(name)]
    return covers(pattern, lower(action))


def _has_resource(element: tuple | None, request: dict, *, variables: bool) -> bool:
    if element is None:
        return True
    negated, entries = element
    found = any(_covers_resource(entry, request, variables=variables) for entry in entries)
    return found != negated


def _covers_resource(entry: str, request: dict, *, variables: bool) -> bool:
    if entry == "*":
        return True
    if request["resource"] == "*":
        return False
    pattern = fill(entry, variables=variables, wild=True, context=request["context"])
    return pattern is not None and covers_arn(split_arn(pattern), request["resource"])
