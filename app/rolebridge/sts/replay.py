"""Redeeming an assertion once, where a door's rule asks for it."""

from datetime import timedelta

from rolebridge.saml.response import VerifiedAssertion
from rolebridge.sts.ports import UnitOfWork
from rolebridge.sts.refusals import assertion_reused


def claim(
    unit: UnitOfWork, kind: str, verified: VerifiedAssertion, skew: timedelta, *more: str
) -> None:
    """Take the assertion for this door, within the minting transaction. Raises AWSRefused.

    The claim is kept as long as the assertion could be presented again. `more` narrows what is
    taken. No part can hold the separator, since XML cannot.
    """
    key = "\0".join((verified.issuer, verified.id, *more))
    if not unit.replays.claim(kind, key, verified.not_on_or_after + skew):
        raise assertion_reused()
