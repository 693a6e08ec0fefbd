"""Encoded authorization messages: why a call was denied, for those who may know.

A service hands the message to whoever was denied; DecodeAuthorizationMessage opens it for callers
of the same account who have the permission. Only what this installation sealed is opened.
Source: STS API reference, DecodeAuthorizationMessage.
"""

import json
import zlib
from collections.abc import Iterable, Mapping

from rolebridge.access.call import Fields
from rolebridge.access.ports import SealingKeys
from rolebridge.access.seal import Kind, SealBroken, seal, unseal
from rolebridge.iam import Decision, Effect, Outcome, Request
from rolebridge.iam.explanation.statements import StatementReport
from rolebridge.ids import IdSource
from rolebridge.sts.signed_refusals import authorization_message_invalid
from rolebridge.sts.work import Work

MAX_MESSAGE_CHARACTERS = 10_240
_LONGEST = 1_048_576

Tree = Mapping[str, object]


def encode_decision(decision: Decision, account: str, keys: SealingKeys, ids: IdSource) -> str:
    """Seal a decision for the callers of an account. What would make the message longer than
    DecodeAuthorizationMessage takes is left out: the conditions first, then the statements.
    """
    for tree in _describe(decision):
        packed = zlib.compress(json.dumps(tree, separators=(",", ":")).encode(), 9)
        message = seal(packed, kind=Kind.AUTHORIZATION_MESSAGE, name=account, keys=keys, ids=ids)
        if len(message) <= MAX_MESSAGE_CHARACTERS:
            break
    return message


def decode_message(message: str, account: str, keys: SealingKeys) -> str:
    """The JSON text of a message that was sealed for the account. Raises AWSRefused."""
    try:
        packed = unseal(message, kind=Kind.AUTHORIZATION_MESSAGE, name=account, keys=keys)
    except SealBroken as error:
        raise authorization_message_invalid(error.detail) from None
    return zlib.decompressobj().decompress(packed, _LONGEST).decode()


def decode_authorization_message(work: Work) -> Fields:
    """DecodeAuthorizationMessage. Raises AWSRefused."""
    work.authorize("sts:DecodeAuthorizationMessage", "*")
    message = work.parameters.text("EncodedMessage")
    decoded = decode_message(message, work.caller.account, work.sealing_keys)
    work.record_answer()
    return (("DecodedMessage", decoded),)


def _describe(decision: Decision) -> Iterable[Tree]:
    """The decision as a tree, the fullest first."""
    request = _find_deciding(decision)
    head: dict[str, object] = {
        "allowed": decision.is_allowed,
        "explicitDeny": decision.outcome is Outcome.EXPLICIT_DENY,
    }
    context: dict[str, object] = {
        "principal": _describe_principal(request),
        "action": request.action,
        "resource": request.resource,
    }
    statements = {"matchedStatements": _items(map(_describe_statement, _find_matched(decision)))}
    nothing = {"matchedStatements": _items(()), "failures": _items(())}
    conditions = {"conditions": _items(map(_describe_key, request.context.values.items()))}
    yield {**head, **nothing, **statements, "context": {**context, **conditions}}
    yield {**head, **nothing, **statements, "context": context}
    yield {**head, **nothing, "context": context}


def _find_deciding(decision: Decision) -> Request:
    named = (request for request in decision.requests if request.action == decision.action)
    return next(named, decision.requests[0])


def _find_matched(decision: Decision) -> Iterable[StatementReport]:
    """The statements that brought the decision about; none where nothing allowed it."""
    effect = Effect.ALLOW if decision.is_allowed else Effect.DENY
    for action in decision.explain().actions:
        for statement in action.statements:
            if statement.is_match and statement.effect is effect:
                yield statement


def _describe_principal(request: Request) -> Tree:
    values = request.context.find("aws:userid")
    arn = request.principal.arn
    return {"id": values[0] if values else arn, "name": arn.rsplit("/", 1)[-1], "arn": arn}


def _describe_statement(report: StatementReport) -> Tree:
    statement = report.statement
    resources = statement.resources.written if statement.resources else ()
    return {
        "statementId": statement.sid or "",
        "effect": statement.effect.value.upper(),
        "actions": _items({"value": name} for name in statement.actions.written),
        "resources": _items({"value": name} for name in resources),
    }


def _describe_key(key: tuple[str, tuple[str, ...]]) -> Tree:
    name, values = key
    return {"key": name, "values": _items({"value": value} for value in values)}


def _items(items: Iterable[Tree]) -> Tree:
    return {"items": list(items)}
