"""The Principal and NotPrincipal elements: their form, and the names they hold.

A name is a kind and a text. Who is asking, and by which names, stands in `callers`.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class PrincipalType(StrEnum):
    """The keys of a Principal map."""

    AWS = "AWS"
    FEDERATED = "Federated"
    SERVICE = "Service"
    CANONICAL_USER = "CanonicalUser"


Name = tuple[PrincipalType, str]

EVERYONE = "*"

# Names of web identity providers that IAM knows without a provider being made for them.
WEB_IDENTITY_PROVIDERS = frozenset(
    {
        "accounts.google.com",
        "cognito-identity.amazonaws.com",
        "graph.facebook.com",
        "www.amazon.com",
    }
)

PATH = r"(?:[\x21-\x2e\x30-\x7f]+/)*"
ENTITY = r"[A-Za-z0-9_+=,.@-]{1,64}"
ACCOUNT = re.compile(r"[0-9]{12}")
ACCOUNT_ROOT = re.compile(r"arn:aws[a-z-]*:iam::([0-9]{12}):root")
_AWS_ARN = re.compile(
    r"arn:aws[a-z-]*:(?:"
    rf"iam::[0-9]{{12}}:(?:user|role)/{PATH}{ENTITY}"
    rf"|sts::[0-9]{{12}}:assumed-role/{ENTITY}/[A-Za-z0-9_+=,.@-]{{2,64}}"
    r"|sts::[0-9]{12}:federated-user/[A-Za-z0-9_+=,.@-]{2,32})"
)
_ENTITY_ARN = re.compile(rf"(arn:aws[a-z-]*:iam::[0-9]{{12}}:(?:user|role)/){PATH}({ENTITY})")
# What IAM puts in place of a user or role ARN when it saves a policy.
_UNIQUE_ID = re.compile(r"(?:AIDA|AROA)[A-Z0-9]{12,124}")
FEDERATED_ARN = re.compile(
    r"arn:aws[a-z-]*:iam::[0-9]{12}:(?:saml-provider/[A-Za-z0-9_.-]{1,128}"
    r"|oidc-provider/[A-Za-z0-9_.:-]+(?:/[A-Za-z0-9_.~%:-]+)*)"
)
_SERVICE = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class PrincipalElement:
    """Principal or NotPrincipal, prepared. `written` keeps the pairs as the document has them.

    `pathless` holds the role and user ARNs without their paths, for sessions, whose own ARN does
    not tell the path of the role.
    """

    written: tuple[Name, ...]
    everyone: bool
    names: frozenset[Name]
    pathless: frozenset[str]
    negated: bool = False


def build_element(pairs: list[Name], *, negated: bool = False) -> PrincipalElement:
    """Prepare checked pairs. An account id and the ARN of its root are one and the same name."""
    everyone = any(text == EVERYONE for _, text in pairs)
    names = frozenset(_normalise(pair) for pair in pairs)
    pathless = frozenset(
        f"{entity[1]}{entity[2]}"
        for kind, text in pairs
        if kind is PrincipalType.AWS and (entity := _ENTITY_ARN.fullmatch(text))
    )
    return PrincipalElement(tuple(pairs), everyone, names, pathless, negated)


def find_principal_fault(kind: PrincipalType, text: str) -> str | None:
    """What is wrong with one principal, if anything. There are no partial wildcards here."""
    if text == EVERYONE and kind is PrincipalType.AWS:
        return None
    if "*" in text or "?" in text:
        return 'a wildcard may only stand alone, as "*" or {"AWS": "*"}'
    if "${" in text:
        return "policy variables do not exist in Principal"
    return _FORMS[kind](text)


def aws_principal_text(kind: PrincipalType, text: str) -> str | None:
    """IAM's words for a principal it refuses, where they are known."""
    if kind is PrincipalType.FEDERATED:
        return "Federated principals must be valid domain names or SAML metadata ARNs"
    if kind is PrincipalType.CANONICAL_USER:
        return None
    return f'Invalid principal in policy: "{kind.value.upper()}":"{text}"'


def describe(element: PrincipalElement) -> list[str]:
    """The element as people write it, one entry each."""
    return [text if text == EVERYONE else f"{kind.value}: {text}" for kind, text in element.written]


def _normalise(pair: Name) -> Name:
    kind, text = pair
    root = ACCOUNT_ROOT.fullmatch(text) if kind is PrincipalType.AWS else None
    return (kind, root[1]) if root else pair


def _aws_fault(text: str) -> str | None:
    forms = (ACCOUNT, ACCOUNT_ROOT, _AWS_ARN, _UNIQUE_ID)
    if any(form.fullmatch(text) for form in forms):
        return None
    if ":group/" in text:
        return "a group cannot be a principal"
    if ":saml-provider/" in text or ":oidc-provider/" in text:
        return "an identity provider stands under Federated"
    return "not an account id, nor the ARN of an account root, user, role or session"


def _federated_fault(text: str) -> str | None:
    if text in WEB_IDENTITY_PROVIDERS or FEDERATED_ARN.fullmatch(text):
        return None
    return "not the ARN of a SAML or OpenID Connect provider, nor a built-in web identity provider"


def _service_fault(text: str) -> str | None:
    if _SERVICE.fullmatch(text):
        return None
    return "not the name of a service such as ec2.amazonaws.com"


def _canonical_user_fault(_: str) -> str | None:
    return "canonical user ids exist in S3 policies only"


_FORMS = {
    PrincipalType.AWS: _aws_fault,
    PrincipalType.FEDERATED: _federated_fault,
    PrincipalType.SERVICE: _service_fault,
    PrincipalType.CANONICAL_USER: _canonical_user_fault,
}
