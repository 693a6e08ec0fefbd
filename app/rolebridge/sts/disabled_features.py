"""Operations of features that every account has to switch on first, and that are off here.

Source: STS API reference, GetDelegatedAccessToken and GetWebIdentityToken.
"""

from rolebridge.access.call import Fields
from rolebridge.access.context import Values
from rolebridge.sts.signed_refusals import outbound_federation_disabled, trade_in_token_expired
from rolebridge.sts.work import Work


def get_delegated_access_token(work: Work) -> Fields:
    """Trade-in tokens come from delegation requests to AWS's partners, which are not made here: so
    none can still be exchanged. Raises AWSRefused.
    """
    work.authorize("sts:GetDelegatedAccessToken", "*")
    raise trade_in_token_expired()


def get_web_identity_token(work: Work) -> Fields:
    """No account has switched outbound web identity federation on. Raises AWSRefused."""
    values: Values = {
        "sts:IdentityTokenAudience": work.parameters.texts("Audience"),
        "sts:SigningAlgorithm": work.parameters.text("SigningAlgorithm"),
        "sts:DurationSeconds": str(work.parameters.find_number("DurationSeconds") or 300),
    }
    work.authorize("sts:GetWebIdentityToken", "*", values)
    raise outbound_federation_disabled()
