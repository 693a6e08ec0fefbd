"""AWS claims to attributes: nothing leaves that AWS would refuse."""

from rolebridge.saml.aws.claims import (
    PRINCIPAL_TAG,
    ROLE,
    ROLE_SESSION_NAME,
    SESSION_DURATION,
    SOURCE_IDENTITY,
    TRANSITIVE_TAG_KEYS,
    AWSClaims,
    AWSLimit,
    InvalidRolePair,
    RolePair,
    format_role_pair,
)
from rolebridge.saml.aws.limits import (
    MAX_TAGS,
    find_duplicate_key,
    find_duration_fault,
    find_session_name_fault,
    find_source_identity_fault,
    find_tag_key_fault,
    find_tag_value_fault,
    find_unknown_transitive_key,
)
from rolebridge.saml.values import Attribute


def build_attributes(claims: AWSClaims) -> tuple[Attribute, ...]:
    """The attributes of an AWS assertion, in a fixed order, each name once.

    Raises AWSLimit, naming the attribute, the value and the rule. No NameFormat is set, as in
    every example of AWS's.
    """
    attributes = [
        Attribute(ROLE, _role_values(claims.role_pairs)),
        Attribute(ROLE_SESSION_NAME, (_session_name(claims.role_session_name),)),
    ]
    if claims.session_duration is not None:
        attributes.append(Attribute(SESSION_DURATION, (_duration(claims.session_duration),)))
    attributes += _tags(claims)
    if claims.transitive_tag_keys:
        attributes.append(Attribute(TRANSITIVE_TAG_KEYS, _transitive_keys(claims)))
    if claims.source_identity is not None:
        attributes.append(Attribute(SOURCE_IDENTITY, (_source_identity(claims.source_identity),)))
    return tuple(attributes)


def _role_values(pairs: tuple[RolePair, ...]) -> tuple[str, ...]:
    if not pairs:
        raise AWSLimit("Role", "", "at least one role is needed")
    values = tuple(_role_value(pair) for pair in pairs)
    for index, value in enumerate(values):
        if value in values[:index]:
            raise AWSLimit("Role", value, "the same pair stands there twice")
    return values


def _role_value(pair: RolePair) -> str:
    try:
        text = format_role_pair(pair)
    except InvalidRolePair as error:
        raise AWSLimit("Role", error.text, error.rule) from None
    if pair.role_arn.split(":")[1:5] != pair.provider_arn.split(":")[1:5]:
        raise AWSLimit("Role", text, "role and provider must be of one partition and account")
    return text


def _session_name(text: str) -> str:
    _refuse("RoleSessionName", text, find_session_name_fault(text))
    return text


def _source_identity(text: str) -> str:
    _refuse("SourceIdentity", text, find_source_identity_fault(text))
    return text


def _duration(seconds: int) -> str:
    text = str(seconds)
    _refuse("SessionDuration", text, find_duration_fault(seconds))
    return text


def _tags(claims: AWSClaims) -> list[Attribute]:
    tags = claims.principal_tags
    if len(tags) > MAX_TAGS:
        raise AWSLimit("PrincipalTag", str(len(tags)), f"at most {MAX_TAGS} tags may be passed")
    for key, value in tags.items():
        _refuse(f"PrincipalTag:{key}", key, find_tag_key_fault(key))
        _refuse(f"PrincipalTag:{key}", value, find_tag_value_fault(value))
    twin = find_duplicate_key(tags)
    if twin is not None:
        raise AWSLimit(f"PrincipalTag:{twin}", twin, "tag keys must differ in more than case")
    return [Attribute(PRINCIPAL_TAG + key, (value,)) for key, value in tags.items()]


def _transitive_keys(claims: AWSClaims) -> tuple[str, ...]:
    keys = claims.transitive_tag_keys
    twin = find_duplicate_key(keys)
    if twin is not None:
        raise AWSLimit("TransitiveTagKeys", twin, "each key may be named once")
    stranger = find_unknown_transitive_key(keys, claims.principal_tags)
    if stranger is not None:
        raise AWSLimit("TransitiveTagKeys", stranger, "it names no tag that is passed")
    return keys


def _refuse(field: str, value: str, rule: str | None) -> None:
    if rule is not None:
        raise AWSLimit(field, value, rule)
