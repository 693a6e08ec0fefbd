"""The composition root: settings -> workplace -> services -> Flask application.

The real clock, real randomness, the database and the keys enter here and nowhere else.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

import xmlsec
from flask import Flask
from lxml import etree

from rolebridge import __version__
from rolebridge.access.call import AWSService
from rolebridge.access.context import RequestFacts
from rolebridge.access.model import Service
from rolebridge.accounts.api import IAM
from rolebridge.audit.events import Origin
from rolebridge.clock import Clock
from rolebridge.directory.passwords import Passwords
from rolebridge.errors import RolebridgeError
from rolebridge.federation.apply import Federation
from rolebridge.federation.ports import UnitOfWork as FederationUnitOfWork
from rolebridge.home import Home, HomeKind, derive_secret
from rolebridge.idp.issue import Issuer
from rolebridge.idp.name_ids import NameIDs
from rolebridge.idp.oidc.authorize import Authorize
from rolebridge.idp.oidc.issuer import ISSUER_PATH, OpenIDIssuer
from rolebridge.idp.oidc.redeem import Redeem
from rolebridge.idp.oidc.tokens import TokenMint
from rolebridge.idp.portal import Portal
from rolebridge.idp.receive import Reception
from rolebridge.idp.self_description import SelfDescription
from rolebridge.idp.sessions import BrowserSessions
from rolebridge.idp.sign_in import SignIn
from rolebridge.idp.start import SingleSignOn
from rolebridge.ids import IdSource, new_uuid
from rolebridge.keys import KeyRing
from rolebridge.oidc.issue import build_key_set
from rolebridge.services import About, Services
from rolebridge.settings import Settings
from rolebridge.store import Store, StoreUnitOfWork
from rolebridge.store.built_in_keys import read_built_in_keys
from rolebridge.store.issuer_keys import FetchedKeys
from rolebridge.store.later import LaterEvents
from rolebridge.store.managed_policies import AWSManagedPolicies
from rolebridge.sts.api import STS
from rolebridge.sts.callers import Callers
from rolebridge.sts.console import Console
from rolebridge.sts.exchange import Exchange
from rolebridge.sts.instances import Instances
from rolebridge.sts.issuers import TrustedIssuers
from rolebridge.sts.providers import Providers
from rolebridge.sts.service_roles import ServiceRoles
from rolebridge.sts.signed_calls import SignedCalls
from rolebridge.sts.signin_token import SigninTokens
from rolebridge.sts.web_identity import WebIdentity
from rolebridge.web.app import build_flask_app
from rolebridge.web.options import WebOptions


class NativePairMismatch(RolebridgeError):
    """lxml and xmlsec carry different libxml2, which corrupts memory (python-xmlsec issue 356)."""

    code = "native_pair_mismatch"


def check_native_pair() -> None:
    """Raises NativePairMismatch unless lxml and xmlsec share one libxml2."""
    ours, theirs = tuple(etree.LIBXML_VERSION), tuple(xmlsec.get_libxml_version())
    if ours != theirs:
        raise NativePairMismatch(
            f"lxml was built with libxml2 {ours} and xmlsec with {theirs}: install the pair that "
            "requirements.lock names."
        )


class SystemIds:
    """Randomness from the operating system."""

    def random_bytes(self, count: int) -> bytes:
        """`count` unpredictable bytes."""
        return os.urandom(count)


def read_clock() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Workplace:
    """An opened home folder: what the command line works with."""

    settings: Settings
    home: Home
    store: Store
    key_ring: KeyRing
    clock: Clock
    ids: IdSource
    managed_policies: AWSManagedPolicies

    @property
    def federation(self) -> Federation:
        """Plans, applies and exports federation files; a new account gets its root key."""
        return Federation(
            self.store.unit_of_work, self.clock, self._mint_root_keys, self.managed_policies
        )

    @property
    def secret_key(self) -> str:
        """The secret that the others are derived from."""
        return self.settings.secret_key or self.home.read_secret()

    def describe_self(self) -> SelfDescription:
        """What the identity provider says of itself."""
        url = self.settings.url
        return SelfDescription(
            base_url=url,
            entity_id=self.settings.entity_id or f"{url}/saml/metadata",
            certificates=self.key_ring.published_certificates,
            signer=self.key_ring.signer,
            clock=self.clock,
            encryption_certificates=self.key_ring.encryption_certificates,
        )

    @property
    def oidc(self) -> OpenIDIssuer:
        """Our own OpenID Connect issuer; it signs with the same keys as the identity provider."""
        unit_of_work, clock, ids, keys = (
            self.store.unit_of_work,
            self.clock,
            self.ids,
            self.key_ring,
        )
        issuer = self.settings.url + ISSUER_PATH
        mint = TokenMint(issuer, keys.signer, keys.published_certificates, ids)
        return OpenIDIssuer(
            unit_of_work,
            clock,
            Authorize(unit_of_work, clock, ids, issuer),
            Redeem(unit_of_work, clock, mint),
            mint,
        )

    def new_origin(self, verb: str) -> Origin:
        """Where a verb's audit rows come from: the command line, by the system's user."""
        return Origin(new_uuid(self.ids), "local", f"rolebridge {verb}")

    def build_instances(self) -> Instances:
        """Hands the roles of instance profiles to applications."""
        shared = (self.store.unit_of_work, self.clock, self.ids, self.key_ring)
        secret = derive_secret(self.secret_key, "authorization tokens of containers")
        return Instances(*shared, ServiceRoles(*shared), secret, self.settings.imds_v1)

    def close(self) -> None:
        """Give the database connections back."""
        self.store.close()

    def _mint_root_keys(self, unit: FederationUnitOfWork, accounts: tuple[str, ...]) -> None:
        # The unit is one of our own store's: `federation` asks for less of it than there is.
        stored = cast("StoreUnitOfWork", unit)
        found = stored.organisation.read_organisation().accounts or ()
        for account in found:
            if account.id in accounts:
                key = self.key_ring.mint_root_key(account.id, account.partition)
                stored.access_keys.add(key)


def initialise(settings: Settings) -> Workplace:
    """Make what is missing in the home folder and bring the schema up; safe to repeat."""
    check_native_pair()
    home = Home(settings.home)
    home.create(_kind_of(settings))
    workplace = _open(settings, home, KeyRing.create)
    workplace.store.upgrade()
    return workplace


def open_workplace(settings: Settings) -> Workplace:
    """Open a home folder that `init` or `demo` made. Raises HomeRefused, StoreUnavailable."""
    check_native_pair()
    home = Home(settings.home)
    home.require(*HomeKind)
    workplace = _open(settings, home, KeyRing.open)
    workplace.store.check()
    return workplace


def open_to_serve(settings: Settings) -> Workplace:
    """Open a home folder for its own purpose only: `demo` or `serve`, as the settings say.

    Raises HomeRefused where the folder was made for the other one, and StoreUnavailable.
    """
    Home(settings.home).require(_kind_of(settings))
    return open_workplace(settings)


def _kind_of(settings: Settings) -> HomeKind:
    return HomeKind.DEMONSTRATION if settings.demo else HomeKind.ORGANISATION


def _open(settings: Settings, home: Home, open_keys: Callable[..., KeyRing]) -> Workplace:
    ids = SystemIds()
    store = Store.open(settings.database_url or home.database_url(), read_clock, ids)
    keys = open_keys(settings.home, read_clock, ids)
    managed = AWSManagedPolicies(settings.aws_managed_policies)
    return Workplace(settings, home, store, keys, read_clock, ids, managed)


def build_services(workplace: Workplace) -> Services:
    """Wire every use case to the workplace."""
    settings, clock, ids = workplace.settings, workplace.clock, workplace.ids
    unit_of_work, keys = workplace.store.unit_of_work, workplace.key_ring
    own = workplace.describe_self()
    skew = timedelta(seconds=settings.clock_skew_seconds)
    providers = Providers(own.describe, own.aws_location, keys, keys.decryption_keys, skew)
    return Services(
        about=_about(workplace, own),
        clock=clock,
        ids=ids,
        sign_in=SignIn(
            unit_of_work,
            clock,
            ids,
            Passwords(ids),
            lifetime=timedelta(hours=settings.session_hours),
        ),
        sessions=BrowserSessions(
            unit_of_work, clock, idle=timedelta(minutes=settings.session_idle_minutes)
        ),
        sso=_build_sso(workplace, own, skew),
        portal=Portal(unit_of_work),
        oidc=workplace.oidc,
        aws=_build_aws(workplace, providers, own),
        console=Console(
            unit_of_work, clock, ids, keys, providers, RequestFacts(is_secure=settings.is_https)
        ),
        signin_tokens=SigninTokens(unit_of_work, clock, ids, keys),
        instances=workplace.build_instances(),
        idp_metadata=own.build_metadata,
        aws_metadata=own.build_aws_metadata,
        check_readiness=lambda: _check_readiness(workplace),
    )


def build_app(settings: Settings | None = None) -> Flask:
    """The application over an opened home folder; each worker process builds its own.

    Raises HomeRefused where the folder was made for the demonstration and this is not one.
    """
    return build_workplace_app(open_to_serve(settings or Settings.from_env(os.environ)))


def build_workplace_app(workplace: Workplace) -> Flask:
    """The application over a workplace that is open already."""
    return build_flask_app(build_services(workplace), _web_options(workplace))


def _about(workplace: Workplace, own: SelfDescription) -> About:
    def read_name() -> str:
        with workplace.store.unit_of_work() as unit:
            return unit.configuration.recent().name

    settings = workplace.settings
    return About(read_name, settings.url, own.entity_id, settings.demo, __version__)


def _build_sso(workplace: Workplace, own: SelfDescription, skew: timedelta) -> SingleSignOn:
    secret = derive_secret(workplace.secret_key, "persistent name identifiers")
    return SingleSignOn(
        unit_of_work=workplace.store.unit_of_work,
        clock=workplace.clock,
        ids=workplace.ids,
        reception=Reception(own.entity_id, own.sso_location, own.aws_location, skew),
        issuer=Issuer(
            entity_id=own.entity_id,
            signer=workplace.key_ring.signer,
            name_ids=NameIDs(own.entity_id, workplace.ids, secret),
            ids=workplace.ids,
            skew=skew,
        ),
    )


def _build_aws(
    workplace: Workplace, providers: Providers, own: SelfDescription
) -> dict[Service, AWSService]:
    unit_of_work, clock, ids = workplace.store.unit_of_work, workplace.clock, workplace.ids
    keys, managed = workplace.key_ring, workplace.managed_policies
    single_use = workplace.settings.sts_single_use
    exchange = Exchange(unit_of_work, clock, ids, keys, providers, single_use, managed)
    callers = Callers(unit_of_work, clock, keys, _web_options(workplace).hosts)
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


def _web_options(workplace: Workplace) -> WebOptions:
    settings = workplace.settings
    return WebOptions(
        base_url=settings.url,
        secret=derive_secret(workplace.secret_key, "csrf tokens"),
        trusted_proxies=settings.trusted_proxies,
        instance_networks=settings.instance_networks,
    )


def _check_readiness(workplace: Workplace) -> dict[str, str]:
    """Raises RolebridgeError naming what does not work."""
    workplace.store.check()
    workplace.key_ring.signer()
    return {"database": "ok", "keys": "ok"}
