"""An opened home folder, with its database and its keys.

The real clock, real randomness, the database and the keys enter here and nowhere else.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

import xmlsec
from lxml import etree

from rolebridge.audit.events import Origin
from rolebridge.clock import Clock
from rolebridge.errors import RolebridgeError
from rolebridge.federation.apply import Federation
from rolebridge.federation.ports import UnitOfWork as FederationUnitOfWork
from rolebridge.home import Home, HomeKind, derive_secret
from rolebridge.idp.oidc.authorize import Authorize
from rolebridge.idp.oidc.issuer import ISSUER_PATH, OpenIDIssuer
from rolebridge.idp.oidc.redeem import Redeem
from rolebridge.idp.oidc.tokens import TokenMint
from rolebridge.idp.self_description import SelfDescription
from rolebridge.ids import IdSource, new_uuid
from rolebridge.keys import KeyRing
from rolebridge.settings import Settings
from rolebridge.store import Store, StoreUnitOfWork
from rolebridge.store.managed_policies import AWSManagedPolicies
from rolebridge.sts.instances import Instances
from rolebridge.sts.service_roles import ServiceRoles
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

    @property
    def web_options(self) -> WebOptions:
        """What the web needs to know about its surroundings."""
        return WebOptions(
            base_url=self.settings.url,
            secret=derive_secret(self.secret_key, "csrf tokens"),
            trusted_proxies=self.settings.trusted_proxies,
            instance_networks=self.settings.instance_networks,
        )

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
