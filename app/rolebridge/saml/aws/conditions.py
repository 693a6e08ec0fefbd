"""The `saml:*` condition keys: what a trust policy may ask about an assertion."""

import base64
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Protocol

from rolebridge.saml.values import NameID, NameIDFormat

_FORMAT_PREFIX = "urn:oasis:names:tc:SAML:2.0:nameid-format:"
_SHORT_FORMATS = {
    NameIDFormat.PERSISTENT.value: "persistent",
    NameIDFormat.TRANSIENT.value: "transient",
}
_CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
_EDU_PERSON = "urn:oid:1.3.6.1.4.1.5923.1.1.1."
_EDU_ORG = "urn:oid:1.3.6.1.4.1.5923.1.2.1."

_EDU_PERSON_NAMES = (
    *("eduPersonAffiliation", "eduPersonNickname", "eduPersonOrgDN", "eduPersonOrgUnitDN"),
    *("eduPersonPrimaryAffiliation", "eduPersonPrincipalName", "eduPersonEntitlement"),
    *("eduPersonPrimaryOrgUnitDN", "eduPersonScopedAffiliation", "eduPersonTargetedID"),
    "eduPersonAssurance",
)
_EDU_ORG_NAMES = (
    *("eduOrgHomePageURI", "eduOrgIdentityAuthNPolicyURI", "eduOrgLegalName"),
    *("eduOrgSuperiorURI", "eduOrgWhitePagesURI"),
)

OBJECT_IDENTIFIERS: Mapping[str, str] = {
    **{f"{_EDU_PERSON}{n}": name for n, name in enumerate(_EDU_PERSON_NAMES, start=1)},
    **{f"{_EDU_ORG}{n}": name for n, name in enumerate(_EDU_ORG_NAMES, start=2)},
    "urn:oid:2.5.4.3": "cn",
}
"""The attributes named by URN that IAM has keys for, with their friendly names."""

# IAM User Guide, "Configure SAML assertions": the Name of an attribute and the key it fills. The
# oddities among the X.500 and LDAP object identifiers stand there as printed. The guide gives the
# primary group to `uid` although IAM has a key of its own for it, so it fills both.
_KEYS: Mapping[str, tuple[str, ...]] = {
    **{oid: (f"saml:{name.lower()}",) for oid, name in OBJECT_IDENTIFIERS.items()},
    _CLAIMS + "name": ("saml:name",),
    "http://schemas.xmlsoap.org/claims/CommonName": ("saml:commonName",),
    _CLAIMS + "givenname": ("saml:givenName",),
    _CLAIMS + "surname": ("saml:surname",),
    _CLAIMS + "emailaddress": ("saml:mail",),
    "http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid": (
        "saml:uid",
        "saml:primaryGroupSID",
    ),
    "2.5.4.3": ("saml:commonName",),
    "2.5.4.4": ("saml:surname",),
    "2.4.5.42": ("saml:givenName",),
    "2.5.4.45": ("saml:x500UniqueIdentifier",),
    "0.9.2342.19200300100.1.1": ("saml:uid",),
    "0.9.2342.19200300100.1.3": ("saml:mail",),
    "0.9.2342.19200300.100.1.45": ("saml:organizationStatus",),
}


class AssertedFacts(Protocol):
    """What of a verified assertion the condition keys are made from."""

    @property
    def issuer(self) -> str: ...
    @property
    def recipient(self) -> str: ...
    @property
    def name_id(self) -> NameID: ...
    @property
    def attributes(self) -> Mapping[str, tuple[str, ...]]: ...


@lru_cache(maxsize=1024)
def name_qualifier(issuer: str, account: str, provider_name: str) -> str:
    """The value that AWS pairs a subject with: base64(SHA-1(issuer + account + "/" + provider)).

    The concatenation is plain, with one slash (STS API reference, AssumeRoleWithSAML).
    """
    text = f"{issuer}{account}/{provider_name}"
    digest = hashlib.sha1(text.encode(), usedforsecurity=False).digest()
    return base64.b64encode(digest).decode()


def subject_type(name_id_format: str | None) -> str:
    """The SubjectType of an STS answer: SAML 2.0 formats lose their prefix.

    Others stay whole, but for `unspecified`, which recorded answers show bare; a NameID without a
    Format means that one (SAML Core 8.3.1).
    """
    if name_id_format is None or name_id_format == NameIDFormat.UNSPECIFIED:
        return "unspecified"
    return name_id_format.removeprefix(_FORMAT_PREFIX)


def condition_keys(
    verified: AssertedFacts, *, account: str, provider_name: str
) -> dict[str, tuple[str, ...]]:
    """The `saml:*` keys of a sign-in. `saml:aud` is the Recipient, never the Audience.

    `account` and `provider_name` come from the provider's ARN, not from the assertion. Of several
    attributes that fill one key the first counts, as the guide says.
    """
    name_id = verified.name_id
    keys: dict[str, tuple[str, ...]] = {
        "saml:namequalifier": (name_qualifier(verified.issuer, account, provider_name),),
        "saml:sub": (name_id.value,),
        "saml:sub_type": (_subject_type_key(name_id.format),),
        "saml:aud": (verified.recipient,),
        "saml:iss": (verified.issuer,),
        "saml:doc": (f"{account}/{provider_name}",),
    }
    for name, values in verified.attributes.items():
        for key in _KEYS.get(name, ()):
            if values:
                keys.setdefault(key, values)
    return keys


def _subject_type_key(name_id_format: str | None) -> str:
    whole = name_id_format or NameIDFormat.UNSPECIFIED.value
    return _SHORT_FORMATS.get(whole, whole)
