"""What is wrong with a federation file, fault by fault, each with its place and its rule."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rolebridge.errors import RolebridgeError

Path = tuple[str | int, ...]
"""The way from the top of a file to a value: keys and positions."""

_PLAIN_KEY = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
_MAX_SHOWN = 80
_SECRET = "password"  # noqa: S105  (the key below which nothing is quoted, and no secret itself)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `line` and `column` count from 1 (0: unknown); `value` is short and no secret."""

    file: str
    line: int
    column: int
    path: Path
    value: str
    rule: str

    @property
    def text(self) -> str:
        """`file:line: path: value rule`, as compilers write it."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        where = f"{format_path(self.path)}: " if self.path else ""
        what = f"{self.value} {self.rule}" if self.value else self.rule
        return make_visible(f"{place}: {where}{what}")


class FederationRefused(RolebridgeError):
    """A federation file with faults: all of them, in the order of their lines."""

    code = "federation_refused"

    def __init__(self, faults: Iterable[Fault]) -> None:
        ordered = sorted(faults, key=lambda fault: (fault.file, fault.line, fault.column))
        self.faults: Sequence[Fault] = tuple(dict.fromkeys(ordered))
        super().__init__("\n".join(fault.text for fault in self.faults))


def hide_secret_keys(path: Path) -> Path:
    """The path down to `password`: a secret that was written carelessly may be taken for a key."""
    return path[: path.index(_SECRET) + 1] if _SECRET in path else path


def format_path(path: Path) -> str:
    """`accounts[0].roles[2].tags["cost center"]`."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif step and _PLAIN_KEY.issuperset(step):
            text += f".{step}" if text else step
        else:
            text += f"[{show(step)}]"
    return text


def show(value: object) -> str:
    """A value as an error quotes it: short, on one line, nothing invisible."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quote(value)
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return str(value)


def _quote(text: str) -> str:
    if len(text) > _MAX_SHOWN:
        text = text[: _MAX_SHOWN - 1] + "…"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{make_visible(escaped)}"'


def make_visible(text: str) -> str:
    """One line in which nothing is hidden: a terminal must not obey what a file says."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
