"""What is known of a request: condition keys and their values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from rolebridge.errors import RolebridgeError
from rolebridge.iam.text import fold

Values = tuple[str, ...]


class InvalidRequest(RolebridgeError, ValueError):
    """Something no request can be: of the wrong form, or longer than anything AWS sends."""

    code = "request_invalid"


@dataclass(frozen=True, slots=True)
class RequestContext:
    """Condition keys, folded to lower case, each with the values the request carries.

    Key names are case-insensitive, tag keys inside them included. A key that is not there is
    absent; a key with no values is there but empty. The number of values in the request, not the
    key's type, decides whether it counts as multivalued.
    """

    values: Mapping[str, Values]

    @classmethod
    def of(cls, values: Mapping[str, str | Values]) -> Self:
        """Take keys in any case; a bare string is one value. A key named twice is a fault of the
        caller and raises InvalidRequest, because one of the two would be lost.
        """
        folded = {fold(k): (v,) if isinstance(v, str) else tuple(v) for k, v in values.items()}
        if len(folded) != len(values):
            raise InvalidRequest("context: a condition key is named twice, in different case")
        return cls(folded)

    def find(self, key: str) -> Values | None:
        """The values of a key given in any case; None if the request does not have it."""
        return self.values.get(fold(key))

    def find_single(self, key: str) -> str | None:
        """The value of a single-valued key; None if absent, empty, or multivalued."""
        values = self.values.get(fold(key))
        if values is None or len(values) != 1:
            return None
        return values[0] or None


NO_CONTEXT = RequestContext({})
