"""Numeric operators: integers and decimals, in ASCII digits, compared exactly."""

import re
from decimal import Decimal

from rolebridge.iam.conditions.ordered import build_operators

_NUMBER = re.compile(r"[+-]?[0-9]{1,64}(?:\.[0-9]{1,64})?")


def parse_number(text: str) -> Decimal | None:
    """Digits with an optional sign and fraction. No exponent, no blank, no other script."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


OPERATORS = build_operators("Numeric", parse_number)
