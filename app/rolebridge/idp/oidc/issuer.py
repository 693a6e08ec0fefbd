"""The issuer as the web and the command line call it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from rolebridge.audit.events import Action, Origin
from rolebridge.clock import Clock
from rolebridge.idp.oidc.authorize import Authorize
from rolebridge.idp.oidc.description import build_description
from rolebridge.idp.oidc.ports import UnitOfWork
from rolebridge.idp.oidc.redeem import Redeem
from rolebridge.idp.oidc.tokens import TokenMint
from rolebridge.idp.oidc.trail import build_event

ISSUER_PATH = "/oidc"


@dataclass(frozen=True, slots=True)
class OpenIDIssuer:
    """Every use case of the issuer."""

    unit_of_work: Callable[[], UnitOfWork]
    clock: Clock
    authorize: Authorize
    redeem: Redeem
    mint: TokenMint

    def describe(self) -> dict[str, Any]:
        """The discovery document."""
        return build_description(self.mint.issuer)

    def mint_for_job(
        self,
        subject: str,
        audience: str,
        lifetime: timedelta,
        claims: Mapping[str, Any],
        origin: Origin,
    ) -> str:
        """A token about no person, for whoever may read the keys; its row is committed first."""
        now = self.clock()
        token = self.mint.mint_token(subject, audience, lifetime, now, claims)
        with self.unit_of_work() as work:
            facts = {
                "subject": subject,
                "lifetime": str(int(lifetime.total_seconds())),
                "claims": ", ".join(sorted(claims)),
            }
            work.audit.record(
                build_event(
                    Action.OIDC_ISSUE, origin, now, client_id=audience, person=None, facts=facts
                )
            )
            work.commit()
        return token
