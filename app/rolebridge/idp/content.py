"""What an assertion tells a service provider about a person, and a memory of the last answers."""

from dataclasses import dataclass, field

from rolebridge.directory.people import Person
from rolebridge.directory.rules import RoleGrant
from rolebridge.federation.configuration import Configuration
from rolebridge.idp.claims import build_aws_attributes
from rolebridge.idp.entitlement import get_grants
from rolebridge.idp.releases import build_released_attributes
from rolebridge.idp.service_providers import ServiceProvider
from rolebridge.saml.values import Attribute


@dataclass(frozen=True, slots=True)
class Content:
    """The attributes to send, and the grants that those for AWS were made from."""

    attributes: tuple[Attribute, ...]
    grants: tuple[RoleGrant, ...] = ()


def build_content(
    configuration: Configuration,
    service_provider: ServiceProvider,
    person: Person,
    role_arn: str | None = None,
) -> Content:
    """Evaluate the mapping rules and fill the templates; with `role_arn` for that role only.

    Raises RoleNotGranted, or ClaimRefused where a value cannot be sent.
    """
    released = build_released_attributes(service_provider.entry, person)
    if not service_provider.is_aws:
        return Content(released)
    grants = get_grants(person, configuration, role_arn)
    claims = build_aws_attributes(service_provider.entry, person, grants)
    return Content((*claims, *released), grants)


_Key = tuple[str, str, str | None]
_Remembered = tuple[Configuration, Person, Content]


@dataclass(frozen=True, slots=True)
class ContentMemory:
    """Builds content once for each person, service provider and role asked for.

    What is remembered holds for the very same configuration and an equal person only, so a change
    of either is seen at once; refusals are never remembered. `most` bounds the memory.
    """

    most: int = 512
    remembered: dict[_Key, _Remembered] = field(default_factory=dict)

    def build(
        self,
        configuration: Configuration,
        service_provider: ServiceProvider,
        person: Person,
        role_arn: str | None = None,
    ) -> Content:
        """As `build_content`, with its errors."""
        key = (person.subject_id, service_provider.entity_id, role_arn)
        found = self.remembered.get(key)
        if found is not None and found[0] is configuration and found[1] == person:
            return found[2]
        content = build_content(configuration, service_provider, person, role_arn)
        if len(self.remembered) >= self.most:
            self.remembered.clear()
        self.remembered[key] = (configuration, person, content)
        return content
