"""Who is asking, and by which names a Principal element may call them.

Reference: IAM User Guide, "AWS JSON policy elements: Principal". A caller answers to several names
of different weight: a session is itself, its role and its account.
"""

import re
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from rolebridge.errors import RolebridgeError
from rolebridge.iam.principals import (
    ACCOUNT,
    ACCOUNT_ROOT,
    ENTITY,
    FEDERATED_ARN,
    PATH,
    WEB_IDENTITY_PROVIDERS,
    Name,
    PrincipalElement,
    PrincipalType,
)

_ENTITY_ARN = re.compile(rf"arn:(aws[a-z-]*):iam::([0-9]{{12}}):(user|role)/{PATH}{ENTITY}")
_SESSION_ARN = re.compile(rf"arn:(aws[a-z-]*):sts::([0-9]{{12}}):assumed-role/({ENTITY})/{ENTITY}")
_FEDERATED_USER_ARN = re.compile(rf"arn:(aws[a-z-]*):sts::([0-9]{{12}}):federated-user/({ENTITY})")
_SERVICE = re.compile(r"(?:[a-z0-9-]+\.)+amazonaws\.com(?:\.cn)?")
_LONGEST = 2048


class CallerKind(StrEnum):
    """What a caller is; it decides which layers can speak about it."""

    ROOT = "root"
    USER = "user"
    ROLE = "role"
    SESSION = "session"
    FEDERATED_USER = "federated-user"
    PROVIDER = "provider"
    SERVICE = "service"
    ANONYMOUS = "anonymous"


class Grade(IntEnum):
    """How closely a Principal element names a caller; the greater, the closer.

    SELF grants on its own. PARENT, the role behind a session or the user behind a federated one,
    leaves boundary and session policy in force. ACCOUNT only lets the caller's own policies decide.
    """

    ACCOUNT = 1
    PARENT = 2
    SELF = 3


class UnknownPrincipal(RolebridgeError):
    """A text that names no caller."""

    code = "principal_unknown"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name[:200]!r} is no caller: not an account, nor the ARN of a root, user, role, "
            "session, federated user or identity provider, nor a service or web identity provider"
        )
        self.name = name


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking.

    `names` are the names that policies may use for the caller, the closest first. `pathless` is
    the ARN, without its path, of the role or user behind a session: a session's ARN does not tell
    the path, so it is compared with path-less ARNs of the element.

    Identity policies, boundary and session policy limit whoever `has_identity_side`. No policy of
    the organisation limits a role that `is_service_linked`, that is, belongs to a service.
    """

    arn: str
    kind: CallerKind
    account: str | None
    names: tuple[tuple[Name, Grade], ...]
    pathless: str | None = None
    has_identity_side: bool = field(init=False, repr=False, compare=False)
    is_service_linked: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        limited = self.account is not None and self.kind is not CallerKind.ROOT
        object.__setattr__(self, "has_identity_side", limited)
        linked = self.kind is CallerKind.ROLE and ":role/aws-service-role/" in self.arn
        object.__setattr__(self, "is_service_linked", linked)

    def find_grade(self, element: PrincipalElement) -> Grade | None:
        """How closely the entries of the element name the caller; `negated` is not looked at."""
        if element.everyone:
            return Grade.SELF
        for name, grade in self.names:
            if name in element.names:
                return grade
            if grade is Grade.SELF and self.pathless in element.pathless:
                return Grade.PARENT
        return None

    def is_named_by(self, element: PrincipalElement) -> bool:
        """Whether the entries of the element name the caller, however closely."""
        return self.find_grade(element) is not None


ANONYMOUS = Principal("anonymous", CallerKind.ANONYMOUS, None, ())


def build_principal(name: str) -> Principal:
    """A caller from an ARN, an account id, a service name or a web identity provider's name.

    Raises UnknownPrincipal.
    """
    if len(name) <= _LONGEST:
        for build in (_build_root, _build_entity, _build_derived, _build_other):
            principal = build(name)
            if principal is not None:
                return principal
    raise UnknownPrincipal(name)


def build_federated_principal(provider: str) -> Principal:
    """A caller whom a SAML or OpenID Connect provider has authenticated.

    It is not an AWS principal: the account of its provider does not name it. `*` does.
    """
    names = (((PrincipalType.FEDERATED, provider), Grade.SELF),)
    return Principal(provider, CallerKind.PROVIDER, None, names)


def _build_root(name: str) -> Principal | None:
    root = ACCOUNT_ROOT.fullmatch(name)
    if root is None and ACCOUNT.fullmatch(name) is None:
        return None
    account = root[1] if root else name
    arn = name if root else f"arn:aws:iam::{account}:root"
    return Principal(arn, CallerKind.ROOT, account, (_aws(account, Grade.SELF),))


def _build_entity(name: str) -> Principal | None:
    match = _ENTITY_ARN.fullmatch(name)
    if match is None:
        return None
    account, is_role = match[2], match[3] == "role"
    # Whoever asks as a role is a session of it whose name is not known.
    own = _aws(name, Grade.PARENT if is_role else Grade.SELF)
    kind = CallerKind.ROLE if is_role else CallerKind.USER
    return Principal(name, kind, account, (own, _aws(account, Grade.ACCOUNT)))


def _build_derived(name: str) -> Principal | None:
    for form, kind, parent in (
        (_SESSION_ARN, CallerKind.SESSION, "role"),
        (_FEDERATED_USER_ARN, CallerKind.FEDERATED_USER, "user"),
    ):
        match = form.fullmatch(name)
        if match is not None:
            partition, account, behind = match.groups()
            names = (_aws(name, Grade.SELF), _aws(account, Grade.ACCOUNT))
            pathless = f"arn:{partition}:iam::{account}:{parent}/{behind}"
            return Principal(name, kind, account, names, pathless)
    return None


def _build_other(name: str) -> Principal | None:
    if name in WEB_IDENTITY_PROVIDERS or FEDERATED_ARN.fullmatch(name):
        return build_federated_principal(name)
    if _SERVICE.fullmatch(name):
        names = (((PrincipalType.SERVICE, name), Grade.SELF),)
        return Principal(name, CallerKind.SERVICE, None, names)
    return None


def _aws(text: str, grade: Grade) -> tuple[Name, Grade]:
    return (PrincipalType.AWS, text), grade
