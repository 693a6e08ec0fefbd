"""OpenID Connect providers: issuers whose tokens an account takes, and for which clients."""

from dataclasses import replace

from rolebridge.access.call import Fields
from rolebridge.access.caller import Caller
from rolebridge.access.parameters import Parameters
from rolebridge.access.refusals import AWSRefused
from rolebridge.accounts.names import append
from rolebridge.accounts.operation import Operation, Target, Work
from rolebridge.accounts.provider_tags import ProviderKind, build_tag_operations
from rolebridge.accounts.quotas import OIDC_PROVIDERS as QUOTA
from rolebridge.accounts.refusals import (
    entity_exists,
    invalid_input,
    limit_exceeded,
    no_such_entity,
)
from rolebridge.accounts.tags import describe_requested_tags, read_tags, write_tags
from rolebridge.accounts.targets import ask_for_everything
from rolebridge.federation.account import AccountEntry, OIDCProviderEntry
from rolebridge.oidc.issuers import validate_issuer
from rolebridge.oidc.refusals import IssuerRefused

MAX_CLIENT_IDS = 100
MAX_THUMBPRINTS = 5
_INVALID_URL = "Invalid Open ID Connect Provider URL"


def _refuse_unknown(arn: str) -> AWSRefused:
    return no_such_entity(f"OpenIDConnect Provider not found for arn {arn}")


KIND: ProviderKind[OIDCProviderEntry] = ProviderKind(
    "OpenIDConnectProvider",
    lambda account: account.oidc_providers,
    lambda account, providers: replace(account, oidc_providers=providers),
    AccountEntry.oidc_provider_arn,
    _refuse_unknown,
)


def create_open_id_connect_provider(work: Work) -> Fields:
    """CreateOpenIDConnectProvider. The issuer is not asked; its keys are fetched when a token
    comes. Thumbprints are kept and shown, and decide nothing, as AWS does with known authorities.
    """
    parameters, account = work.parameters, work.account
    tags = read_tags(parameters)
    provider = OIDCProviderEntry(
        _check_url(parameters.text("Url")),
        _check_client_ids(parameters.texts("ClientIDList")),
        _check_thumbprints(parameters.texts("ThumbprintList")),
        tags=tags,
        created_at=work.now,
    )
    if any(each.name == provider.name for each in account.oidc_providers):
        raise entity_exists(f"Provider with url {provider.url} already exists.")
    QUOTA.check(account.oidc_providers)
    KIND.add(work, provider)
    arn = account.oidc_provider_arn(provider)
    return (("OpenIDConnectProviderArn", arn), ("Tags", write_tags(tags) if tags else None))


def get_open_id_connect_provider(work: Work) -> Fields:
    """GetOpenIDConnectProvider; the URL is shown without its scheme, as AWS does."""
    provider = KIND.get(work)
    return (
        ("Url", provider.name),
        ("ClientIDList", list(provider.client_ids)),
        ("ThumbprintList", list(provider.thumbprints)),
        ("CreateDate", provider.created_at),
        ("Tags", write_tags(provider.tags)),
    )


def list_open_id_connect_providers(work: Work) -> Fields:
    """ListOpenIDConnectProviders: all of them, in one page."""
    account = work.account
    arns = [(("Arn", account.oidc_provider_arn(each)),) for each in account.oidc_providers]
    return (("OpenIDConnectProviderList", arns),)


def delete_open_id_connect_provider(work: Work) -> Fields:
    """DeleteOpenIDConnectProvider."""
    arn = work.parameters.text(KIND.parameter)
    provider = KIND.find(work.account, arn)
    if provider is None:
        raise no_such_entity(f"OpenId connect Provider {arn} cannot be found.")
    KIND.put(work, provider, None)
    return ()


def add_client_id(work: Work) -> Fields:
    """AddClientIDToOpenIDConnectProvider; one that is there already does no harm."""
    provider, client_id = KIND.get(work), work.parameters.text("ClientID")
    if client_id not in provider.client_ids:
        client_ids = _check_client_ids(append(provider.client_ids, client_id))
        KIND.put(work, provider, replace(provider, client_ids=client_ids))
    return ()


def remove_client_id(work: Work) -> Fields:
    """RemoveClientIDFromOpenIDConnectProvider; one that is not there does no harm."""
    provider, client_id = KIND.get(work), work.parameters.text("ClientID")
    kept = tuple(each for each in provider.client_ids if each != client_id)
    KIND.put(work, provider, replace(provider, client_ids=kept))
    return ()


def update_thumbprint(work: Work) -> Fields:
    """UpdateOpenIDConnectProviderThumbprint: these take the place of those before."""
    provider = KIND.get(work)
    thumbprints = _check_thumbprints(work.parameters.texts("ThumbprintList"))
    KIND.put(work, provider, replace(provider, thumbprints=thumbprints))
    return ()


def _check_url(url: str) -> str:
    """https, or http where the issuer is on this machine."""
    try:
        return validate_issuer(url)
    except IssuerRefused as error:
        if url.startswith("http://"):
            text = f"{_INVALID_URL}. The URL must begin with https://."
            raise invalid_input(text, detail=str(error)) from None
        detail, code = str(error), "ValidationError"
        raise AWSRefused(code, 400, _INVALID_URL, reason=error.code, detail=detail) from None


def _check_client_ids(client_ids: tuple[str, ...]) -> tuple[str, ...]:
    once = tuple(dict.fromkeys(client_ids))
    if len(once) > MAX_CLIENT_IDS:
        quota = "ClientIdsPerOpenIdConnectProvider"
        raise limit_exceeded(f"Cannot exceed quota for {quota}: {MAX_CLIENT_IDS}")
    return once


def _check_thumbprints(thumbprints: tuple[str, ...]) -> tuple[str, ...]:
    if len(thumbprints) > MAX_THUMBPRINTS:
        raise invalid_input("Thumbprint list must contain fewer than 5 entries.")
    return tuple(each.lower() for each in thumbprints)


def _find_new_target(account: AccountEntry, _caller: Caller, parameters: Parameters) -> Target:
    arn = account.oidc_provider_arn(OIDCProviderEntry(parameters.text("Url")))
    return Target(arn, describe_requested_tags(parameters))


OIDC_PROVIDERS = {
    "CreateOpenIDConnectProvider": Operation(_find_new_target, create_open_id_connect_provider),
    "GetOpenIDConnectProvider": Operation(
        KIND.find_target, get_open_id_connect_provider, is_writing=False
    ),
    "ListOpenIDConnectProviders": Operation(
        ask_for_everything, list_open_id_connect_providers, is_writing=False
    ),
    "DeleteOpenIDConnectProvider": Operation(KIND.find_target, delete_open_id_connect_provider),
    "AddClientIDToOpenIDConnectProvider": Operation(KIND.find_target, add_client_id),
    "RemoveClientIDFromOpenIDConnectProvider": Operation(KIND.find_target, remove_client_id),
    "UpdateOpenIDConnectProviderThumbprint": Operation(KIND.find_target, update_thumbprint),
    **build_tag_operations(KIND),
}
