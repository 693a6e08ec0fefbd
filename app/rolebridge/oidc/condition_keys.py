"""The condition keys that a trust policy may ask about a token, as IAM names them.

The names are those of the Service Authorization Reference for sts:AssumeRoleWithWebIdentity. The
part before the colon is the issuer without its scheme, or the name that AWS has for a built-in one.
"""

from collections.abc import Mapping
from typing import Any

from rolebridge.oidc.verify import VerifiedToken

_GOOGLE = "accounts.google.com"
# These two have keys of their own, from OAuth times.
_OAUTH_NAMES: Mapping[str, tuple[str, str]] = {
    "graph.facebook.com": ("app_id", "id"),
    "www.amazon.com": ("app_id", "user_id"),
}


def build_condition_keys(token: VerifiedToken, provider_name: str) -> dict[str, tuple[str, ...]]:
    """Each key with its values. `provider_name` is what `build_provider_name` gives.

    The audience of Google's tokens has a second key that does not heed `azp`.
    """
    keys = build_lasting_keys(provider_name, token.subject, token.audience)
    if provider_name in _OAUTH_NAMES:
        return keys
    if provider_name == _GOOGLE:
        keys[f"{provider_name}:oaud"] = token.audiences
    party, methods = token.claims.get("azp"), list_texts(token.claims.get("amr"))
    if isinstance(party, str):
        keys[f"{provider_name}:azp"] = (party,)
    if methods:
        keys[f"{provider_name}:amr"] = methods
    return keys


def build_lasting_keys(
    provider_name: str, subject: str, audience: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """Those that every later request of the session has too: policies bind resources to them, as
    in `${cognito-identity.amazonaws.com:sub}` (IAM User Guide, "Available keys for AWS web identity
    federation").
    """
    application, user = _OAUTH_NAMES.get(provider_name, ("aud", "sub"))
    return {
        f"{provider_name}:{application}": audience,
        f"{provider_name}:{user}": (subject,),
    }


def list_texts(value: Any) -> tuple[str, ...]:
    """The texts of a claim that may be one text or a list; others are left out."""
    values = value if isinstance(value, list) else [value]
    return tuple(each for each in values if isinstance(each, str))
