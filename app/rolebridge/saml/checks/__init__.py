"""The one catalogue of checks, in the order in which a response meets them.

Owns every code a SAML message can be refused with, the words for it, and what AWS says in that
case. Codes are stable: tests, the audit trail and the command line name them. AWS's texts stand
here only where they are on record; a check without one has `aws_text` None. One catalogue has
three readers: the STS error, the sign-in page and the verb `validate`. It decides nothing.
"""

from rolebridge.saml.checks import assertion, claims, document, envelope, signature
from rolebridge.saml.checks.verdict import (
    Answer,
    Check,
    CheckFailed,
    CheckResult,
    Stage,
    Status,
    Trail,
)

__all__ = ["CATALOGUE", "Answer", "Check", "CheckFailed", "CheckResult", "Stage", "Status", "Trail"]

CATALOGUE: tuple[Check, ...] = (
    *document.CHECKS,
    *signature.CHECKS,
    *envelope.CHECKS,
    *assertion.CHECKS,
    *claims.CHECKS,
)
"""Every check, in the order in which a response meets it."""
