"""Which issuers the AWS side trusts with web identities, and where their keys come from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rolebridge.federation.account import OIDCProviderEntry
from rolebridge.federation.configuration import Configuration
from rolebridge.oidc.issuers import BUILT_IN, build_provider_name
from rolebridge.oidc.jwks import KeySet, parse_jwks
from rolebridge.oidc.ports import IssuerKeys
from rolebridge.oidc.refusals import KeysRefused

OAUTH_PROVIDERS = frozenset({"graph.facebook.com", "www.amazon.com"})
"""Providers whose access tokens AWS lets themselves judge, named by ProviderId."""


@dataclass(frozen=True, slots=True)
class TrustedIssuer:
    """An issuer as one account trusts it.

    `principal` is what a trust policy names: the ARN of the account's provider, or the name of one
    that AWS knows by itself. `name` begins the condition keys. `client_ids` None leaves the
    audience to the trust policy.
    """

    principal: str
    name: str
    issuer: str
    client_ids: frozenset[str] | None
    entry: OIDCProviderEntry | None = None


@dataclass(frozen=True, slots=True)
class TrustedIssuers:
    """Finds issuers and their keys.

    `own_keys` are those of `own_issuer`, which is never asked over the network. `built_in_keys`
    are key sets (RFC 7517) for the providers that AWS knows, by their names.
    """

    own_issuer: str
    own_keys: Callable[[], KeySet]
    fetched: IssuerKeys
    built_in_keys: Mapping[str, str] = field(default_factory=dict)

    def find(
        self, configuration: Configuration, account_id: str, issuer: str
    ) -> TrustedIssuer | None:
        """The issuer as the account of a role trusts it: its own provider before a built-in one."""
        account = configuration.accounts.get(account_id)
        for entry in account.oidc_providers if account else ():
            if account is not None and entry.url == issuer:
                arn = account.oidc_provider_arn(entry)
                clients = frozenset(entry.client_ids)
                return TrustedIssuer(arn, build_provider_name(issuer), issuer, clients, entry)
        name = BUILT_IN.get(issuer)
        return None if name is None else TrustedIssuer(name, name, issuer, None)

    def get_keys(self, trusted: TrustedIssuer, key_id: str | None) -> KeySet:
        """The issuer's keys: uploaded, our own, configured for a built-in one, or fetched.

        Raises KeysRefused, IssuerRefused or IssuerUnreachable.
        """
        entry = trusted.entry
        if entry is None:
            text = self.built_in_keys.get(trusted.name)
            if text is None:
                raise KeysRefused(f"none are configured here for {trusted.name}")
            return parse_jwks(text)
        if entry.jwks is not None:
            return parse_jwks(entry.jwks)
        if trusted.issuer == self.own_issuer:
            return self.own_keys()
        return self.fetched.get_keys(trusted.issuer, key_id)
