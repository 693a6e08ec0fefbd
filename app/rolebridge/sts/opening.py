"""Opening a session: what it carries is packed and measured, and its credentials are minted.

Every operation that issues credentials, and every door that is none, opens its sessions here.
"""

from dataclasses import dataclass

from rolebridge.access.call import Fields
from rolebridge.access.ports import SealingKeys
from rolebridge.access.session import SessionFacts
from rolebridge.ids import IdSource
from rolebridge.sts.answers import write_credentials, write_token_size
from rolebridge.sts.credentials import (
    MAX_TOKEN_CHARACTERS,
    IssuedCredentials,
    SessionTokenTooLong,
    mint_credentials,
)
from rolebridge.sts.refusals import packed_too_large
from rolebridge.sts.session_policies import measure_packed_size


@dataclass(frozen=True, slots=True)
class Opened:
    """A session with its credentials. `packed_policy_size` is in per cent, and None where there is
    nothing to pack.
    """

    session: SessionFacts
    issued: IssuedCredentials
    packed_policy_size: int | None

    def write(self, *between: tuple[str, object]) -> Fields:
        """The fields of an answer, with those of the operation between the usual ones."""
        return (
            ("Credentials", write_credentials(self.issued)),
            *between,
            ("PackedPolicySize", self.packed_policy_size),
            ("SourceIdentity", self.session.source_identity),
            *write_token_size(self.issued),
        )


def open_session(
    session: SessionFacts, keys: SealingKeys, ids: IdSource, *, minimum_token_size: int = 0
) -> Opened:
    """Measure and mint. Raises AWSRefused (PackedPolicyTooLarge) for what fits into no token."""
    percent = measure_packed_size(session)
    issued = mint(session, keys, ids, minimum_token_size=minimum_token_size)
    return Opened(session, issued, percent)


def mint(
    session: SessionFacts, keys: SealingKeys, ids: IdSource, *, minimum_token_size: int = 0
) -> IssuedCredentials:
    """Mint, and refuse as STS does what fits into no token. Raises AWSRefused."""
    try:
        return mint_credentials(session, keys, ids, minimum_token_size=minimum_token_size)
    except SessionTokenTooLong as error:
        percent = -(-100 * error.length // MAX_TOKEN_CHARACTERS)
        raise packed_too_large(percent, tags_only=not session.policies) from None
