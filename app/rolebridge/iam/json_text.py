"""JSON as policies need it: read strictly, and able to say on which line something stands.

The standard parser reads; nothing here decides what a document means. The token walk below it
exists only to find the line of a fault, so its cost falls on documents that are refused.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

Path = tuple[str | int, ...]

# One token: a string, a bracket, a comma, a colon, or a bare word.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_BLANK = re.compile(r"\s*")
_CONSTANTS = ("NaN", "Infinity", "-Infinity")
_PLAIN_NAME = re.compile(r"[A-Za-z]+")
# Nothing that a policy may say stands deeper; deeper places are reported by their ancestor.
_DEEPEST = 8


class Number(str):
    """A JSON number, kept as it was written: `1e400` and 5,000 digits cost no arithmetic."""

    __slots__ = ()


class UnreadableJSON(Exception):
    """Text that is not JSON, or not only JSON, or that says one thing twice."""

    def __init__(self, line: int, reason: str, duplicate: Path | None = None) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason
        self.duplicate = duplicate


class _DuplicateKey(Exception):
    pass


class _Constant(Exception):
    pass


def read_json(text: str) -> object:
    """Read one JSON value. Raises UnreadableJSON for everything that RFC 8259 leaves open.

    Refused are duplicate keys (Python keeps the last, so a second `Effect` would win), NaN and
    Infinity, a byte order mark, data behind the value, lone surrogates and NUL.
    """
    try:
        value = json.loads(
            text,
            object_pairs_hook=_build_object,
            parse_int=Number,
            parse_float=Number,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        raise UnreadableJSON(error.lineno, error.msg) from None
    except RecursionError:
        raise UnreadableJSON(1, "Nested too deeply") from None
    except _Constant:
        raise _constant_found(text) from None
    except _DuplicateKey:
        raise _duplicate_found(text) from None
    if "\\u" in text:
        _refuse_half_characters(text)
    return value


class LineIndex:
    """Where every part of a document stands, found in one walk however many are asked for.

    Where it is known beforehand which ones will be, the walk ends when all have been met.
    """

    def __init__(self, text: str, wanted: Collection[Path] | None = None) -> None:
        self._line_ends = [match.start() for match in re.finditer("\n", text)]
        self._offsets: dict[Path, int] = {(): 0}
        missing = None if wanted is None else set(wanted) - {()}
        for place in _walk(text):
            if missing is not None and not missing:
                return
            self._offsets.setdefault(place.path, place.offset)
            if missing:
                missing.discard(place.path)

    def line_of(self, path: Path) -> int:
        """The line, from 1, of the named place or of its nearest ancestor that exists."""
        while path not in self._offsets:
            path = path[:-1]
        return bisect_left(self._line_ends, self._offsets[path]) + 1


def line_at(text: str, offset: int) -> int:
    """The line, from 1, of a place that is counted in characters."""
    return text[:offset].count("\n") + 1


def format_path(path: Path) -> str:
    """`Statement[0].Condition.StringEquals['saml:aud']`, for people."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif _PLAIN_NAME.fullmatch(step):
            text += f".{step}" if text else step
        else:
            text += f"[{step!r}]"
    return text


def _build_object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _DuplicateKey
    return members


def _refuse_constant(_: str) -> object:
    raise _Constant


def _refuse_half_characters(text: str) -> None:
    """Escapes may spell what the text itself may not hold: lone surrogates and NUL."""
    for offset, token in _tokens(text):
        if "\\u" in token and any(
            c == "\0" or "\ud800" <= c <= "\udfff" for c in json.loads(token)
        ):
            raise UnreadableJSON(line_at(text, offset), "An escape that is no character on its own")


@dataclass(slots=True)
class _Frame:
    """An object or array that the walk is inside of."""

    is_object: bool
    key: str = ""
    index: int = 0
    expects_key: bool = False
    seen: set[str] = field(default_factory=set)

    @property
    def step(self) -> str | int:
        return self.key if self.is_object else self.index


@dataclass(frozen=True, slots=True)
class _Place:
    path: Path
    offset: int
    is_duplicate: bool


def _tokens(text: str) -> Iterator[tuple[int, str]]:
    position = 0
    while True:
        blank = _BLANK.match(text, position)
        position = blank.end() if blank else position
        match = _TOKEN.match(text, position)
        if match is None:
            return
        yield position, match[0]
        position = match.end()


def _walk(text: str) -> Iterator[_Place]:
    """Every key of every object and every element of every array, in the order of the text.

    What is no JSON is walked as far as it can be: a closing bracket too many closes nothing.
    """
    stack: list[_Frame] = []
    for offset, mark in _tokens(text):
        frame = stack[-1] if stack else None
        if mark in ("}", "]"):
            if stack:
                stack.pop()
        elif mark == ",":
            _move_on(frame)
        elif frame is not None and frame.is_object and frame.expects_key:
            yield _read_key(stack, offset, mark)
        else:
            if frame is not None and not frame.is_object:
                yield _Place(_path_of(stack), offset, is_duplicate=False)
            if mark in ("{", "["):
                stack.append(_Frame(mark == "{", expects_key=mark == "{"))


def _move_on(frame: _Frame | None) -> None:
    if frame is not None:
        frame.expects_key = frame.is_object
        frame.index += 1


def _read_key(stack: list[_Frame], offset: int, token: str) -> _Place:
    frame = stack[-1]
    try:
        key = str(json.loads(token))
    except ValueError:
        key = token
    is_duplicate = key in frame.seen
    frame.seen.add(key)
    frame.key, frame.expects_key = key, False
    return _Place(_path_of(stack), offset, is_duplicate)


def _path_of(stack: list[_Frame]) -> Path:
    return tuple(frame.step for frame in stack[:_DEEPEST])


def _duplicate_found(text: str) -> UnreadableJSON:
    for place in _walk(text):
        if place.is_duplicate:
            line = line_at(text, place.offset)
            return UnreadableJSON(line, f"Duplicate key {place.path[-1]!r}", place.path)
    raise AssertionError("the parser met a duplicate key that the walk did not")


def _constant_found(text: str) -> UnreadableJSON:
    for offset, token in _tokens(text):
        # The parser stops at the constant, whatever is glued to it.
        if token.startswith(_CONSTANTS):
            return UnreadableJSON(line_at(text, offset), f"{token[:40]} is not JSON")
    raise AssertionError("the parser met a constant that the walk did not")
