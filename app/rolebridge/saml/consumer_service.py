"""Where a response may go: only to an address that the service provider registered."""

from rolebridge.saml.metadata import ACS, SPDescription, validate_location
from rolebridge.saml.refusals import AuthnRequestRefused, RequestFault
from rolebridge.saml.values import Binding


def choose_consumer_service(
    service_provider: SPDescription, url: str | None = None, index: int | None = None
) -> ACS:
    """The AssertionConsumerService asked for, or the default one; always one for HTTP-POST.

    A URL must equal a registered one byte for byte. Raises AuthnRequestRefused (SAML Profiles
    4.1.4.1, SAML Core 3.4.1).
    """
    if url is not None and index is not None:
        raise AuthnRequestRefused(RequestFault.ACS_AMBIGUOUS)
    services = [each for each in service_provider.acs if each.binding == Binding.HTTP_POST]
    if url is not None:
        chosen = next((each for each in services if each.location == url), None)
    elif index is not None:
        chosen = next((each for each in services if each.index == index), None)
    else:
        chosen = _default(services)
    if chosen is None:
        asked = url if url is not None else f"index {index}"
        raise AuthnRequestRefused(RequestFault.ACS_UNKNOWN, asked)
    validate_location("AssertionConsumerService/@Location", chosen.location)
    return chosen


def _default(services: list[ACS]) -> ACS | None:
    """SAML Metadata 2.4.4.1: the one marked default, else the first not marked otherwise."""
    ranked = sorted(services, key=lambda each: {True: 0, None: 1, False: 2}[each.is_default])
    return ranked[0] if ranked else None
