"""How two texts, or two ARNs, may be all but the same."""

from collections.abc import Callable, Sequence

from rolebridge.arn import ARN, InvalidARN
from rolebridge.iam.explanation.mistakes import Mistake, NearMiss
from rolebridge.iam.text import fold

_RESEMBLANCES: dict[Mistake, Callable[[str], str]] = {
    Mistake.CASE_DIFFERS: fold,
    Mistake.WHITE_SPACE: str.strip,
    Mistake.TRAILING_SLASH: lambda text: text.rstrip("/"),
}
# The parts of an ARN that say where something stands, the weightiest first.
_PLACES = {
    "account": Mistake.OTHER_ACCOUNT,
    "partition": Mistake.OTHER_PARTITION,
    "region": Mistake.OTHER_REGION,
}


def find_resemblance(text: str, other: str) -> Mistake | None:
    """In what alone two different texts differ, if it is one of the usual things."""
    for mistake, like in _RESEMBLANCES.items():
        if like(text) == like(other):
            return mistake
    return None


def find_arn(text: str) -> ARN | None:
    """Text as an ARN, if it is one."""
    try:
        return ARN.parse(text)
    except InvalidARN:
        return None


def list_places(one: ARN, other: ARN) -> tuple[str, ...]:
    """Which of account, partition and region differ."""
    return tuple(place for place in _PLACES if getattr(one, place) != getattr(other, place))


def describe_places(places: Sequence[str], expected: str, actual: str) -> NearMiss:
    """The near miss of two ARNs that differ in these parts, at least one, and in no other."""
    mistake = next(_PLACES[place] for place in _PLACES if place in places)
    return NearMiss.of(mistake, expected=expected, actual=actual, parts=" and ".join(places))


def drop_path(resource: str) -> str:
    """`role/some/path/Name` without its path. What has no slash stays as it is."""
    kind, slash, rest = resource.partition("/")
    return f"{kind}/{rest.rpartition('/')[2]}" if slash else resource


def find_path_mistake(expected: str, actual: str) -> Mistake | None:
    """Whether two resources of IAM, such as `role/Name`, differ in the path only."""
    if expected == actual or drop_path(expected) != drop_path(actual):
        return None
    return Mistake.PATH_LEFT_OUT if expected == drop_path(expected) else Mistake.OTHER_PATH
