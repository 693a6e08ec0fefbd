"""The services behind the AWS door."""

from datetime import timedelta

from rolebridge.access.call import AWSService
from rolebridge.access.model import Service
from rolebridge.accounts.api import IAM
from rolebridge.bootstrap.workplace import Workplace
from rolebridge.idp.oidc.issuer import ISSUER_PATH
from rolebridge.idp.self_description import SelfDescription
from rolebridge.oidc.issue import build_key_set
from rolebridge.store.built_in_keys import read_built_in_keys
from rolebridge.store.issuer_keys import FetchedKeys
from rolebridge.store.later import LaterEvents
from rolebridge.sts.api import STS
from rolebridge.sts.callers import Callers
from rolebridge.sts.exchange import Exchange
from rolebridge.sts.issuers import TrustedIssuers
from rolebridge.sts.providers import Providers
from rolebridge.sts.signed_calls import SignedCalls
from rolebridge.sts.web_identity import WebIdentity


def build_aws_services(
    workplace: Workplace, providers: Providers, own: SelfDescription
) -> dict[Service, AWSService]:
    """STS and IAM over one key ring, one store and one way of knowing callers."""
    unit_of_work, clock, ids = workplace.store.unit_of_work, workplace.clock, workplace.ids
    keys, managed = workplace.key_ring, workplace.managed_policies
    single_use = workplace.settings.sts_single_use
    exchange = Exchange(unit_of_work, clock, ids, keys, providers, single_use, managed)
    callers = Callers(unit_of_work, clock, keys, workplace.web_options.hosts)
    signed = SignedCalls(
        unit_of_work,
        clock,
        ids,
        keys,
        callers.identify,
        managed,
        workplace.settings.sts_disabled_regions,
        workplace.settings.management_account,
    )
    return {
        Service.STS: STS(
            exchange, signed, _build_web_identity(workplace), LaterEvents(unit_of_work)
        ),
        Service.IAM: IAM(
            unit_of_work,
            clock,
            ids,
            keys,
            managed,
            callers.identify,
            lambda: own.build_metadata().decode(),
        ),
    }


def _build_web_identity(workplace: Workplace) -> WebIdentity:
    settings, keys = workplace.settings, workplace.key_ring
    issuers = TrustedIssuers(
        own_issuer=settings.url + ISSUER_PATH,
        own_keys=lambda: build_key_set(keys.published_certificates()),
        fetched=FetchedKeys(workplace.clock),
        built_in_keys=read_built_in_keys(settings.web_identity_keys),
    )
    return WebIdentity(
        workplace.store.unit_of_work,
        workplace.clock,
        workplace.ids,
        keys,
        issuers,
        workplace.managed_policies,
        timedelta(seconds=settings.clock_skew_seconds),
    )
