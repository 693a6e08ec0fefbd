"""Texts with placeholders in braces, such as `{username}` or `aws-{account}-{role}`.

There is no way to write a literal brace: none of the names that these texts make may hold one.
"""

from dataclasses import dataclass
from functools import lru_cache

from rolebridge.errors import RolebridgeError


class InvalidTemplate(RolebridgeError):
    """A text whose braces do not pair up, or that is used where it cannot work."""

    code = "template_invalid"

    def __init__(self, template: str, reason: str) -> None:
        super().__init__(f"{template!r} {reason}.")
        self.template = template
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Template:
    """Literals and placeholder names in turn: there is one literal more than there are names."""

    literals: tuple[str, ...]
    names: tuple[str, ...]


def has_placeholders(text: str) -> bool:
    """Whether the text holds a brace, so that it must be read as a template."""
    return "{" in text or "}" in text


@lru_cache(maxsize=4096)
def parse_template(text: str) -> Template:
    """Cut a text at its placeholders, in one pass. Raises InvalidTemplate."""
    literals: list[str] = []
    names: list[str] = []
    rest = text
    while "{" in rest:
        literal, _, rest = rest.partition("{")
        name, closed, rest = rest.partition("}")
        if not closed or not name or "{" in name or "}" in literal:
            raise InvalidTemplate(text, "has braces that do not enclose one name each")
        literals.append(literal)
        names.append(name)
    if "}" in rest:
        raise InvalidTemplate(text, "has a closing brace without an opening one")
    return Template((*literals, rest), tuple(names))
