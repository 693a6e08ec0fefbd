"""Attribute release: what each service provider may know of a person, and nothing beyond it."""

from rolebridge.directory.people import Person
from rolebridge.directory.placeholders import InvalidTemplate, has_placeholders
from rolebridge.directory.substitution import MissingValue, expand_template, person_values
from rolebridge.federation.organisation import ServiceProviderEntry, SPProfile
from rolebridge.idp.refusals import ClaimRefused
from rolebridge.saml.aws.claims import PREFIX
from rolebridge.saml.values import Attribute

_FORMATS = "urn:oasis:names:tc:SAML:2.0:attrname-format:"


def build_released_attributes(entry: ServiceProviderEntry, person: Person) -> tuple[Attribute, ...]:
    """The attributes of the entry's list that the person has. Raises ClaimRefused.

    A text with placeholders gives one value for each value that is put in; any other text names a
    directory attribute. What the person lacks is left out.
    """
    released = []
    for name, source in entry.attributes.items():
        if entry.profile is SPProfile.AWS and name.startswith(PREFIX):
            rule = "AWS's own attributes are made from grants and session settings only"
            raise ClaimRefused(entry.name or entry.entity_id, name, source, rule)
        values = _values(entry, name, source, person)
        if values:
            released.append(Attribute(name, values, name_format=_name_format(name)))
    return tuple(released)


def _values(entry: ServiceProviderEntry, name: str, source: str, person: Person) -> tuple[str, ...]:
    if not has_placeholders(source):
        return tuple(person.attributes.get(source, ()))
    try:
        return tuple(each.text for each in expand_template(source, person_values(person)))
    except MissingValue:
        return ()
    except InvalidTemplate as error:
        raise ClaimRefused(entry.name or entry.entity_id, name, source, error.reason) from None


def _name_format(name: str) -> str:
    """SAML Core 8.2: names that are URIs say so."""
    return _FORMATS + ("uri" if ":" in name else "basic")
