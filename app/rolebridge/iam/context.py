"""What is known of a request: condition keys and their values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Self, TypeVar, cast

from rolebridge.errors import RolebridgeError
from rolebridge.iam.text import fold

Values = tuple[str, ...]
Made = TypeVar("Made")

# What a request may carry. All tags of caller, resource and request at their longest come to less
# than half; a longer request is refused before anything is matched.
MOST_CHARACTERS = 131_072
MOST_CHARACTERS_OF_A_KEY = 20_480
MOST_VALUES = 2_048
MOST_KEYS = 2_048


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
    _made: dict[tuple[str, object], object] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def of(cls, values: Mapping[str, str | Values]) -> Self:
        """Take keys in any case; a bare string is one value.

        Raises InvalidRequest for too many or too long values, and for a key that is named twice,
        because one of the two would be lost.
        """
        folded = {fold(k): (v,) if isinstance(v, str) else tuple(v) for k, v in values.items()}
        if len(folded) != len(values):
            raise InvalidRequest("context: a condition key is named twice, in different case")
        _check_sizes(folded)
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

    def read(self, value: str, read: Callable[[str], Made]) -> Made:
        """What a reader makes of a value. It is asked once, however many conditions ask."""
        return self._make((value, read), lambda: read(value))

    def collect(self, key: str, collect: Callable[[Values], Made]) -> Made:
        """The same of all the values of a key, given in lower case."""
        return self._make((key, collect), lambda: collect(self.values[key]))

    def _make(self, slot: tuple[str, object], make: Callable[[], Made]) -> Made:
        if slot not in self._made:
            self._made[slot] = make()
        return cast("Made", self._made[slot])


def distinct(read: Callable[[str], Made]) -> Callable[[Values], frozenset[Made]]:
    """A collector of what a reader makes of several values, each but once."""

    def collect(values: Values) -> frozenset[Made]:
        return frozenset(map(read, values))

    return collect


def _check_sizes(values: Mapping[str, Values]) -> None:
    _check_size("condition keys", len(values), MOST_KEYS)
    count = total = 0
    for key, items in values.items():
        size = sum(map(len, items))
        if size > MOST_CHARACTERS_OF_A_KEY:
            _check_size(f"characters of {key[:100]!r}", size, MOST_CHARACTERS_OF_A_KEY)
        count += len(items)
        total += size + len(key)
    _check_size("values", count, MOST_VALUES)
    _check_size("characters", total, MOST_CHARACTERS)


def _check_size(what: str, count: int, most: int) -> None:
    if count > most:
        raise InvalidRequest(f"context: {count} {what}, where {most} are allowed")


NO_CONTEXT = RequestContext({})
