"""The name that metadata gives a provider for people to read."""

from collections.abc import Iterator
from typing import Any

from saml2 import extension_elements_to_elements
from saml2.extension import mdui

_LONGEST = 200


def find_display_name(entity: Any, role: Any) -> str | None:
    """The provider's name: from mdui, else its service's, else its organisation's.

    English comes first, then whatever language there is. A name that is long or not printable is
    passed over: it goes onto sign-in pages.
    """
    for names in _candidates(entity, role):
        ranked = sorted(names, key=lambda name: name.lang != "en")
        for name in ranked:
            text = " ".join((name.text or "").split())
            if 0 < len(text) <= _LONGEST and text.isprintable():
                return text
    return None


def _candidates(entity: Any, role: Any) -> Iterator[list[Any]]:
    extensions = role.extensions.extension_elements if role.extensions else []
    for info in extension_elements_to_elements(extensions, [mdui]):
        yield list(getattr(info, "display_name", []))
    for service in role.attribute_consuming_service:
        yield list(service.service_name)
    for holder in (role, entity):
        if holder.organization:
            yield list(holder.organization.organization_display_name)
