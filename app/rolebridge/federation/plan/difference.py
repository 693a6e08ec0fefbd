"""The difference between two organisations."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from rolebridge.directory.names import canonicalise_username
from rolebridge.federation.export.tree import build_tree
from rolebridge.federation.faults import format_path
from rolebridge.federation.organisation import Organisation, PersonEntry
from rolebridge.federation.plan.changes import Change, ChangeKind, FieldChange, Plan, Subject
from rolebridge.federation.schema.file import SECTIONS

HIDDEN = "(hidden)"

Tree = dict[str, Any]

# What a field says where it does not stand.
_DEFAULTS = {
    ("path",): "/",
    ("partition",): "aws",
    ("disabled",): False,
    ("signed",): "assertion",
    ("encrypt_assertions",): False,
    ("session", "role_session_name"): "{username}",
}
# Lists whose order says nothing.
_SETS = frozenset(
    {
        "groups",
        "member_of",
        "attached_policies",
        "transitive_tags",
        "redirect_uris",
        "client_ids",
        "thumbprints",
    }
)
_NAME_KEYS = {
    Subject.GROUP: "name",
    Subject.PERSON: "username",
    Subject.SERVICE_PROVIDER: "entity_id",
    Subject.OIDC_CLIENT: "client_id",
    Subject.MAPPING_RULE: "name",
}
# What an account has, each kind by its key there.
_ACCOUNT_PARTS = {
    Subject.SAML_PROVIDER: "saml_providers",
    Subject.OIDC_PROVIDER: "oidc_providers",
    Subject.POLICY: "policies",
    Subject.ROLE: "roles",
    Subject.USER_GROUP: "user_groups",
    Subject.USER: "users",
    Subject.INSTANCE_PROFILE: "instance_profiles",
}
_SECTION_OF = {
    Subject.ORGANISATION: "organisation",
    Subject.GROUP: "groups",
    Subject.PERSON: "people",
    Subject.ACCOUNT: "accounts",
    **dict.fromkeys(_ACCOUNT_PARTS, "accounts"),
    Subject.SERVICE_PROVIDER: "service_providers",
    Subject.OIDC_CLIENT: "oidc_clients",
    Subject.MAPPING_RULE: "mapping_rules",
}


def build_plan(current: Organisation, wanted: Organisation) -> Plan:
    """What must change so that each section of `wanted` that is not None is the whole truth.

    `current` must hold people if `wanted` does. Credentials that the file is silent about, and
    initial tokens of people who have a password by now, are left as they are.
    """
    settled = _settle_people(current, wanted)
    old, new = build_tree(current), build_tree(settled)
    sections = tuple(section for section in SECTIONS if section in new)
    changes = tuple(
        change for section in sections for change in _compare_section(section, old, new)
    )
    changed = {_SECTION_OF[change.subject] for change in changes}
    return Plan(changes, sections, _only(settled, changed))


def _only(organisation: Organisation, sections: set[str]) -> Organisation:
    """What must be written: sections without a change stay out of it."""
    kept = {name: getattr(organisation, name) for name in sections if name != "organisation"}
    return Organisation(organisation.name if "organisation" in sections else None, **kept)


def _settle_people(current: Organisation, wanted: Organisation) -> Organisation:
    present = {canonicalise_username(person.username): person for person in current.people or ()}
    if wanted.people is None:
        return wanted
    people = (
        _settle(person, present.get(canonicalise_username(person.username)))
        for person in wanted.people
    )
    return replace(wanted, people=tuple(people))


def _settle(person: PersonEntry, before: PersonEntry | None) -> PersonEntry:
    """A one-time token counts once: it must not come back each time the file is applied."""
    if before is None or person.password_hash:
        return person
    if person.initial_token_hash and not before.password_hash:
        return person
    return replace(
        person,
        password_hash=before.password_hash,
        initial_token_hash=before.initial_token_hash,
    )


def _compare_section(section: str, old: Tree, new: Tree) -> Iterator[Change]:
    before, after = old.get(section, []), new[section]
    if section == "organisation":
        name = after["name"]
        yield from _compare_items(
            Subject.ORGANISATION, {name: before} if before else {}, {name: after}
        )
    elif section == "accounts":
        yield from _compare_accounts(before, after)
    else:
        subject = next(s for s, name in _SECTION_OF.items() if name == section)
        yield from _compare_items(subject, _index(subject, before), _index(subject, after))
        if subject is Subject.MAPPING_RULE:
            yield from _compare_order(before, after)


def _index(subject: Subject, items: list[Tree]) -> dict[str, Tree]:
    key = _NAME_KEYS[subject]
    fold = canonicalise_username if subject is Subject.PERSON else str
    return {fold(item[key]): item for item in items}


def _compare_accounts(old: list[Tree], new: list[Tree]) -> Iterator[Change]:
    parts = tuple(_ACCOUNT_PARTS.values())
    yield from _compare_items(
        Subject.ACCOUNT, _accounts(old, without=parts), _accounts(new, without=parts)
    )
    for subject, key in _ACCOUNT_PARTS.items():
        yield from _compare_items(subject, _parts(old, key), _parts(new, key))


def _accounts(accounts: list[Tree], without: tuple[str, ...]) -> dict[str, Tree]:
    return {a["id"]: {k: v for k, v in a.items() if k not in without} for a in accounts}


def _parts(accounts: list[Tree], key: str) -> dict[str, Tree]:
    """`account/path/name` -> part: something with another path is another thing, as in IAM."""
    return {
        f"{account['id']}{item.get('path', '/')}{item.get('name') or item['url']}": item
        for account in accounts
        for item in account.get(key, ())
    }


def _compare_items(
    subject: Subject, old: Mapping[str, Tree], new: Mapping[str, Tree]
) -> Iterator[Change]:
    for name, item in new.items():
        before = old.get(name)
        fields = tuple(_compare_fields(before or {}, item))
        if before is None:
            yield Change(ChangeKind.ADD, subject, name, fields)
        elif fields:
            yield Change(ChangeKind.CHANGE, subject, name, fields)
    for name, item in old.items():
        if name not in new:
            yield Change(ChangeKind.REMOVE, subject, name, tuple(_compare_fields(item, {})))


def _compare_fields(old: Tree, new: Tree) -> Iterator[FieldChange]:
    before, after = dict(_flatten(old, ())), dict(_flatten(new, ()))
    for path in dict.fromkeys([*before, *after]):
        was, will = before.get(path), after.get(path)
        if _comparable(path, was) == _comparable(path, will):
            continue
        if path[0] == "password":
            was, will = (was and HIDDEN, will and HIDDEN)
        if old and new:
            was, will = (_or_default(path, value) for value in (was, will))
        yield FieldChange(format_path(path), was, will)


def _or_default(path: tuple[str, ...], value: Any) -> Any:
    return _DEFAULTS.get(path) if value is None else value


def _flatten(tree: Tree, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Fields down to texts, numbers and lists: `session.tags.team`."""
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _flatten(value, (*path, key))
        else:
            yield (*path, key), value


def _comparable(path: tuple[str, ...], value: Any) -> Any:
    return sorted(value) if path[-1] in _SETS and isinstance(value, list) else value


def _compare_order(old: list[Tree], new: list[Tree]) -> Iterator[Change]:
    """Rules are shown in their order, so a new order is a change, though nobody's roles differ."""
    before, after = [rule["name"] for rule in old], [rule["name"] for rule in new]
    common = set(before) & set(after)
    was, will = ([name for name in names if name in common] for names in (before, after))
    if was != will:
        fields = (FieldChange("order", was, will),)
        yield Change(ChangeKind.CHANGE, Subject.MAPPING_RULE, "(all)", fields)
