"""What an AWS assertion says: roles from grants, and a session made from templates."""

from collections.abc import Iterable

from rolebridge.directory.people import Person
from rolebridge.directory.placeholders import InvalidTemplate
from rolebridge.directory.rules import RoleGrant
from rolebridge.directory.substitution import MissingValue, expand_template, person_values
from rolebridge.federation.organisation import AWSSession, ServiceProviderEntry
from rolebridge.idp.refusals import ClaimRefused
from rolebridge.saml.aws import AWSClaims, AWSLimit, RolePair, build_attributes
from rolebridge.saml.values import Attribute


def build_aws_attributes(
    entry: ServiceProviderEntry, person: Person, grants: Iterable[RoleGrant]
) -> tuple[Attribute, ...]:
    """The AWS attributes for these grants. Raises ClaimRefused, naming template or rule."""
    grants = tuple(grants)
    claims = build_aws_claims(entry, person, grants)
    try:
        return build_attributes(claims)
    except AWSLimit as error:
        source = _find_source(error, entry.session, grants)
        raise ClaimRefused(
            _name(entry), error.field, source, f"{error.value!a}: {error.rule}"
        ) from None


def build_aws_claims(
    entry: ServiceProviderEntry, person: Person, grants: tuple[RoleGrant, ...]
) -> AWSClaims:
    """What the session templates make of a person. Raises ClaimRefused, naming the template."""
    session = entry.session
    tags = {
        key: value
        for key, template in session.tags.items()
        if (value := _find_text(entry, f"PrincipalTag:{key}", template, person)) is not None
    }
    source = session.source_identity
    return AWSClaims(
        role_pairs=tuple(RolePair(grant.role_arn, grant.provider_arn) for grant in grants),
        role_session_name=_get_text(entry, "RoleSessionName", session.role_session_name, person),
        session_duration=session.duration,
        principal_tags=tags,
        transitive_tag_keys=tuple(key for key in session.transitive_tags if key in tags),
        source_identity=_get_text(entry, "SourceIdentity", source, person) if source else None,
    )


def _find_text(
    entry: ServiceProviderEntry, field: str, template: str, person: Person
) -> str | None:
    """What an optional template gives; None where the person lacks what it asks for."""
    try:
        expansions = expand_template(template, person_values(person))
    except MissingValue:
        return None
    except InvalidTemplate as error:
        raise ClaimRefused(_name(entry), field, template, error.reason) from None
    if len(expansions) != 1:
        rule = f"it gives {len(expansions)} values where AWS takes one"
        raise ClaimRefused(_name(entry), field, template, rule)
    return expansions[0].text


def _get_text(entry: ServiceProviderEntry, field: str, template: str, person: Person) -> str:
    text = _find_text(entry, field, template, person)
    if text is None:
        rule = f"{person.username} lacks a value that it asks for"
        raise ClaimRefused(_name(entry), field, template, rule)
    return text


def _find_source(error: AWSLimit, session: AWSSession, grants: tuple[RoleGrant, ...]) -> str:
    """The template or mapping rule that made the value which AWS would refuse."""
    if error.field == "Role":
        pairs = {f"{grant.role_arn},{grant.provider_arn}": grant.rule for grant in grants}
        return pairs.get(error.value, "mapping_rules")
    if error.field.startswith("PrincipalTag:"):
        return session.tags[error.field.removeprefix("PrincipalTag:")]
    texts = {
        "RoleSessionName": session.role_session_name,
        "SourceIdentity": session.source_identity,
    }
    return texts.get(error.field) or "session"


def _name(entry: ServiceProviderEntry) -> str:
    return entry.name or entry.entity_id
