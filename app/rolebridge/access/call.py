"""One call to an AWS service, and the fields that answer it, whatever form they travel in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from rolebridge.access.caller import Caller
from rolebridge.access.context import RequestFacts
from rolebridge.access.model import Service
from rolebridge.access.parameters import show
from rolebridge.access.refusals import AWSRefused
from rolebridge.audit.events import Origin
from rolebridge.sigv4 import SignedRequest

Fields = Sequence[tuple[str, object]]
"""Names and values in order: texts, whole numbers, booleans, instants. A value that is None is left
out, a tuple of pairs nests, a list has one member for each item, a mapping is a map.
"""

EMPTY_RESULT: Fields = (("Result", None),)
"""The answer where the model has a result with nothing in it: clients look for its element."""


@dataclass(frozen=True, slots=True)
class AWSCall:
    """A call as it came: its fields not yet read, its signature not yet looked at."""

    action: str
    parameters: Mapping[str, str]
    request: SignedRequest
    origin: Origin
    facts: RequestFacts


class AWSService(Protocol):
    """A service behind the endpoint."""

    def perform(self, call: AWSCall) -> Fields:
        """Answer one call. Raises AWSRefused, whose row in the trail is committed by then."""
        ...


Identify = Callable[[SignedRequest, Origin, Service], Caller]
"""Who signed a request for a service. Raises AWSRefused."""


def unknown_action(action: str, version: str) -> AWSRefused:
    """No operation of that name in that version of the API."""
    text = f"Could not find operation {show(action)} for version {show(version)}"
    return AWSRefused("InvalidAction", 400, text, reason="action_unknown")
