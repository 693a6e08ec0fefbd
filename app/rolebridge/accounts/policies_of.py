"""Inline and attached policies of a user, a group or a role: the same operations for each kind."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from rolebridge.access.call import Fields
from rolebridge.access.caller import Caller
from rolebridge.access.context import Values
from rolebridge.access.parameters import Parameters
from rolebridge.accounts.attachable import verify_attachable
from rolebridge.accounts.documents import check_document, count_characters, write_document
from rolebridge.accounts.entities import Entity, EntityKind
from rolebridge.accounts.names import append
from rolebridge.accounts.operation import Operation, Target, Work
from rolebridge.accounts.paging import write_page
from rolebridge.accounts.refusals import limit_exceeded, no_such_entity
from rolebridge.federation.account import AccountEntry
from rolebridge.iam import PolicyKind

MAX_ATTACHED = 10


def build_policy_operations(kind: EntityKind[Entity]) -> dict[str, Operation]:
    """The seven operations of a kind, such as `PutUserPolicy` and `ListAttachedUserPolicies`."""
    target, word = kind.find_target, kind.word
    attached_target = partial(_find_attached_target, kind)
    inline, attached = partial(_list_inline, kind), partial(_list_attached, kind)
    return {
        f"Put{word}Policy": Operation(target, partial(_put_inline, kind)),
        f"Get{word}Policy": Operation(target, partial(_get_inline, kind), is_writing=False),
        f"Delete{word}Policy": Operation(target, partial(_delete_inline, kind)),
        f"List{word}Policies": Operation(target, inline, is_writing=False),
        f"Attach{word}Policy": Operation(attached_target, partial(_attach, kind)),
        f"Detach{word}Policy": Operation(attached_target, partial(_detach, kind)),
        f"ListAttached{word}Policies": Operation(target, attached, is_writing=False),
    }


def write_attached_page(arns: Iterable[str], parameters: Parameters) -> Fields:
    """`AttachedPolicies` below the `PathPrefix` of the call."""
    prefix = parameters.find_text("PathPrefix") or "/"
    chosen = [arn for arn in arns if _find_path(arn).startswith(prefix)]
    return write_page("AttachedPolicies", [write_attached(arn) for arn in chosen], parameters)


def write_attached(arn: str) -> Fields:
    """A managed policy as lists of attached ones name it."""
    return (("PolicyName", arn.rpartition("/")[2]), ("PolicyArn", arn))


def _find_path(arn: str) -> str:
    """`/team/` of `arn:aws:iam::111122223333:policy/team/Name`."""
    return "/" + arn.partition(":policy/")[2].rpartition("/")[0].strip("/") + "/"


def _find_attached_target(
    kind: EntityKind[Entity], account: AccountEntry, caller: Caller, parameters: Parameters
) -> Target:
    """The one that a policy is attached to, and the policy as `iam:PolicyARN`."""
    target = kind.find_target(account, caller, parameters)
    named: Values = {"iam:PolicyARN": parameters.text("PolicyArn")}
    return replace(target, context=target.context | named)


def _list_inline(kind: EntityKind[Entity], work: Work) -> Fields:
    entity = kind.get(work.account, work.parameters.text(kind.parameter))
    return write_page("PolicyNames", sorted(entity.inline_policies), work.parameters)


def _list_attached(kind: EntityKind[Entity], work: Work) -> Fields:
    entity = kind.get(work.account, work.parameters.text(kind.parameter))
    return write_attached_page(entity.attached_policies, work.parameters)


def _put_inline(kind: EntityKind[Entity], work: Work) -> Fields:
    """Put...Policy: an inline policy, in the place of one of the same name."""
    entity = kind.get(work.account, work.parameters.text(kind.parameter))
    text = work.parameters.text("PolicyDocument")
    policies = {**entity.inline_policies, work.parameters.text("PolicyName"): text}
    if sum(map(count_characters, policies.values())) > kind.inline_quota:
        raise limit_exceeded(
            f"Maximum policy size of {kind.inline_quota} bytes exceeded for "
            f"{kind.word.lower()} {entity.name}"
        )
    check_document(text, PolicyKind.IDENTITY)
    work.account = kind.put(work.account, entity, replace(entity, inline_policies=policies))
    return ()


def _get_inline(kind: EntityKind[Entity], work: Work) -> Fields:
    entity = kind.get(work.account, work.parameters.text(kind.parameter))
    name = work.parameters.text("PolicyName")
    document = entity.inline_policies.get(name)
    if document is None:
        raise _inline_unknown(kind.word, name)
    return (
        (kind.parameter, entity.name),
        ("PolicyName", name),
        ("PolicyDocument", write_document(document)),
    )


def _delete_inline(kind: EntityKind[Entity], work: Work) -> Fields:
    entity = kind.get(work.account, work.parameters.text(kind.parameter))
    name = work.parameters.text("PolicyName")
    kept = dict(entity.inline_policies)
    if kept.pop(name, None) is None:
        raise _inline_unknown(kind.word, name)
    work.account = kind.put(work.account, entity, replace(entity, inline_policies=kept))
    return ()


def _attach(kind: EntityKind[Entity], work: Work) -> Fields:
    """Attach...Policy: attaching one twice changes nothing."""
    entity = kind.get(work.account, work.parameters.text(kind.parameter))
    arn = verify_attachable(work, work.parameters.text("PolicyArn"))
    if arn in entity.attached_policies:
        return ()
    if len(entity.attached_policies) >= MAX_ATTACHED:
        raise limit_exceeded(f"Cannot exceed quota for PoliciesPer{kind.word}: {MAX_ATTACHED}")
    attached = append(entity.attached_policies, arn)
    work.account = kind.put(work.account, entity, replace(entity, attached_policies=attached))
    return ()


def _detach(kind: EntityKind[Entity], work: Work) -> Fields:
    entity = kind.get(work.account, work.parameters.text(kind.parameter))
    arn = work.parameters.text("PolicyArn")
    if arn not in entity.attached_policies:
        raise no_such_entity(f"Policy {arn} was not found.")
    kept = tuple(each for each in entity.attached_policies if each != arn)
    work.account = kind.put(work.account, entity, replace(entity, attached_policies=kept))
    return ()


def _inline_unknown(word: str, name: str) -> Exception:
    return no_such_entity(f"The {word.lower()} policy with name {name} cannot be found.")
