"""A client of the pages and the STS door: signs in over HTTP as a browser would."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import lxml.html
import requests

from rolebridge.errors import RolebridgeError
from rolebridge.saml.xml import parse_untrusted

AWS_SERVICE_PROVIDER = "urn:amazon:webservices"
_STS = "{https://sts.amazonaws.com/doc/2011-06-15/}"
_TIMEOUT_SECONDS = 30


class PortalRefused(RolebridgeError):
    """The server answered, and its answer is no."""

    code = "portal_refused"


class PortalUnreachable(RolebridgeError):
    """There is no rolebridge at that address."""

    code = "portal_unreachable"


@dataclass(frozen=True, slots=True)
class PortalRole:
    """One role that the portal offers to the person."""

    account: str
    alias: str | None
    name: str
    role_arn: str
    provider_arn: str


class PortalClient:
    """One signed-in person at one rolebridge, by cookies, as in a browser."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._http = requests.Session()
        self._http.trust_env = False

    def sign_in(self, username: str, password: str) -> None:
        """Sign in on the page. Raises PortalRefused with the page's own words."""
        page = lxml.html.document_fromstring(self._get("/login").content)
        form = {
            "username": username,
            "password": password,
            "csrf_token": _field(page, "csrf_token"),
        }
        answer = self._request("POST", "/login", data=form)
        if answer.status_code == requests.codes.ok:
            raise PortalRefused(
                f"That was {username}'s one-time password: sign in with it once in a browser at "
                f"{self.url} and choose a password of your own."
            )
        if answer.status_code != requests.codes.see_other:
            raise PortalRefused(f"Sign-in as {username} at {self.url}: {_alert(answer)}")

    def list_roles(self) -> tuple[PortalRole, ...]:
        """The roles that the mapping rules grant to the signed-in person."""
        answer = self._get("/", headers={"Accept": "application/json"})
        return tuple(
            PortalRole(
                account["id"],
                account["alias"],
                role["name"],
                role["role_arn"],
                role["provider_arn"],
            )
            for account in answer.json()["accounts"]
            for role in account["roles"]
        )

    def get_assertion(self, role_arn: str | None = None) -> str:
        """A fresh SAML response for AWS, as the browser would post it, in base64.

        It names every role of the person, or only the one that is given.
        """
        query = {"sp": AWS_SERVICE_PROVIDER} | ({"role": role_arn} if role_arn else {})
        answer = self._get("/saml/start", params=query)
        return _field(lxml.html.document_fromstring(answer.content), "SAMLResponse")

    def assume_role(self, role_arn: str, provider_arn: str, duration: int | None) -> dict[str, str]:
        """Redeem a fresh assertion at the STS door. Raises PortalRefused with AWS's text."""
        form = {
            "Action": "AssumeRoleWithSAML",
            "Version": "2011-06-15",
            "RoleArn": role_arn,
            "PrincipalArn": provider_arn,
            "SAMLAssertion": self.get_assertion(),
        }
        if duration is not None:
            form["DurationSeconds"] = str(duration)
        answer = self._request("POST", "/aws/", data=form)
        root = parse_untrusted(answer.content)
        if answer.status_code != requests.codes.ok:
            raise PortalRefused(
                f"{root.findtext(f'.//{_STS}Code')}: {root.findtext(f'.//{_STS}Message')}",
                detail=role_arn,
            )
        credentials = root.find(f".//{_STS}Credentials")
        return {child.tag.removeprefix(_STS): child.text or "" for child in credentials}

    def get_id_token(self, client_id: str, scope: str, redirect_uri: str | None = None) -> str:
        """An ID token about the signed-in person, by an authorization code with PKCE.

        The answer is read, not followed. Without an address it is that of the issuer's own client.
        Raises PortalRefused.
        """
        issuer = self._get("/oidc/.well-known/openid-configuration").json()["issuer"]
        redirect_uri = redirect_uri or f"{issuer}/done"
        verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
        digest = hashlib.sha256(verifier.encode()).digest()
        wanted = {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": redirect_uri,
            "scope": scope,
            "state": state,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        form = {
            "grant_type": "authorization_code",
            "code": self._get_code(wanted),
            "redirect_uri": redirect_uri,
            "client_id": client_id,
            "code_verifier": verifier,
        }
        answer = self._request("POST", "/oidc/token", data=form)
        if answer.status_code != requests.codes.ok:
            raise PortalRefused(f"{self.url}/oidc/token: {answer.json()['error_description']}")
        return str(answer.json()["id_token"])

    def _get_code(self, wanted: dict[str, str]) -> str:
        answer = self._request("GET", "/oidc/authorize", params=wanted)
        if answer.status_code != requests.codes.see_other:
            raise PortalRefused(f"{self.url}/oidc/authorize: {_alert(answer)}")
        told = parse_qs(urlsplit(answer.headers["Location"]).query)
        if "error" in told:
            raise PortalRefused(f"{told['error'][0]}: {told['error_description'][0]}")
        if "code" not in told or not hmac.compare_digest(told["state"][0], wanted["state"]):
            raise PortalRefused(f"{self.url} asks to sign in once more.")
        return told["code"][0]

    def console_address(self, role_arn: str) -> str:
        """Where a browser opens the console as this role."""
        query = urlencode({"sp": AWS_SERVICE_PROVIDER, "role": role_arn})
        return f"{self.url}/saml/start?{query}"

    def cookie_header(self) -> str:
        """The `Cookie` header of the signed-in session, for a load generator."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._http.cookies)

    def _get(self, path: str, **options: Any) -> requests.Response:
        answer = self._request("GET", path, **options)
        if answer.status_code != requests.codes.ok:
            raise PortalRefused(f"{self.url}{path}: {_alert(answer)}")
        return answer

    def _request(self, method: str, path: str, **options: Any) -> requests.Response:
        try:
            return self._http.request(
                method, self.url + path, allow_redirects=False, timeout=_TIMEOUT_SECONDS, **options
            )
        except requests.RequestException as error:
            raise PortalUnreachable(
                f"No rolebridge answers at {self.url}.", detail=str(error)
            ) from None


def _field(page: Any, name: str) -> str:
    found = page.xpath("//input[@name=$name]/@value", name=name)
    if not found:
        raise PortalRefused(f"The page has no field {name}: is this a rolebridge?")
    return str(found[0])


def _alert(answer: requests.Response) -> str:
    """The page's own words for what went wrong."""
    if "html" not in answer.headers.get("Content-Type", ""):
        return f"HTTP {answer.status_code}"
    page = lxml.html.document_fromstring(answer.content)
    found = page.xpath("//*[@role='alert']") or page.xpath("//h1")
    return (
        " ".join(" ".join(found[0].itertext()).split()) if found else f"HTTP {answer.status_code}"
    )
