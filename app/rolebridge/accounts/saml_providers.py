"""SAML providers: metadata that is trusted, keys that decrypt, and whether assertions must be
encrypted.

Texts of the refusals: IAM User Guide, "Troubleshoot SAML federation with IAM".
"""

from dataclasses import replace
from datetime import datetime

from rolebridge.access.call import Fields
from rolebridge.access.caller import Caller
from rolebridge.access.parameters import Parameters
from rolebridge.access.refusals import AWSRefused
from rolebridge.accounts.names import is_taken
from rolebridge.accounts.operation import Operation, Target, Work
from rolebridge.accounts.provider_tags import ProviderKind, build_tag_operations
from rolebridge.accounts.quotas import SAML_PROVIDERS as QUOTA
from rolebridge.accounts.refusals import entity_exists, invalid_input, no_such_entity
from rolebridge.accounts.saml_provider_keys import add_private_key, change_private_keys
from rolebridge.accounts.tags import describe_requested_tags, read_tags, write_tags
from rolebridge.accounts.targets import ask_for_everything
from rolebridge.federation.account import AccountEntry, AssertionEncryption, SAMLProviderEntry
from rolebridge.federation.completion import new_provider_id
from rolebridge.saml.metadata import IdPDescription, MetadataRefused, parse_idp_metadata

_YEARS_VALID = 100


def _refuse_unknown(arn: str) -> AWSRefused:
    return no_such_entity(f"Manifest not found for arn {arn}")


KIND: ProviderKind[SAMLProviderEntry] = ProviderKind(
    "SAMLProvider",
    lambda account: account.saml_providers,
    lambda account, providers: replace(account, saml_providers=providers),
    AccountEntry.provider_arn,
    _refuse_unknown,
)


def create_saml_provider(work: Work) -> Fields:
    """CreateSAMLProvider."""
    parameters, account = work.parameters, work.account
    name, tags = parameters.text("Name"), read_tags(parameters)
    provider = SAMLProviderEntry(
        name,
        _check_metadata(parameters.text("SAMLMetadataDocument")),
        tags=tags,
        unique_id=new_provider_id(work.ids),
        created_at=work.now,
        private_keys=(),
    )
    if is_taken(account.saml_providers, name):
        raise entity_exists(f"Provider with name {name} already exists.")
    QUOTA.check(account.saml_providers)
    if "AddPrivateKey" in parameters:
        provider = add_private_key(work, provider)
    provider = _set_encryption(provider, parameters)
    KIND.add(work, provider)
    arn = account.provider_arn(provider)
    return (("SAMLProviderArn", arn), ("Tags", write_tags(tags) if tags else None))


def get_saml_provider(work: Work) -> Fields:
    """GetSAMLProvider: everything but the private keys themselves."""
    provider = KIND.get(work)
    keys = provider.private_keys or ()
    shown = [(("KeyId", key.key_id), ("Timestamp", key.created_at)) for key in keys]
    return (
        ("SAMLProviderUUID", provider.unique_id),
        ("SAMLMetadataDocument", provider.metadata or work.own_metadata()),
        ("CreateDate", provider.created_at),
        ("ValidUntil", find_valid_until(provider)),
        ("Tags", write_tags(provider.tags)),
        ("AssertionEncryptionMode", provider.assertion_encryption or AssertionEncryption.ALLOWED),
        ("PrivateKeyList", shown),
    )


def list_saml_providers(work: Work) -> Fields:
    """ListSAMLProviders: all of them, in one page."""
    account = work.account
    providers = [
        (
            ("Arn", account.provider_arn(provider)),
            ("ValidUntil", find_valid_until(provider)),
            ("CreateDate", provider.created_at),
        )
        for provider in account.saml_providers
    ]
    return (("SAMLProviderList", providers),)


def update_saml_provider(work: Work) -> Fields:
    """UpdateSAMLProvider: other metadata, another key, another mode."""
    provider, parameters = KIND.get(work), work.parameters
    changes = ("SAMLMetadataDocument", "AssertionEncryptionMode", "AddPrivateKey")
    if not any(name in parameters for name in (*changes, "RemovePrivateKey")):
        raise invalid_input(
            "Unable to update identity provider. "
            "No updates are defined for metadata or encryption assertion."
        )
    changed = provider
    if "SAMLMetadataDocument" in parameters:
        metadata = _check_metadata(parameters.text("SAMLMetadataDocument"))
        changed = replace(changed, metadata=metadata)
    changed = _set_encryption(change_private_keys(work, changed), parameters)
    KIND.put(work, provider, changed)
    return (("SAMLProviderArn", work.account.provider_arn(provider)),)


def delete_saml_provider(work: Work) -> Fields:
    """DeleteSAMLProvider; roles that trust it stay and are of no use."""
    KIND.put(work, KIND.get(work), None)
    return ()


def find_valid_until(provider: SAMLProviderEntry) -> datetime | None:
    """What the metadata says of itself, else a hundred years from creation."""
    stated = _parse(provider.metadata).valid_until if provider.metadata is not None else None
    if stated is not None or provider.created_at is None:
        return stated
    created_at = provider.created_at
    day = min(created_at.day, 28) if created_at.month == 2 else created_at.day
    return created_at.replace(year=created_at.year + _YEARS_VALID, day=day)


def _check_metadata(xml: str) -> str:
    _parse(xml)
    return xml


def _parse(xml: str) -> IdPDescription:
    try:
        return parse_idp_metadata(xml)
    except MetadataRefused as error:
        raise invalid_input("Could not parse metadata", detail=str(error)) from None


def _set_encryption(provider: SAMLProviderEntry, parameters: Parameters) -> SAMLProviderEntry:
    """The provider in the mode that is asked for. To require encryption there must be a key."""
    asked = parameters.find_text("AssertionEncryptionMode")
    mode = provider.assertion_encryption if asked is None else AssertionEncryption(asked)
    if mode is AssertionEncryption.REQUIRED and not provider.private_keys:
        if asked is None:
            raise invalid_input("Failed to remove private key.")
        raise invalid_input(
            "Unable to set assertion encryption mode to Required "
            "because no private key is provided."
        )
    return replace(provider, assertion_encryption=mode)


def _find_new_target(account: AccountEntry, _caller: Caller, parameters: Parameters) -> Target:
    arn = account.provider_arn(SAMLProviderEntry(parameters.text("Name")))
    return Target(arn, describe_requested_tags(parameters))


SAML_PROVIDERS = {
    "CreateSAMLProvider": Operation(_find_new_target, create_saml_provider),
    "GetSAMLProvider": Operation(KIND.find_target, get_saml_provider, is_writing=False),
    "ListSAMLProviders": Operation(ask_for_everything, list_saml_providers, is_writing=False),
    "UpdateSAMLProvider": Operation(KIND.find_target, update_saml_provider),
    "DeleteSAMLProvider": Operation(KIND.find_target, delete_saml_provider),
    **build_tag_operations(KIND),
}
