"""What the console shows and says: the roles to choose from, the session, the refusal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rolebridge.access.session import SessionFacts, SessionKind
from rolebridge.arn import ARN
from rolebridge.errors import RolebridgeError
from rolebridge.federation.configuration import Configuration
from rolebridge.iam import Explanation
from rolebridge.saml.checks import CheckResult
from rolebridge.sts.offers import Offer


@dataclass(frozen=True, slots=True)
class ConsoleRole:
    """One role that an assertion offers. `role_name` is without its path."""

    role_arn: str
    provider_arn: str
    account: str
    alias: str | None
    role_name: str


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """Everything a verified assertion offers; at least one role."""

    session_name: str
    roles: tuple[ConsoleRole, ...]


@dataclass(frozen=True, slots=True)
class ConsoleSession:
    """A signed-in console, as its pages show it. `transitive` are keys of `tags`.

    `role` is the name of the role or, for a federated user, of the user whose keys made it one.
    """

    kind: SessionKind
    arn: str
    user_id: str
    account: str
    alias: str | None
    role: str
    session_name: str
    tags: Mapping[str, str]
    transitive: tuple[str, ...]
    source_identity: str | None
    issued_at: datetime
    expires_at: datetime
    issuer: str | None

    @property
    def title(self) -> str:
        """What the session is called: its role, or the federated user's own name."""
        return self.role if self.kind is SessionKind.ROLE else self.session_name


@dataclass(frozen=True, slots=True)
class ConsoleSignedIn:
    """A new console session. `token` is the cookie's value; only its hash is stored."""

    token: str
    session: ConsoleSession

    def __repr__(self) -> str:
        return f"ConsoleSignedIn({self.session.arn!r})"


class ConsoleRefused(RolebridgeError):
    """The console's door is shut: AWS's words where known, ours, and what was checked.

    `checks` are the results in order where a check refused, `decision` explains the trust policy
    where that did.
    """

    code = "console_refused"

    def __init__(
        self,
        code: str,
        explanation: str,
        *,
        aws_text: str | None = None,
        checks: tuple[CheckResult, ...] = (),
        decision: Explanation | None = None,
        detail: str = "",
    ) -> None:
        super().__init__(explanation, code=code, detail=detail)
        self.explanation = explanation
        self.aws_text = aws_text
        self.checks = checks
        self.decision = decision


def describe_role(offer: Offer) -> ConsoleRole:
    """An offer as the role page lists it."""
    account, arn = offer.provider.account, ARN.parse(offer.role_arn)
    return ConsoleRole(offer.role_arn, offer.provider.arn, account.id, account.alias, arn.name)


def describe_session(session: SessionFacts, configuration: Configuration) -> ConsoleSession:
    """A session as the console shows it; the alias is the account's present one."""
    account = configuration.accounts.get(session.account)
    return ConsoleSession(
        kind=session.kind,
        arn=session.principal_arn,
        user_id=session.user_id,
        account=session.account,
        alias=account.alias if account else None,
        role=session.issuer.name,
        session_name=session.name,
        tags=session.tags,
        transitive=session.transitive_tag_keys,
        source_identity=session.source_identity,
        issued_at=session.issued_at,
        expires_at=session.expires_at,
        issuer=session.federation.issuer if session.federation else None,
    )
