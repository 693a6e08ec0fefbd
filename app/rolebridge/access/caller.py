"""Who signed a call."""

from dataclasses import dataclass

from rolebridge.access.session import SessionFacts, SessionKind, parse_arn
from rolebridge.arn import ARN


@dataclass(frozen=True, slots=True)
class Caller:
    """Whom a verified signature belongs to. `session` is None for long-term keys.

    `arn` is the one that GetCallerIdentity tells, `user_id` the value of `aws:userid`, `region`
    the one that the call was signed for.
    """

    arn: str
    user_id: str
    account: str
    access_key_id: str
    session: SessionFacts | None = None
    region: str = "us-east-1"

    @property
    def issuer_arn(self) -> str:
        """The role or user whose policies speak about the caller; the root itself."""
        return self.session.issuer_arn if self.session else self.arn

    @property
    def issuer_id(self) -> str:
        """The unique id of the same."""
        return self.session.issuer_id if self.session else self.user_id

    @property
    def issuer(self) -> ARN:
        """The ARN of the same in its parts."""
        return parse_arn(self.issuer_arn)

    @property
    def partition(self) -> str:
        """The partition of the caller's account."""
        return self.issuer.partition

    @property
    def is_root(self) -> bool:
        """Whether it is the root of the account, with its own keys or a session of them."""
        is_itself = self.session is None or self.session.kind is SessionKind.USER
        return is_itself and self.issuer.resource == "root"

    @property
    def is_role_session(self) -> bool:
        """Whether a role was assumed: what more it assumes is role chaining."""
        return self.session is not None and self.session.kind is SessionKind.ROLE
