"""Wrong parameters of every operation, made from the model that AWS publishes for its clients.

for title, fields in list_wrong("sts", "AssumeRole", good):   # fields: pairs, in order
"""

from collections.abc import Iterator

from support.service_models import read_published

Fields = list[tuple[str, str]]
_ODD = "\N{SNOWMAN}\x01"
_NO_NUMBERS = ("", "1h", "1.5", "1e3", "0x10", "-1", "٩٠٠", "9" * 30, "999999999", "true")
_NO_BOOLEANS = ("", "1", "yes", "wahr")
_LONGEST = 40_000


def list_wrong(service: str, operation: str, good: dict[str, str]) -> Iterator[tuple[str, Fields]]:
    """Each with a title that says what is wrong. What stands in `good` is right otherwise."""
    shapes = read_published(service)["shapes"]
    name = read_published(service)["operations"][operation].get("input", {}).get("shape")
    if name is None:
        return
    for member, shape in shapes[name].get("members", {}).items():
        rest = [(k, v) for k, v in good.items() if k.partition(".")[0] != member]
        if member in shapes[name].get("required", ()):
            yield f"{member} is missing", rest
        own = [(k, v) for k, v in good.items() if k.partition(".")[0] == member]
        yield from _misspell(member, own or _fill(shapes, shape["shape"], member), rest)
        for title, fields in _spoil(shapes, shape["shape"], member):
            yield f"{member}: {title}", [*fields, *rest]


def _misspell(member: str, own: Fields, rest: Fields) -> Iterator[tuple[str, Fields]]:
    """In another case, twice, and with something behind the name."""
    if own:
        name, value = own[0]
        for other in {name.lower(), name.upper(), name.swapcase()} - {name}:
            yield f"{member} is called {other}", [(other, value), *own[1:], *rest]
            yield f"{member} is there again as {other}", [*own, (other, value), *rest]
        yield f"{member} is there twice", [*own, own[0], *rest]
        yield f"{member} goes on behind its name", [(f"{name}.1", value), *own[1:], *rest]
        yield f"{member} goes on deeper", [(f"{name}.x.member.1", value), *own[1:], *rest]


def _fill(shapes: dict, shape: str, path: str) -> Fields:
    """The member with some value."""
    raw = shapes[shape]
    if raw["type"] == "structure":
        name, below = next(iter(raw["members"].items()))
        return _fill(shapes, below["shape"], f"{path}.{name}")
    if raw["type"] == "list":
        return _fill(shapes, raw["member"]["shape"], f"{path}.member.1")
    return [(path, "1" if raw["type"] == "integer" else "x" * max(raw.get("min", 1), 1))]


def _spoil(shapes: dict, shape: str, path: str) -> Iterator[tuple[str, Fields]]:
    raw = shapes[shape]
    if raw["type"] == "structure":
        yield "a text and no structure", [(path, "text")]
        for name, below in raw["members"].items():
            for title, fields in _spoil(shapes, below["shape"], f"{path}.{name}"):
                yield f"{name}: {title}", fields
    elif raw["type"] == "list":
        item = raw["member"]["shape"]
        yield "a text and no list", [(path, "text")]
        for number in ("0", "x", "-1", "01", "١", "99999"):
            fields = _fill(shapes, item, f"{path}.member.{number}")
            yield f"an item has the number {number}", fields
        yield "items without a keyword", _fill(shapes, item, f"{path}.1")
        yield from _list_too_many(shapes, raw, path)
        for title, fields in _spoil(shapes, item, f"{path}.member.1"):
            yield f"an item: {title}", fields
    elif raw["type"] == "integer":
        yield from ((f"no number in its limits: {text!r}", [(path, text)]) for text in _NO_NUMBERS)
    elif raw["type"] == "boolean":
        yield from ((f"no boolean: {text!r}", [(path, text)]) for text in _NO_BOOLEANS)
    else:
        yield from ((title, [(path, text)]) for title, text in _spoil_text(raw))


def _list_too_many(shapes: dict, raw: dict, path: str) -> Iterator[tuple[str, Fields]]:
    most = raw.get("max", 60)
    fields = [
        pair
        for number in range(1, most + 2)
        for pair in _fill(shapes, raw["member"]["shape"], f"{path}.member.{number}")
    ]
    yield f"{most + 1} items", fields


def _spoil_text(raw: dict) -> Iterator[tuple[str, str]]:
    low, high = raw.get("min", 0), raw.get("max")
    if low > 0:
        yield "empty", ""
    if low > 1:
        yield "too short", "x" * (low - 1)
    yield "too long", "x" * min((high or _LONGEST) + 1, _LONGEST)
    yield "odd characters", _ODD * max(low, 1)
    yield "odd characters at the end", "x" * low + "\n" + _ODD
    if raw.get("enum"):
        yield "none of the values", "x" * max(low, 1)
