"""Where the keys of issuers come from."""

from typing import Protocol

from rolebridge.oidc.jwks import KeySet


class IssuerKeys(Protocol):
    """The published keys of foreign issuers."""

    def get_keys(self, issuer: str, key_id: str | None) -> KeySet:
        """The issuer's key set; asked for anew, now and then, where it lacks `key_id`.

        Raises IssuerUnreachable, IssuerRefused or KeysRefused.
        """
        ...
