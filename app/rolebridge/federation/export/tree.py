"""An organisation as the plain mappings and lists of a federation file."""

from collections.abc import Callable, Iterable
from typing import Any

from rolebridge.federation.export.accounts import build_account_tree
from rolebridge.federation.export.rules import build_rule_tree
from rolebridge.federation.export.services import build_client_tree, build_service_tree
from rolebridge.federation.export.words import Tree, WritePolicy, list_present
from rolebridge.federation.json_text import find_yaml_twin
from rolebridge.federation.organisation import GroupEntry, Organisation, PersonEntry


def write_policy(text: str) -> "str | Tree":
    """A policy as YAML where that gives the same text back, else as the text itself."""
    twin = find_yaml_twin(text)
    return text if twin is None or "Statement" not in twin or "file" in twin else twin


def keep_policy(text: str) -> str:
    """For trees that are only searched: no policy is taken apart."""
    return text


def build_tree(organisation: Organisation, write: WritePolicy = keep_policy) -> Tree:
    """Every section that is there, in the order of the file."""
    tree: Tree = {}
    if organisation.name is not None:
        tree["organisation"] = {"name": organisation.name}
    sections: dict[str, tuple[Iterable[Any] | None, Callable[[Any], Tree]]] = {
        "groups": (organisation.groups, _group),
        "people": (organisation.people, _person),
        "accounts": (organisation.accounts, lambda account: build_account_tree(account, write)),
        "service_providers": (organisation.service_providers, build_service_tree),
        "oidc_clients": (organisation.oidc_clients, build_client_tree),
        "mapping_rules": (organisation.mapping_rules, build_rule_tree),
    }
    for name, (entries, build) in sections.items():
        if entries is not None:
            tree[name] = [build(entry) for entry in entries]
    return tree


def _group(group: GroupEntry) -> Tree:
    tree: Tree = {"name": group.name}
    return tree | list_present(description=group.description, member_of=list(group.member_of))


def _person(person: PersonEntry) -> Tree:
    attributes = {
        name: values[0] if len(values) == 1 else list(values)
        for name, values in person.attributes.items()
    }
    password = list_present(
        argon2id=person.password_hash, initial_token_sha256=person.initial_token_hash
    )
    return {"username": person.username, "display_name": person.display_name} | list_present(
        email=person.email,
        disabled=person.disabled,
        groups=list(person.groups),
        attributes=attributes,
        password=password,
    )
