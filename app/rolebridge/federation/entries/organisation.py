"""The whole."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from rolebridge.federation.checks.names import AccountNames, Names
from rolebridge.federation.entries.accounts import Texts, build_account
from rolebridge.federation.entries.clients import build_client
from rolebridge.federation.entries.people import build_group, build_person
from rolebridge.federation.entries.rules import build_rule
from rolebridge.federation.entries.services import build_service_provider
from rolebridge.federation.organisation import Organisation

_Entry = TypeVar("_Entry")


def build_organisation(raw: Mapping[str, Any], texts: Texts, names: Names) -> Organisation:
    """The organisation that a checked tree says; sections that are not there are None."""

    def section(key: str, build: Callable[[int, Any], _Entry]) -> tuple[_Entry, ...] | None:
        items = raw.get(key)
        return None if items is None else tuple(build(i, item) for i, item in enumerate(items))

    def account_names(number: str) -> AccountNames:
        return (names.accounts or {})[number]

    return Organisation(
        name=raw["organisation"]["name"] if "organisation" in raw else None,
        groups=section("groups", lambda _, item: build_group(item)),
        people=section("people", lambda _, item: build_person(item)),
        accounts=section(
            "accounts",
            lambda i, item: build_account(item, ("accounts", i), texts, account_names(item["id"])),
        ),
        service_providers=section(
            "service_providers",
            lambda i, item: build_service_provider(
                item, texts.get(("service_providers", i, "metadata"))
            ),
        ),
        oidc_clients=section("oidc_clients", lambda _, item: build_client(item)),
        mapping_rules=section("mapping_rules", lambda _, item: build_rule(item, names.aliases)),
    )
