"""The policies of a case: which documents are attached in which layer."""

from functools import lru_cache

from rolebridge.iam import Layers, MalformedPolicy, Policy, PolicyKind, PolicySet, parse_policy
from rolebridge.lab.case_fields import Field, InvalidCase
from rolebridge.lab.case_text import UnreadableCase, write_document

# Longer documents are rare, and a memory full of them would be a large one.
_LONGEST_KEPT = 20_480
_FIELDS = ("identity", "resource", "session", "boundary", "scp", "rcp")


def read_layers(field: Field, *, of_role: bool) -> Layers:
    """Read every document. Raises InvalidCase for one that the policy language refuses.

    An absent layer has nothing attached. The resource's policy is a trust policy `of_role`.
    """
    members = field.read_members(_FIELDS)
    resource = members.get("resource")
    kind = PolicyKind.TRUST if of_role else PolicyKind.RESOURCE
    return Layers(
        identity=_read_union(members.get("identity"), PolicyKind.IDENTITY),
        resource=_read_policy(resource, kind) if resource else None,
        session=_read_session(members.get("session")),
        boundary=_read_union(members.get("boundary"), PolicyKind.BOUNDARY),
        scp=_read_levels(members.get("scp"), PolicyKind.SCP),
        rcp=_read_levels(members.get("rcp"), PolicyKind.RCP),
    )


def _read_union(field: Field | None, kind: PolicyKind) -> PolicySet | None:
    policies = [_read_policy(item, kind) for item in field.read_items()] if field else []
    return PolicySet.of(policies) if policies else None


def _read_session(field: Field | None) -> PolicySet | None:
    """The inline policy, or a list of it and of managed ones."""
    if field is None or isinstance(field.value, list):
        return _read_union(field, PolicyKind.SESSION)
    return PolicySet.of([_read_policy(field, PolicyKind.SESSION)])


def _read_levels(field: Field | None, kind: PolicyKind) -> tuple[PolicySet, ...]:
    """From the root of the organisation down. A level without documents is still a level."""
    levels = field.read_items() if field else []
    return tuple(
        PolicySet.of([_read_policy(item, kind) for item in level.read_items()]) for level in levels
    )


def _read_policy(field: Field, kind: PolicyKind) -> Policy:
    try:
        text = _read_document(field)
        return _parse(text, kind) if len(text) <= _LONGEST_KEPT else parse_policy(text, kind)
    except MalformedPolicy as error:
        reason = f"{error} (rule {error.rule.value} of {kind.value} policies)"
        raise InvalidCase(field.place, reason) from None


def _read_document(field: Field) -> str:
    if isinstance(field.value, str):
        return field.value
    if not isinstance(field.value, dict):
        raise field.refuse("a policy document: an object, or a string that holds its JSON")
    try:
        return write_document(field.value)
    except UnreadableCase as error:
        raise InvalidCase(field.place, str(error)) from None


@lru_cache(maxsize=1024)
def _parse(text: str, kind: PolicyKind) -> Policy:
    """Parsed once: cases in bulk share their documents, and a policy is immutable."""
    return parse_policy(text, kind)
