"""Events of the AWS side as CloudTrail records (CloudTrail User Guide, "Record contents").

The request id and, for SAML, the assertion id are the same as in the identity provider's events,
so that the two sides of a sign-in can be joined.
"""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from rolebridge.audit.events import AWSEvent, Event
from rolebridge.audit.trail import NumberedEvent
from rolebridge.clock import format_instant

EVENT_VERSION = "1.11"
_SIGN_IN = "signin.amazonaws.com"
# Event ids follow from the number of the event in its trail, so that a record that is exported
# twice is one record.
_EVENT_IDS = uuid.UUID("5f3c9f0e-1c0b-4a8e-9c55-6d1a0c2e7b11")

Record = dict[str, Any]


def build_records(numbered: NumberedEvent) -> Iterator[Record]:
    """The record of an event; a second one for the account of the resource, if that is another.

    None for what happened at the identity provider alone: CloudTrail does not see that.
    """
    event = numbered.event
    if event.aws is None:
        return
    shared = event.aws.resource_account not in (None, event.aws.account)
    shared_id = _build_id(numbered, "shared") if shared else None
    yield _build(numbered, event, event.aws, shared_id)
    if shared:
        yield _build_for_resource(numbered, event, event.aws, shared_id)


def _build(numbered: NumberedEvent, event: Event, aws: AWSEvent, shared_id: str | None) -> Record:
    account = aws.account
    record: Record = {
        "eventVersion": EVENT_VERSION,
        "userIdentity": dict(aws.identity),
        "eventTime": format_instant(event.at),
        "eventSource": aws.source,
        "eventName": aws.name,
        "awsRegion": aws.region,
        "sourceIPAddress": event.origin.source_address,
        "userAgent": event.origin.user_agent,
        "errorCode": aws.error_code,
        "errorMessage": aws.error_message,
        "requestParameters": aws.parameters,
        "responseElements": aws.response,
        "additionalEventData": dict(aws.additional) or None,
        "requestID": event.origin.request_id,
        "eventID": _build_id(numbered, "event"),
        "readOnly": aws.is_read_only,
        "resources": [dict(resource) for resource in aws.resources] or None,
        "eventType": "AwsConsoleSignIn" if aws.source == _SIGN_IN else "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": account,
        "sharedEventID": shared_id,
        "eventCategory": "Management",
    }
    always = ("requestParameters", "responseElements")
    return {name: value for name, value in record.items() if value is not None or name in always}


def _build_for_resource(
    numbered: NumberedEvent, event: Event, aws: AWSEvent, shared_id: str | None
) -> Record:
    """What the account of the role sees: only which account and which principal called."""
    identity: Mapping[str, object] = {
        "type": "AWSAccount",
        "principalId": aws.identity.get("principalId"),
        "accountId": aws.account,
    }
    record = _build(numbered, event, aws, shared_id)
    return record | {
        "userIdentity": dict(identity),
        "eventID": _build_id(numbered, "resource"),
        "recipientAccountId": aws.resource_account,
    }


def _build_id(numbered: NumberedEvent, part: str) -> str:
    """A UUID that is the same each time the event is told."""
    event = numbered.event
    name = f"{event.origin.request_id}/{numbered.number}/{part}"
    return str(uuid.uuid5(_EVENT_IDS, name))
