"""From pysaml2's objects to lxml elements, without a detour over text.

What comes out holds only characters that XML 1.0 can carry unchanged: pysaml2 would write control
characters raw and lose a carriage return, so both are refused here.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from lxml import etree
from saml2 import SamlBase

from rolebridge.errors import RolebridgeError

# XML 1.0 section 2.2, less the carriage return, which parsers turn into a line feed.
_ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class IllegalCharacter(RolebridgeError):
    """A value with a character that XML cannot carry, or not unchanged."""

    code = "illegal_character"

    def __init__(self, field: str, value: str, position: int) -> None:
        point = f"U+{ord(value[position]):04X}"
        super().__init__(f"{field}: the character {point} at position {position} cannot be sent.")
        self.field = field
        self.value = value
        self.position = position


def validate_text(field: str, value: str) -> str:
    """Return `value` if XML carries every character of it unchanged. Raises IllegalCharacter."""
    if value.isascii() and value.isprintable():
        return value
    found = _ILLEGAL.search(value)
    if found is not None:
        raise IllegalCharacter(field, value, found.start())
    return value


def build_element(node: SamlBase, prefixes: dict[str, str]) -> Any:
    """The element that `node` stands for, with `prefixes` declared on it.

    Extension elements and attributes are left out: nothing of ours has any. Raises
    IllegalCharacter, naming element and attribute.
    """
    plan = _plan(node.__class__)
    element = etree.Element(plan.tag, _attributes(node, plan), nsmap=prefixes)
    _fill(element, node, plan)
    return element


def serialise(element: Any) -> bytes:
    """The element as UTF-8 bytes without a declaration; what was signed stays as it is."""
    data: bytes = etree.tostring(element, encoding="utf-8", xml_declaration=False)
    return data


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a class becomes an element: attributes as (XML name, member), children in order."""

    tag: str
    attributes: tuple[tuple[str, str], ...]
    children: tuple[str, ...]


def _fill(element: Any, node: SamlBase, plan: _Plan) -> None:
    members = vars(node)  # Most members of most nodes are not set, and a dict is asked fastest.
    if members["text"]:
        element.text = validate_text(node.c_tag, members["text"])
    for member in plan.children:
        below = members[member]
        if below:
            for child in below if isinstance(below, list) else (below,):
                inner = _plan(child.__class__)
                _fill(etree.SubElement(element, inner.tag, _attributes(child, inner)), child, inner)


def _attributes(node: SamlBase, plan: _Plan) -> dict[str, str]:
    members = vars(node)
    found = {
        name: value for name, member in plan.attributes if (value := members[member]) is not None
    }
    for name, value in found.items():
        if not (value.isascii() and value.isprintable()):
            validate_text(f"{node.c_tag}@{name}", value)
    return found


@cache
def _plan(kind: type[SamlBase]) -> _Plan:
    """The plan of a class: children in schema order, and the rest behind them."""
    members = [member for member, _ in kind.c_children.values()]
    ordered = [member for member in kind.c_child_order if member in members]
    rest = [member for member in members if member not in ordered]
    return _Plan(
        tag=f"{{{kind.c_namespace}}}{kind.c_tag}",
        attributes=tuple((name, member) for name, (member, _, _) in kind.c_attributes.items()),
        children=(*ordered, *rest),
    )
