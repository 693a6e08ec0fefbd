"""What a person is called towards each service provider (SAML Core 8.3)."""

import base64
import hashlib
import hmac
from dataclasses import dataclass, field

from rolebridge.directory.people import Person
from rolebridge.idp.service_providers import ServiceProvider
from rolebridge.ids import IdSource, new_xml_id
from rolebridge.saml.refusals import RequestDeclined
from rolebridge.saml.status import Status, StatusCode
from rolebridge.saml.values import NameID, NameIDFormat

_FORMATS = frozenset(each.value for each in NameIDFormat)
# Names that tell nothing about the person; any service provider may have them.
_OPAQUE = (NameIDFormat.PERSISTENT.value, NameIDFormat.TRANSIENT.value)


@dataclass(frozen=True, slots=True)
class NameIDs:
    """Makes NameIDs. `secret` (32 bytes or more) keeps persistent ones from being guessed.

    A persistent name is a function of secret, service provider and person, so that it stays the
    same without being stored and no two service providers can compare notes. Nothing is ever
    created for it, which is why AllowCreate makes no difference.
    """

    issuer: str
    ids: IdSource
    secret: bytes = field(repr=False)

    def build(
        self, name_id_format: str, service_provider: ServiceProvider, person: Person
    ) -> NameID:
        """The name of `person` in one of the four formats. Raises RequestDeclined."""
        if name_id_format == NameIDFormat.PERSISTENT:
            return NameID(
                self._pairwise(service_provider.entity_id, person.subject_id),
                name_id_format,
                name_qualifier=self.issuer,
                sp_name_qualifier=service_provider.audience,
            )
        if name_id_format == NameIDFormat.TRANSIENT:
            return NameID(new_xml_id(self.ids), name_id_format)
        if name_id_format == NameIDFormat.EMAIL:
            if person.email is None:
                raise _declined("This person has no e-mail address to be named by.")
            return NameID(person.email, name_id_format)
        return NameID(person.username, NameIDFormat.UNSPECIFIED.value)

    def _pairwise(self, service_provider: str, subject_id: str) -> str:
        # Neither part can hold a line feed, so the two cannot be shifted against each other.
        message = f"persistent\n{service_provider}\n{subject_id}".encode()
        digest = hmac.digest(self.secret, message, hashlib.sha256)
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def choose_format(
    service_provider: ServiceProvider,
    requested: str | None = None,
    sp_name_qualifier: str | None = None,
) -> str:
    """The NameID format for an answer. Raises RequestDeclined (InvalidNameIDPolicy).

    What the entry fixes wins and may not be asked away. Otherwise what was asked for, if it is
    opaque or the metadata lists it; otherwise the first listed format that is known here;
    otherwise persistent. Asking for `unspecified` is asking for nothing (SAML Core 3.4.1.1).
    """
    if sp_name_qualifier not in (None, service_provider.entity_id):
        raise _declined("Names that belong to another service provider are not given out.")
    fixed = service_provider.entry.name_id_format
    listed = [each for each in service_provider.description.name_id_formats if each in _FORMATS]
    if requested in (None, NameIDFormat.UNSPECIFIED):
        return fixed or next(iter(listed), NameIDFormat.PERSISTENT.value)
    allowed = (fixed,) if fixed else (*_OPAQUE, *listed)
    if requested not in allowed:
        raise _declined("That kind of name is not given to this service provider.")
    return requested


def _declined(message: str) -> RequestDeclined:
    second = StatusCode.INVALID_NAME_ID_POLICY
    return RequestDeclined(Status(StatusCode.REQUESTER, second, message))
