"""Differences in how a condition reads the values of policy and request."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from interop.differential.keys import UNREADABLE, is_multiple
from interop.differential.rewrites.walking import (
    Asked,
    Case,
    copied,
    find_value,
    flat,
    rewrite_conditions,
)

_WHOLE_NETWORK = "0.0.0.0/0"
_ITS_HALVES = ("0.0.0.0/1", "128.0.0.0/1")

# Keys that no random case has or asks for, but the peer knows: of several values, and of one.
_ABSENT = "aws:VpceOrgPaths"
_MULTIPLE = ("aws:ResourceOrgPaths", "aws:SourceOrgPaths", "aws:PrincipalServiceNamesList")
_SINGLE = (
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:SourceAccount",
    "aws:SourceOwner",
    "aws:SourceOrgID",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:Referer",
)


def halve_whole_network(case: Case) -> Case | None:
    """All addresses of IPv4, said as their two halves."""
    return _with_values(
        case, "IpAddress", lambda text: _ITS_HALVES if text == _WHOLE_NETWORK else (text,)
    )


def write_addresses_as_networks(case: Case) -> Case | None:
    """A bare address, said as the network of that address alone."""

    def widen(text: str) -> tuple[str]:
        return (text if "/" in text else f"{text}/128" if ":" in text else f"{text}/32",)

    return _with_values(case, "IpAddress", widen)


def write_years_as_dates(case: Case) -> Case | None:
    """A year alone, said as its first day."""
    return _with_values(case, "Date", lambda text: (re.sub(r"^([0-9]{4})$", r"\1-01-01", text),))


def write_epochs_as_dates(case: Case) -> Case | None:
    """Seconds since 1970 on either side of a comparison of dates, said as a date."""
    copy = _with_values(case, "Date", lambda text: (_dated(text),)) or copied(case)
    context = copy["request"]["context"]
    copy["request"]["context"] = {key: _dated(value) for key, value in context.items()}
    return copy if copy != case else None


def ask_all_where_any_is_missing(case: Case) -> Case | None:
    """ForAnyValue with IfExists and no value in the request, said with ForAllValues."""
    context = case["request"]["context"]

    def rewrite(asked: Asked, _: dict) -> Asked:
        wanted = asked.operator.startswith("ForAnyValue:") and asked.operator.endswith("IfExists")
        if not wanted or find_value(context, asked.key):
            return asked
        return asked._replace(operator=asked.operator.replace("ForAnyValue:", "ForAllValues:"))

    return rewrite_conditions(case, rewrite)


def ask_single_key_for_one_value(case: Case) -> Case | None:
    """A plain operator on the one value of a key that may have several, said with another key."""
    copy = copied(case)
    context = copy["request"]["context"]
    with_one = [key for key in context if is_multiple(key) and len(flat(context[key])) == 1]
    others = dict(zip((key.lower() for key in with_one), _SINGLE, strict=False))

    def rewrite(asked: Asked, _: dict) -> Asked:
        plain = asked.operator != "Null" and ":" not in asked.operator
        return asked._replace(key=others.get(asked.key.lower(), asked.key)) if plain else asked

    for key in with_one:
        context[others[key.lower()]] = flat(context[key])[0]
    return rewrite_conditions(copy, rewrite)


def ask_multiple_key_for_several_values(case: Case) -> Case | None:
    """Several values of a key that should have one, said with a key that may have several."""
    copy = copied(case)
    context = copy["request"]["context"]
    lists = [key for key in context if isinstance(context[key], list) and not is_multiple(key)]
    others = dict(zip((key.lower() for key in lists), _MULTIPLE, strict=False))

    def rewrite(asked: Asked, _: dict) -> Asked:
        return asked._replace(key=others.get(asked.key.lower(), asked.key))

    context.update((others[key.lower()], context[key]) for key in lists[: len(others)])
    return rewrite_conditions(copy, rewrite)


def refuse_numbers_with_a_tail(case: Case) -> Case | None:
    """A comparison with a text that only begins like a number, said as one with another number."""
    return _never(case, "Numeric", "5 apples", ("NumericEquals", "123456789"))


def refuse_days_that_do_not_exist(case: Case) -> Case | None:
    """A comparison with a day that no calendar has, said as one with another day."""
    return _never(case, "Date", "2026-02-30", ("DateEquals", "1999-01-01T00:00:00Z"))


def ask_whole_arn_for_star(case: Case) -> Case | None:
    """A lone star as an ARN, said as an ARN of six stars."""
    return _with_values(case, "Arn", lambda text: ("arn:*:*:*:*:*" if text == "*" else text,))


def _never(case: Case, family: str, actual: str, other: tuple[str, str]) -> Case | None:
    """Comparisons of `actual`, but negated ones, said as one that does not hold."""
    context = case["request"]["context"]
    operator, value = other

    def rewrite(asked: Asked, _: dict) -> Asked:
        quantifier, _, base = asked.operator.rpartition(":")
        wanted = base.startswith(family) and "Not" not in base
        if not wanted or find_value(context, asked.key) != actual:
            return asked
        return Asked(f"{quantifier}:{operator}" if quantifier else operator, asked.key, (value,))

    return rewrite_conditions(case, rewrite)


def leave_out_unreadable_values(case: Case) -> Case | None:
    """A negated operator on a value that it cannot read, which holds, said as no condition."""
    context = case["request"]["context"]

    def rewrite(asked: Asked, _: dict) -> Asked | None:
        negated = re.search("NumericNot|DateNot|NotIp|ArnNot", asked.operator)
        return None if negated and find_value(context, asked.key) in UNREADABLE else asked

    return rewrite_conditions(case, rewrite)


def ask_absent_key_for_empty_one(case: Case) -> Case | None:
    """A key without a value but the empty string, said as a key that the request does not have.

    A plain operator compares an empty string like any other.
    """
    context = case["request"]["context"]

    def rewrite(asked: Asked, _: dict) -> Asked:
        value = find_value(context, asked.key)
        as_set = asked.operator == "Null" or ":" in asked.operator
        if value == [] or (as_set and value is not None and not any(value)):
            return asked._replace(key=_ABSENT)
        return asked

    return rewrite_conditions(case, rewrite)


def _with_values(case: Case, operator: str, spell: Callable[[str], tuple[str, ...]]) -> Case | None:
    """Spell the values of the operators that have `operator` in their name another way."""

    def rewrite(asked: Asked, _: dict) -> Asked:
        if operator not in asked.operator:
            return asked
        return asked._replace(values=tuple(new for old in asked.values for new in spell(old)))

    return rewrite_conditions(case, rewrite)


def _dated(value: object) -> object:
    if not isinstance(value, str) or re.fullmatch("[0-9]{5,}", value) is None:
        return value
    return datetime.fromtimestamp(int(value), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
