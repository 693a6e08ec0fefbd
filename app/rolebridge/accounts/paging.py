"""Lists in pages: `MaxItems` and `Marker` in, `IsTruncated` and `Marker` out (IAM API)."""

import base64
from collections.abc import Callable, Sequence
from typing import TypeVar

from rolebridge.access.call import Fields
from rolebridge.access.parameters import Parameters
from rolebridge.access.refusals import value_invalid

DEFAULT_PAGE = 100


Item = TypeVar("Item")


def write_page(
    name: str,
    items: Sequence[Item],
    parameters: Parameters,
    *,
    write: Callable[[Item], object] | None = None,
) -> Fields:
    """The page of `items` that was asked for, under the list's name, each as `write` tells of it.

    Raises AWSRefused for a marker that no page of ours ended with.
    """
    chosen, ends = take_page(items, parameters)
    return (*ends, (name, list(chosen if write is None else map(write, chosen))))


def take_page(
    items: Sequence[Item], parameters: Parameters, *, most: int | None = None
) -> tuple[Sequence[Item], Fields]:
    """The items of the page that was asked for, and the fields that tell whether there are more.

    A page may have fewer items than were asked for, such as `most` (IAM API, MaxItems).
    """
    size = parameters.find_number("MaxItems") or DEFAULT_PAGE
    size = size if most is None else min(size, most)
    start = _parse_marker(parameters.find_text("Marker"), len(items))
    end = start + size
    is_truncated = end < len(items)
    marker = _format_marker(end) if is_truncated else None
    return items[start:end], (("IsTruncated", is_truncated), ("Marker", marker))


def _format_marker(position: int) -> str:
    return base64.urlsafe_b64encode(f"page:{position}".encode()).decode()


def _parse_marker(marker: str | None, count: int) -> int:
    """Strict: only what `_format_marker` writes for a position within the list."""
    if marker is None:
        return 0
    try:
        position = int(base64.urlsafe_b64decode(marker).decode().removeprefix("page:"))
    except ValueError:
        position = 0
    if not 0 < position <= count or _format_marker(position) != marker:
        raise value_invalid("Invalid Marker.")
    return position
