"""How the person signed in, and what else is said about them (SAML Core 2.7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from rolebridge.saml.checks import CheckFailed
from rolebridge.saml.checks import assertion as checks
from rolebridge.saml.envelope import find_instant, read_instant
from rolebridge.saml.expected import Examination
from rolebridge.saml.xml import SAML

_AUTHN_STATEMENT: Final = f"{{{SAML}}}AuthnStatement"
_ATTRIBUTE_STATEMENT: Final = f"{{{SAML}}}AttributeStatement"
_ATTRIBUTE: Final = f"{{{SAML}}}Attribute"
_NAME_ID: Final = f"{{{SAML}}}NameID"


@dataclass(frozen=True, slots=True)
class SignIn:
    """The authentication statement."""

    instant: datetime
    session_index: str | None
    session_not_on_or_after: datetime | None


def check_authn_statement(assertion: Any, examination: Examination) -> SignIn:
    """Read the one AuthnStatement. Raises CheckFailed with one of the statements checks."""
    trail, now, skew = examination.trail, examination.now, examination.expected.skew
    statements = list(assertion.iterchildren(_AUTHN_STATEMENT))
    count = len(statements)
    trail.require(count == 1, checks.AUTHNSTATEMENT_COUNT, "exactly one", count)
    statement = statements[0]
    instant = read_instant(statement, "AuthnInstant")
    trail.require(instant - now <= skew, checks.AUTHN_INSTANT_FUTURE, now, instant)
    end = find_instant(statement, "SessionNotOnOrAfter")
    if end is not None:
        trail.require(now - end < skew, checks.SESSION_EXPIRED, now, end)
    return SignIn(instant, statement.get("SessionIndex"), end)


def read_attributes(assertion: Any, examination: Examination) -> Mapping[str, tuple[str, ...]]:
    """Every attribute by its Name, exactly as written; FriendlyName and NameFormat do not count.

    Raises CheckFailed for a Name that comes twice, and for values that are not text.
    """
    attributes: dict[str, tuple[str, ...]] = {}
    for statement in assertion.iterchildren(_ATTRIBUTE_STATEMENT):
        for attribute in statement.iterchildren(_ATTRIBUTE):
            name = attribute.get("Name")
            if name in attributes:
                raise CheckFailed(checks.DUPLICATE_ATTRIBUTE, None, name)
            attributes[name] = tuple(_read_value(value, name) for value in attribute)
    examination.trail.passed(checks.ELEMENT_IN_VALUE, checks.DUPLICATE_ATTRIBUTE)
    return MappingProxyType(attributes)


def _read_value(value: Any, name: str) -> str:
    """The text of an AttributeValue, or of the single NameID that eduPersonTargetedID holds."""
    if not len(value):
        return value.text or ""
    only = value[0]
    alone = len(value) == 1 and only.tag == _NAME_ID and not len(only)
    if not alone or (value.text or "").strip() or (only.tail or "").strip():
        raise CheckFailed(checks.ELEMENT_IN_VALUE, None, name)
    return only.text or ""
