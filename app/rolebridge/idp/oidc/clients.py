"""Clients: those of the federation file, and the one that every issuer has."""

from rolebridge.directory.people import Person
from rolebridge.federation.configuration import Configuration
from rolebridge.federation.organisation import OIDCClientEntry
from rolebridge.idp.oidc.refusals import ClientRefused

# What AWS's own tools expect as the audience of a token (Amazon EKS, GitHub Actions).
AWS_CLIENT_ID = "sts.amazonaws.com"
DONE_PATH = "/done"


def build_aws_client(issuer: str) -> OIDCClientEntry:
    """The client by which `rolebridge token --user` signs in: its tokens are for AWS's STS."""
    return OIDCClientEntry(AWS_CLIENT_ID, "rolebridge token", (issuer + DONE_PATH,))


def get_client(client_id: str, configuration: Configuration, issuer: str) -> OIDCClientEntry:
    """A client by its id. Raises ClientRefused."""
    entry = configuration.oidc_clients.get(client_id)
    if entry is None and client_id == AWS_CLIENT_ID:
        return build_aws_client(issuer)
    if entry is None:
        raise ClientRefused(
            "The application that sent you here is not registered.",
            code="client_unknown",
            detail=client_id[:256],
        )
    return entry


def check_redirect_uri(client: OIDCClientEntry, redirect_uri: str) -> str:
    """The address, if it is one of the client's to the letter (RFC 9700, 2.1).

    Raises ClientRefused.
    """
    if redirect_uri not in client.redirect_uris:
        raise ClientRefused(
            f"{client.name} asked to be answered at an address that is not registered for it.",
            code="redirect_uri_unknown",
            detail=f"{client.client_id}: {redirect_uri[:512]}",
        )
    return redirect_uri


def is_open_to(client: OIDCClientEntry, person: Person) -> bool:
    """Whether this person may use the client."""
    return not client.groups or not person.groups.isdisjoint(client.groups)
