"""From a workplace to the use cases, and to the Flask application over them."""

import os
from datetime import timedelta

from flask import Flask

from rolebridge import __version__
from rolebridge.access.context import RequestFacts
from rolebridge.bootstrap.aws import build_aws_services
from rolebridge.bootstrap.workplace import Workplace, open_to_serve
from rolebridge.directory.passwords import Passwords
from rolebridge.home import derive_secret
from rolebridge.idp.issue import Issuer
from rolebridge.idp.name_ids import NameIDs
from rolebridge.idp.portal import Portal
from rolebridge.idp.receive import Reception
from rolebridge.idp.self_description import SelfDescription
from rolebridge.idp.sessions import BrowserSessions
from rolebridge.idp.sign_in import SignIn
from rolebridge.idp.start import SingleSignOn
from rolebridge.services import About, Services
from rolebridge.settings import Settings
from rolebridge.sts.console import Console
from rolebridge.sts.providers import Providers
from rolebridge.sts.signin_token import SigninTokens
from rolebridge.web.app import build_flask_app


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
        aws=build_aws_services(workplace, providers, own),
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
    return build_flask_app(build_services(workplace), workplace.web_options)


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


def _check_readiness(workplace: Workplace) -> dict[str, str]:
    """Raises RolebridgeError naming what does not work."""
    workplace.store.check()
    workplace.key_ring.signer()
    return {"database": "ok", "keys": "ok"}
