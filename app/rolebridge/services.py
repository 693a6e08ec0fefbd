"""What views and the command line may call: the use cases, wired and ready."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rolebridge.access.call import AWSService
from rolebridge.access.model import Service
from rolebridge.clock import Clock
from rolebridge.idp.oidc.issuer import OpenIDIssuer
from rolebridge.idp.portal import Portal
from rolebridge.idp.sessions import BrowserSessions
from rolebridge.idp.sign_in import SignIn
from rolebridge.idp.start import SingleSignOn
from rolebridge.ids import IdSource
from rolebridge.sts.console import Console
from rolebridge.sts.instances import Instances
from rolebridge.sts.signin_token import SigninTokens


@dataclass(frozen=True, slots=True)
class About:
    """What every page may say about this installation. `organisation()` follows the file."""

    organisation: Callable[[], str]
    base_url: str
    entity_id: str
    is_demo: bool
    version: str


@dataclass(frozen=True, slots=True)
class Services:
    """Every use case. Frozen: what runs is decided once, in `bootstrap`."""

    about: About
    clock: Clock
    ids: IdSource
    sign_in: SignIn
    sessions: BrowserSessions
    sso: SingleSignOn
    portal: Portal
    oidc: OpenIDIssuer
    aws: Mapping[Service, AWSService]
    console: Console
    signin_tokens: SigninTokens
    instances: Instances
    idp_metadata: Callable[[], bytes]
    aws_metadata: Callable[[], bytes]
    check_readiness: Callable[[], dict[str, str]]
    """Names each part that must work (database, keys) with `ok`, or raises RolebridgeError."""
