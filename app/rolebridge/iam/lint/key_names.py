"""Finds condition keys by name, wherever they come from."""

from collections.abc import Iterable
from dataclasses import dataclass

from rolebridge.iam.lint.nearest import Hints
from rolebridge.iam.service_data import ConditionKey, Service, ServiceData
from rolebridge.iam.text import fold

# The keys of identity providers, SAML's and those of OpenID Connect issuers, belong to STS.
_SAML = "saml"
_STS = "sts"
# What is left of an assertion in the requests that the session makes later (IAM User Guide,
# "Available keys for SAML-based federation").
_SAML_KEYS_THAT_STAY = frozenset({"saml:namequalifier", "saml:sub", "saml:sub_type"})


@dataclass(frozen=True, slots=True)
class KeyNames:
    """The condition keys of all services and those that are no service's."""

    services: ServiceData
    hints: Hints

    def find(self, name: str, near: Iterable[Service] = ()) -> ConditionKey | None:
        """The key as the given services know it, else as all do, else the one it is named after."""
        for service in near:
            found = service.keys.find(name)
            if found is not None:
                return found
        owner = self._find_owner(name)
        return self.services.global_keys.find(name) or (owner.keys.find(name) if owner else None)

    def is_placed(self, name: str, near: Iterable[Service] = ()) -> bool:
        """Whether the data tells for which actions of its service the key is."""
        return any(
            service.tells_actions_of(key)
            for service in (*near, self._find_owner(name))
            if service is not None and (key := service.keys.find(name)) is not None
        )

    def is_global(self, name: str) -> bool:
        """Whether any request may have the key, whatever its action."""
        stays = fold(name) in _SAML_KEYS_THAT_STAY or is_claim(name)
        return stays or self.services.global_keys.find(name) is not None

    def build_hint(self, name: str) -> str:
        """What was probably meant."""
        owner = self._find_owner(name)
        return self.hints.build(name, (owner.keys if owner else self.services.global_keys).names)

    def _find_owner(self, name: str) -> Service | None:
        prefix = fold(name).partition(":")[0]
        return self.services.find_service(_STS if prefix == _SAML or is_claim(name) else prefix)


def is_claim(name: str) -> bool:
    """Whether the name is that of an issuer's claim, of which nobody knows all."""
    issuer = name.partition(":")[0]
    return "." in issuer or "/" in issuer
