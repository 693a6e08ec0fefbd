"""Group names that carry a grant in themselves: `aws-{account}-{role}`.

A name is read from both ends, so matching takes time in proportion to its length, and it counts
only when there is exactly one way to read it: a name that two accounts could claim grants nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from rolebridge.arn import ROLE_NAME
from rolebridge.directory.placeholders import InvalidTemplate, parse_template

# An alias has 3 to 63 characters (IAM CreateAccountAlias), an account id 12.
_LONGEST_ACCOUNT = 63


class Captured(StrEnum):
    """What a pattern may capture from the name of a group."""

    ACCOUNT = "account"  # 12 digits or an alias, of an account that is known
    ALIAS = "alias"  # an alias only
    ROLE = "role"  # a role name without a path


@dataclass(frozen=True)
class KnownAccounts:
    """The accounts a name may speak of: 12-digit id -> alias (None where there is none)."""

    aliases: Mapping[str, str | None]
    ids: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        ids = {alias: account for account, alias in self.aliases.items() if alias}
        object.__setattr__(self, "ids", ids)

    def find_id(self, text: str, kind: Captured) -> str | None:
        """The id that `text` stands for, or None."""
        if kind is Captured.ACCOUNT and text in self.aliases:
            return text
        return self.ids.get(text)


@dataclass(frozen=True, slots=True)
class GroupPattern:
    """A checked pattern: at most one account, at most one role, a separator between the two."""

    prefix: str
    kinds: tuple[Captured, ...]
    separator: str
    suffix: str


@lru_cache(maxsize=1024)
def parse_pattern(text: str) -> GroupPattern:
    """Read a pattern. Raises InvalidTemplate, saying what would make names ambiguous."""
    template = parse_template(text)
    allowed = [kind.value for kind in Captured]
    if not template.names:
        raise InvalidTemplate(text, "holds no placeholder")
    for name in template.names:
        if name not in allowed:
            raise InvalidTemplate(
                text, f"captures {{{name}}}; a group pattern knows {', '.join(allowed)}"
            )
    kinds = tuple(Captured(name) for name in template.names)
    if kinds.count(Captured.ROLE) > 1 or len(kinds) - kinds.count(Captured.ROLE) > 1:
        raise InvalidTemplate(text, "names the account or the role twice")
    separator = template.literals[1] if len(kinds) == 2 else ""
    if len(kinds) == 2 and not separator:
        raise InvalidTemplate(text, "needs some text between its two placeholders")
    return GroupPattern(template.literals[0], kinds, separator, template.literals[-1])


def match_pattern(pattern: str, text: str, accounts: KnownAccounts) -> Mapping[str, str] | None:
    """What `text` says when it is read by `pattern`, or None where it does not fit in one way.

    The answer holds `account` (12 digits) and, where it has one, `alias` of the account that was
    named, and `role`, as far as the pattern captures them. Raises InvalidTemplate.
    """
    parsed = parse_pattern(pattern)
    body = text.removeprefix(parsed.prefix)
    if len(body) + len(parsed.prefix) != len(text) or not body.endswith(parsed.suffix):
        return None
    body = body[: len(body) - len(parsed.suffix)]
    readings = [
        reading
        for parts in _split(parsed, body)
        if (reading := _read(parsed.kinds, parts, accounts)) is not None
    ]
    return readings[0] if len(readings) == 1 else None


def _split(pattern: GroupPattern, body: str) -> Iterator[tuple[str, ...]]:
    """Every way to cut the body; the account's part bounds how far the cut can lie."""
    if len(pattern.kinds) == 1:
        yield (body,)
        return
    width = len(pattern.separator)
    account_first = pattern.kinds[0] is not Captured.ROLE
    low = 0 if account_first else max(0, len(body) - width - _LONGEST_ACCOUNT)
    high = _LONGEST_ACCOUNT + width if account_first else len(body)
    at = body.find(pattern.separator, low, high)
    while at != -1:
        yield body[:at], body[at + width :]
        at = body.find(pattern.separator, at + 1, high)


def _read(
    kinds: tuple[Captured, ...], parts: tuple[str, ...], accounts: KnownAccounts
) -> dict[str, str] | None:
    reading: dict[str, str] = {}
    for kind, part in zip(kinds, parts, strict=True):
        if kind is Captured.ROLE:
            if ROLE_NAME.fullmatch(part) is None:
                return None
            reading["role"] = part
            continue
        account = accounts.find_id(part, kind)
        if account is None:
            return None
        reading["account"] = account
        if alias := accounts.aliases[account]:
            reading["alias"] = alias
    return reading
